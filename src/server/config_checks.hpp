#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Which texts are valid as values of some settings; each answers as `TextCheck` says.
namespace parlor::server {

/// ADDR:PORT with a numeric address, IPv6 in brackets.
std::optional<std::string> check_listen(std::string_view text);
std::optional<std::string> check_optional_listen(std::string_view text);
/// An origin as browsers send it (RFC 6454 §6.2): scheme://host[:port].
std::optional<std::string> check_origin(std::string_view text);
/// An IP address, or a network as ADDRESS/BITS.
std::optional<std::string> check_network(std::string_view text);
std::optional<std::string> check_stun_url(std::string_view text);
std::optional<std::string> check_turn_url(std::string_view text);
std::optional<std::string> check_auto_on_off(std::string_view text);
std::optional<std::string> check_log_level(std::string_view text);
/// Empty, or an id as on the wire.
std::optional<std::string> check_optional_id(std::string_view text);
/// Empty, or a secret of at least 32 visible ASCII characters, as an `Authorization` header can carry it.
std::optional<std::string> check_secret(std::string_view text);
/// An `http` or `https` address.
std::optional<std::string> check_web_hook_url(std::string_view text);
/// The name of an event of web hooks.
std::optional<std::string> check_web_hook_event(std::string_view text);
/// At least one character, none of them a control character.
std::optional<std::string> check_not_empty(std::string_view text);

} // namespace parlor::server
