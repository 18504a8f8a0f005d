#include "voicebot/host/status_server.hpp"

#include "base/prometheus.hpp"

#include <charconv>

namespace parlor::voicebot::host {
namespace {

/// Operators and their tools alone come here.
constexpr std::size_t most_connections = 64;

net::HttpResponse plain(int status, std::string text, std::string_view type = "text/plain; charset=utf-8")
{
    return {.status = status,
            .headers = {{"Content-Type", std::string{type}}, {"Cache-Control", "no-store"}},
            .body = std::make_shared<const std::string>(std::move(text))};
}

} // namespace

StatusServer::StatusServer(runtime::ShardPool& pool, Status status)
    : status_(std::move(status)),
      listener_(
          pool, net::HttpLimits{}, std::make_shared<net::ConnectionLimits>(most_connections, most_connections),
          {.request = [this](const net::HttpRequest& request, net::HttpResponder respond) { respond(answer(request)); },
           .upgrade = {},
           .fault = [](int code) { return plain(code, "Bad request.\n"); }})
{
}

net::HttpResponse StatusServer::answer(const net::HttpRequest& request) const
{
    if (request.method != "GET" && request.method != "HEAD") return plain(405, "Only GET.\n");
    if (request.target == "/healthz") return plain(200, "ok\n");
    if (request.target == "/readyz")
        return status_.ready() ? plain(200, "ok\n") : plain(503, "The server does not know this host yet.\n");
    if (request.target == "/metrics") return plain(200, status_.metrics(), prometheus::content_type);
    return plain(404, "There are /healthz, /readyz and /metrics.\n");
}

Result<void> StatusServer::listen(const std::string& address)
{
    const auto colon = address.rfind(':');
    const Error wrong{Errc::bad_request, "metrics must be ADDRESS:PORT, e.g. 127.0.0.1:9465, and not " + address};
    if (colon == std::string::npos) return wrong;
    auto host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const auto* end = address.data() + address.size();
    if (std::from_chars(address.data() + colon + 1, end, port).ptr != end) return wrong;
    boost::system::error_code fault;
    const auto ip = boost::asio::ip::make_address(host, fault);
    if (fault) return wrong;
    if (const auto refused = listener_.open({ip, port}))
        return Error{Errc::unavailable, "Cannot listen at " + address + ": " + refused.message()};
    listener_.start();
    return {};
}

std::string StatusServer::address() const
{
    const auto endpoint = listener_.endpoint();
    return endpoint.address().to_string() + ':' + std::to_string(endpoint.port());
}

} // namespace parlor::voicebot::host
