#pragma once
#include <string>
#include <string_view>

/// What ICE candidates tell of addresses (RFC 8839 §5.1), alone or as lines of a session description.
namespace parlor::domain {

/// Whether there is a candidate of another type than `relay`, which shows an address of its participant.
bool shows_address(std::string_view text);

/// The same text with nobody's address in the place of those that lie behind relays (`raddr`, `rport`): some browsers
/// tell them even where only relays may be used.
std::string without_related_addresses(std::string_view text);

} // namespace parlor::domain
