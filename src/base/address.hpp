#pragma once
#include <string>
#include <string_view>

namespace parlor {

/// The network that stands for one client: `203.0.113.7/32`, or for IPv6 the /64 that a customer usually gets
/// (`2001:db8:1:2::/64`). IPv4 within IPv6 (RFC 4291 §2.5.5.2) counts as IPv4. Text that is no address stands for itself.
std::string client_network(std::string_view address);

} // namespace parlor
