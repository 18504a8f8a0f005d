#include "net/edge_policy.hpp"

#include "net/field_value.hpp"

#include <algorithm>
#include <charconv>

namespace parlor::net {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::make_address;

template <class Bytes> bool same_prefix(const Bytes& a, const Bytes& b, unsigned bits)
{
    for (unsigned i = 0; i < bits; ++i) {
        const unsigned char mask = static_cast<unsigned char>(0x80U >> (i % 8));
        if ((a[i / 8] & mask) != (b[i / 8] & mask)) return false;
    }
    return true;
}

bool contains(const address& base, unsigned prefix, const address& one)
{
    if (base.is_v4() != one.is_v4()) return false;
    if (base.is_v4()) return same_prefix(base.to_v4().to_bytes(), one.to_v4().to_bytes(), std::min(prefix, 32U));
    return same_prefix(base.to_v6().to_bytes(), one.to_v6().to_bytes(), std::min(prefix, 128U));
}

std::string cookie_value(std::string_view header, std::string_view name)
{
    while (!header.empty()) {
        const auto end = header.find(';');
        const auto pair = trimmed(header.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name)
            return std::string{pair.substr(equals + 1)};
        header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 1);
    }
    return {};
}

} // namespace

EdgePolicy::EdgePolicy(std::vector<std::string> allowed_origins, const std::vector<std::string>& trusted_proxies)
    : allowed_origins_(std::move(allowed_origins))
{
    for (std::string_view text : trusted_proxies) {
        const auto slash = text.find('/');
        boost::system::error_code fault;
        Network network{make_address(std::string{text.substr(0, slash)}, fault), 0};
        if (fault) continue;
        network.prefix = network.base.is_v4() ? 32 : 128;
        if (slash != std::string_view::npos) {
            const auto digits = text.substr(slash + 1);
            if (std::from_chars(digits.data(), digits.data() + digits.size(), network.prefix).ec != std::errc{})
                continue;
        }
        trusted_.push_back(network);
    }
}

bool EdgePolicy::is_trusted(std::string_view text) const
{
    if (trusted_.empty()) return false;
    boost::system::error_code fault;
    const auto one = make_address(std::string{text}, fault);
    return !fault && std::ranges::any_of(
                         trusted_, [&](const auto& network) { return contains(network.base, network.prefix, one); });
}

std::string EdgePolicy::client_address(const HttpRequest& request) const
{
    std::string client = request.peer_address;
    const auto lines = join_header(request.headers, "X-Forwarded-For");
    std::string_view forwarded = lines;
    // Each proxy appends whom it saw, some in a line of their own, so the list is believed from its end as long as trusted
    // ones speak.
    while (is_trusted(client) && !forwarded.empty()) {
        const auto comma = forwarded.rfind(',');
        const auto last = trimmed(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1));
        boost::system::error_code fault;
        const auto parsed = make_address(std::string{last}, fault);
        if (fault) break;
        client = parsed.to_string();
        forwarded = comma == std::string_view::npos ? std::string_view{} : forwarded.substr(0, comma);
    }
    return client;
}

bool EdgePolicy::is_secure(const HttpRequest& request) const
{
    if (request.secure) return true;
    return is_trusted(request.peer_address) && same_text(trimmed(request.header("X-Forwarded-Proto")), "https");
}

bool EdgePolicy::origin_allowed(const HttpRequest& request) const
{
    const auto origin = request.header("Origin");
    if (origin.empty()) return false;
    if (std::ranges::any_of(allowed_origins_, [&](const auto& allowed) { return same_text(allowed, origin); }))
        return true;
    // What the browser itself says of the page (Fetch Metadata, W3C) must agree with an origin that looks like ours.
    const auto site = request.header("Sec-Fetch-Site");
    if (same_text(site, "cross-site") || same_text(site, "same-site")) return false;
    const auto host = request.header("Host");
    const std::string_view scheme = is_secure(request) ? "https://" : "http://";
    return !host.empty() && origin.size() == scheme.size() + host.size() &&
           same_text(origin.substr(0, scheme.size()), scheme) && same_text(origin.substr(scheme.size()), host);
}

bool from_browser(const HttpRequest& request)
{
    return !request.header("Origin").empty() || !request.header("Sec-Fetch-Site").empty();
}

std::string_view session_cookie(bool secure)
{
    return secure ? "__Host-parlor_session" : "parlor_session";
}

std::string_view admin_cookie(bool secure)
{
    return secure ? "__Host-parlor_admin" : "parlor_admin";
}

Credentials read_credentials(const HttpRequest& request, bool secure)
{
    return read_credentials(request, session_cookie(secure));
}

Credentials read_credentials(const HttpRequest& request, std::string_view cookie)
{
    const auto authorization = request.header("Authorization");
    constexpr std::string_view scheme = "Bearer ";
    if (authorization.size() > scheme.size() && same_text(authorization.substr(0, scheme.size()), scheme))
        return {Credentials::Kind::bearer, std::string{trimmed(authorization.substr(scheme.size()))}};
    auto token = cookie_value(request.header("Cookie"), cookie);
    if (!token.empty()) return {Credentials::Kind::cookie, std::move(token)};
    return {};
}

} // namespace parlor::net
