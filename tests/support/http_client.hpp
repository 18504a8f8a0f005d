#pragma once
#include "tests/support/tcp_stream.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parlor::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse {
    int status = 0;
    Headers headers;
    std::string body;

    /// The first header of that name, without regard to case; empty where there is none.
    std::string header(std::string_view name) const;
    /// The body as JSON; throws where it is none.
    boost::json::value json() const;
    /// `code` of an error's body; empty where the body is something else.
    std::string code() const;
};

/// A blocking HTTP/1.1 client on one connection, kept while the server keeps it. `Host` and `Content-Length` are set
/// where the caller has not. Throws on faults.
class HttpClient {
public:
    /// `always`: headers of every request, e.g. `{{"Authorization", "Bearer …"}}`.
    explicit HttpClient(std::uint16_t port, Headers always = {}) : port_(port), always_(std::move(always)) {}

    HttpResponse request(std::string_view method, std::string_view target, std::string_view body = {},
                         const Headers& headers = {});
    HttpResponse get(std::string_view target, const Headers& headers = {})
    {
        return request("GET", target, {}, headers);
    }
    /// With `Content-Type: application/json`.
    HttpResponse post(std::string_view target, std::string_view json, Headers headers = {});

    /// Headers of every request from now on.
    void set_always(Headers headers) { always_ = std::move(headers); }
    std::uint16_t port() const { return port_; }

private:
    std::uint16_t port_;
    Headers always_;
    std::optional<TcpStream> connection_;
};

} // namespace parlor::test
