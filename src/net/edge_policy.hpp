#pragma once
#include "net/http_exchange.hpp"

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parlor::net {

/// What may be believed of a request, and which pages may act for a visitor. Immutable; thread-safe.
class EdgePolicy {
public:
    /// `allowed_origins`: besides the server's own, `scheme://host[:port]`. `trusted_proxies`: addresses or networks
    /// (`10.0.0.0/8`) whose `X-Forwarded-For` and `X-Forwarded-Proto` count; what can't be read is left out.
    EdgePolicy(std::vector<std::string> allowed_origins, const std::vector<std::string>& trusted_proxies);

    /// The client's textual IP address: the socket's other end or, behind trusted proxies, the last address that none of
    /// them has.
    std::string client_address(const HttpRequest& request) const;
    /// Whether the client came over TLS, as far as trusted proxies tell.
    bool is_secure(const HttpRequest& request) const;
    /// Whether the request's `Origin` is a configured one, or the server's own and `Sec-Fetch-Site` does not say
    /// otherwise; false where it has none.
    bool origin_allowed(const HttpRequest& request) const;

private:
    struct Network {
        boost::asio::ip::address base;
        unsigned prefix;
    };

    bool is_trusted(std::string_view address) const;

    std::vector<std::string> allowed_origins_;
    std::vector<Network> trusted_;
};

/// Whether a browser made the request (it sets these headers, and scripts can't).
bool from_browser(const HttpRequest& request);

/// What the request shows of a session.
struct Credentials {
    enum class Kind { none, bearer, cookie } kind = Kind::none;
    std::string token;
};

/// The session cookie's name: with the `__Host-` prefix under TLS (RFC 6265bis §4.1.3.2).
std::string_view session_cookie(bool secure);

/// The administrator's cookie; named likewise.
std::string_view admin_cookie(bool secure);

/// `Authorization: Bearer` (RFC 6750 §2.1) or, without it, the cookie of this name.
Credentials read_credentials(const HttpRequest& request, std::string_view cookie);
/// As above, with the session's cookie.
Credentials read_credentials(const HttpRequest& request, bool secure);

} // namespace parlor::net
