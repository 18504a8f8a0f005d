#include "client/server_address.hpp"

#include <charconv>

namespace parlor::client {
namespace {

Error bad_url(std::string_view url)
{
    return {Errc::bad_request, "A server's address looks like http://HOST:PORT, unlike \"" + std::string{url} + "\"."};
}

bool parse_port(std::string_view text, std::uint16_t& port)
{
    const auto* end = text.data() + text.size();
    const auto [rest, fault] = std::from_chars(text.data(), end, port);
    return fault == std::errc{} && rest == end && port != 0;
}

} // namespace

std::string ServerAddress::authority() const
{
    const bool six = host.find(':') != std::string::npos;
    return (six ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

Result<ServerAddress> parse_server_url(std::string_view url)
{
    constexpr std::string_view plain = "http://";
    if (url.starts_with("https://"))
        return Error{Errc::unsupported, "This client speaks no TLS yet; use a proxy on the same machine."};
    if (!url.starts_with(plain)) return bad_url(url);
    auto rest = url.substr(plain.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    ServerAddress address;
    // The port is behind the last colon, unless that colon is inside of an IPv6 address.
    const auto colon = rest.rfind(':');
    const auto bracket = rest.rfind(']');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        if (!parse_port(rest.substr(colon + 1), address.port)) return bad_url(url);
        rest = rest.substr(0, colon);
    }
    if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
    if (rest.empty() || rest.find_first_of("/?#@[] ") != std::string_view::npos) return bad_url(url);
    address.host = rest;
    return address;
}

Result<ServerAddress> parse_socket_url(std::string_view url)
{
    constexpr std::string_view path = "/api/v1/ws";
    const bool secure = url.starts_with("wss://");
    if ((!secure && !url.starts_with("ws://")) || !url.ends_with(path)) return bad_url(url);
    url.remove_suffix(path.size());
    return parse_server_url((secure ? "https" : "http") + std::string{url.substr(url.find(':'))});
}

} // namespace parlor::client
