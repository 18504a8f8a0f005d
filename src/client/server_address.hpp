#pragma once
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace parlor::client {

/// Where a Parlor server is.
struct ServerAddress {
    std::string host; ///< a name or an IP address; IPv6 without brackets
    std::uint16_t port = 80;

    /// As in a `Host` header and in a URL: IPv6 in brackets.
    std::string authority() const;
    bool operator==(const ServerAddress&) const = default;
};

/// Reads `http://HOST[:PORT][/]`. Refuses `https` with `unsupported` (this client speaks no TLS yet; use a proxy on the
/// same machine) and anything else with `bad_request`.
Result<ServerAddress> parse_server_url(std::string_view url);

/// The server of a socket's address as `start_bot` gives it, `ws://HOST[:PORT]/api/v1/ws`. Refuses likewise.
Result<ServerAddress> parse_socket_url(std::string_view url);

} // namespace parlor::client
