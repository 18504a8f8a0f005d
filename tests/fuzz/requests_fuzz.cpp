#include "net/request_head.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

/// HTTP/1.1 requests (RFC 9112), read as a connection reads them: wherever the bytes are cut, they are the same request, and what
/// is believed has one host and a body that ends where everybody would end it. The first two bytes say where the cut is.
namespace {

using namespace parlor;
namespace beast_http = boost::beast::http;

struct Read {
    int refusal = 0; ///< 0 = none this far
    bool whole = false;
    net::HttpRequest request{};
    net::HttpVersion version = 0;

    bool operator==(const Read& other) const
    {
        return refusal == other.refusal && whole == other.whole && request.method == other.request.method &&
               request.target == other.request.target && request.headers == other.request.headers &&
               request.body == other.request.body;
    }
};

class Reader {
public:
    Reader()
    {
        parser_.header_limit(16'384);
        parser_.body_limit(65'536);
    }

    void feed(std::string_view bytes)
    {
        waiting_ += bytes;
        while (read_.refusal == 0 && !read_.whole && !waiting_.empty()) {
            boost::system::error_code fault;
            const auto taken = parser_.put(boost::asio::buffer(waiting_), fault);
            waiting_.erase(0, taken);
            if (fault == beast_http::error::need_more) return;
            if (fault) read_.refusal = 400;
            if (!fault && parser_.is_header_done() && read_.version == 0) take_head();
            if (!fault && parser_.is_done()) take_body();
        }
    }
    const Read& read() const { return read_; }

private:
    void take_head()
    {
        const auto& head = parser_.get();
        read_.version = head.version();
        read_.request.method = std::string{head.method_string()};
        read_.request.target = std::string{head.target()};
        for (const auto& field : head)
            read_.request.headers.emplace_back(std::string{field.name_string()}, std::string{field.value()});
        const bool fine = net::to_origin_form(read_.request);
        read_.refusal = fine ? net::refusal_of_head(read_.request, read_.version) : 400;
        parser_.eager(true);
    }
    void take_body()
    {
        read_.whole = read_.refusal == 0;
        if (read_.whole) read_.request.body = parser_.get().body();
    }

    beast_http::request_parser<beast_http::string_body> parser_;
    std::string waiting_;
    Read read_;
};

void check(const Read& read)
{
    if (!read.whole) return;
    const auto& headers = read.request.headers;
    fuzz::require(net::count_header(headers, "Host") <= 1, "one host at most");
    fuzz::require(read.version < 11 || net::count_header(headers, "Host") == 1, "a host in HTTP/1.1");
    const bool chunked = net::count_header(headers, "Transfer-Encoding") > 0;
    fuzz::require(!chunked || net::count_header(headers, "Content-Length") == 0, "a length or chunks, not both");
    fuzz::require(chunked || read.request.body.empty() || net::count_header(headers, "Content-Length") > 0,
                  "no body that nothing announced");
    for (const auto& [name, value] : headers) {
        fuzz::require(name.find_first_of("\r\n: ") == std::string::npos, "a name is a token");
        fuzz::require(value.find_first_of("\r\n") == std::string::npos, "a value is one line");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2) return 0;
    const auto bytes = fuzz::text(data + 2, size - 2);
    const auto cut = static_cast<std::size_t>(data[0] << 8 | data[1]) % (bytes.size() + 1);
    Reader whole;
    Reader parts;
    whole.feed(bytes);
    parts.feed(bytes.substr(0, cut));
    parts.feed(bytes.substr(cut));

    // What is wrong may be found sooner or later, but what one takes for whole the other does too.
    if (whole.read().whole || parts.read().whole)
        fuzz::require(whole.read() == parts.read(), "the same request wherever it is cut");
    check(whole.read());
    return 0;
}
