#pragma once
#include <sys/socket.h>

namespace parlor::outbound {

/// Whether an IP address belongs to the public Internet: none of this machine, of a private or local network, of a cloud's
/// metadata service, of multicast, documentation or tests (RFC 6890 and the IANA special-purpose registries). IPv4 within
/// IPv6 (RFC 4291 §2.5.5.2, RFC 6052 §2.1, RFC 3056) is judged by its IPv4 address. Other families are not public.
bool is_public_address(const sockaddr& address);

} // namespace parlor::outbound
