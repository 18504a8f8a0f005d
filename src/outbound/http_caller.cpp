#include "outbound/http_caller.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <mutex>
#include <stdexcept>
#include <unistd.h>

namespace parlor::outbound {
namespace {

void start_library()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

HeaderList header_list(const HttpRequest& request)
{
    HeaderList list;
    const auto add = [&](const std::string& line) {
        if (auto* longer = curl_slist_append(list.get(), line.c_str())) {
            (void)list.release();
            list.reset(longer);
        }
    };
    for (const auto& [name, value] : request.headers) add(name + ": " + value);
    // Otherwise libcurl asks whether to go on before it sends a longer body.
    add("Expect:");
    return list;
}

/// What libcurl's call-backs see of one request.
struct Exchange {
    const HttpRequest& request;
    const AddressRule& rule;
    const std::atomic<bool>* cancelled;
    HttpAnswer answer{};
    bool cut = false;
    bool kept_out = false;
};

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* address)
{
    auto& exchange = *static_cast<Exchange*>(data);
    if (exchange.rule && !exchange.rule(address->addr)) {
        exchange.kept_out = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(const char* bytes, std::size_t, std::size_t size, void* data)
{
    auto& exchange = *static_cast<Exchange*>(data);
    auto& body = exchange.answer.body;
    const auto room = exchange.request.max_answer_bytes - body.size();
    body.append(bytes, std::min(size, room));
    exchange.cut = size > room;
    return exchange.cut ? 0 : size;
}

int is_cancelled(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    const auto& exchange = *static_cast<Exchange*>(data);
    return exchange.cancelled && exchange.cancelled->load() ? 1 : 0;
}

} // namespace

struct HttpCaller::Handle {
    Handle() : curl(curl_easy_init())
    {
        if (!curl) throw std::runtime_error("libcurl cannot start");
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { curl_easy_cleanup(curl); }

    template <class Value> void set(CURLoption option, Value value) { curl_easy_setopt(curl, option, value); }

    void prepare(Exchange& exchange, const HeaderList& headers)
    {
        const auto& request = exchange.request;
        curl_easy_reset(curl);
        set(CURLOPT_URL, request.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
        set(CURLOPT_HTTPHEADER, headers.get());
        if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            set(CURLOPT_POSTFIELDS, request.body.c_str());
        }
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
        // A look-up that hangs must not hold up the end of the thread.
        set(CURLOPT_QUICK_EXIT, 1L);
        set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
        set(CURLOPT_OPENSOCKETDATA, &exchange);
        set(CURLOPT_WRITEFUNCTION, &take_body);
        set(CURLOPT_WRITEDATA, &exchange);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &is_cancelled);
        set(CURLOPT_XFERINFODATA, &exchange);
    }

    CURL* curl;
};

HttpCaller::HttpCaller()
{
    start_library();
    handle_ = std::make_unique<Handle>();
}

HttpCaller::~HttpCaller() = default;

Result<HttpAnswer> HttpCaller::send(const HttpRequest& request, const AddressRule& rule,
                                    const std::atomic<bool>* cancelled)
{
    Exchange exchange{request, rule, cancelled};
    const auto headers = header_list(request);
    handle_->prepare(exchange, headers);
    const auto code = curl_easy_perform(handle_->curl);
    if (code != CURLE_OK && !exchange.cut) {
        if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
            return Error{Errc::bad_request, request.url + " is not the address of an HTTP server."};
        if (exchange.kept_out && code == CURLE_COULDNT_CONNECT)
            return Error{Errc::forbidden, "The address belongs to a private or special network."};
        return Error{Errc::unavailable, curl_easy_strerror(code)};
    }
    long status = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(handle_->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle_->curl, CURLINFO_RETRY_AFTER, &retry_after);
    exchange.answer.status = static_cast<int>(status);
    exchange.answer.retry_after_s = static_cast<std::int64_t>(retry_after);
    return std::move(exchange.answer);
}

} // namespace parlor::outbound
