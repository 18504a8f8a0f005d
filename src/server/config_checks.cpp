#include "server/config_checks.hpp"

#include "base/ids.hpp"
#include "base/log.hpp"
#include "protocol/web_hook.hpp"

#include <algorithm>
#include <boost/mp11/algorithm.hpp>

#include <charconv>

#include <arpa/inet.h>

namespace parlor::server {
namespace {

std::optional<unsigned> number(std::string_view text, unsigned max)
{
    unsigned value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size() || value > max) return {};
    return value;
}

bool is_address(std::string_view text)
{
    unsigned char bytes[16];
    const std::string terminated{text};
    return inet_pton(AF_INET, terminated.c_str(), bytes) == 1 || inet_pton(AF_INET6, terminated.c_str(), bytes) == 1;
}

bool has_blank_or_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
}

/// `scheme:something` with one of these schemes.
bool is_url(std::string_view text, std::initializer_list<std::string_view> schemes)
{
    if (has_blank_or_control(text)) return false;
    return std::any_of(schemes.begin(), schemes.end(),
                       [&](auto scheme) { return text.starts_with(scheme) && text.size() > scheme.size(); });
}

} // namespace

std::optional<std::string> check_listen(std::string_view text)
{
    const std::string wanted = "ADDR:PORT with a numeric address, e.g. 0.0.0.0:8080 or [::1]:8080";
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || !number(text.substr(colon + 1), 65'535)) return wanted;
    auto address = text.substr(0, colon);
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed) address = address.substr(1, address.size() - 2);
    if (!is_address(address) || bracketed != (address.find(':') != std::string_view::npos)) return wanted;
    return {};
}

std::optional<std::string> check_optional_listen(std::string_view text)
{
    return text.empty() ? std::nullopt : check_listen(text);
}

std::optional<std::string> check_origin(std::string_view text)
{
    const bool fine = is_url(text, {"http://", "https://"}) && std::count(text.begin(), text.end(), '/') == 2 &&
                      text.find_first_of("?#@*") == std::string_view::npos;
    if (fine) return {};
    return "an origin without path, e.g. https://chat.example.org";
}

std::optional<std::string> check_network(std::string_view text)
{
    const std::string wanted = "an IP address or a network, e.g. 10.0.0.1 or 10.0.0.0/8";
    const auto slash = text.find('/');
    if (!is_address(text.substr(0, slash))) return wanted;
    if (slash == std::string_view::npos) return {};
    const unsigned most = text.find(':') == std::string_view::npos ? 32 : 128;
    if (!number(text.substr(slash + 1), most)) return wanted;
    return {};
}

std::optional<std::string> check_stun_url(std::string_view text)
{
    if (is_url(text, {"stun:", "stuns:"})) return {};
    return "a STUN URL, e.g. stun:stun.example.org:3478";
}

std::optional<std::string> check_turn_url(std::string_view text)
{
    if (is_url(text, {"turn:", "turns:"})) return {};
    return "a TURN URL, e.g. turn:turn.example.org:3478?transport=udp";
}

std::optional<std::string> check_log_level(std::string_view text)
{
    log::Level level{};
    if (log::parse_level(text, level)) return {};
    return "debug, info, warning or error";
}

std::optional<std::string> check_auto_on_off(std::string_view text)
{
    if (text == "auto" || text == "on" || text == "off") return {};
    return "auto, on or off";
}

std::optional<std::string> check_optional_id(std::string_view text)
{
    if (text.empty() || is_id(text)) return {};
    return "1 to 64 letters, digits, '_' or '-'";
}

std::optional<std::string> check_secret(std::string_view text)
{
    const bool visible = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    if (text.empty() || (text.size() >= 32 && visible)) return {};
    return "at least 32 visible ASCII characters, without blanks";
}

std::optional<std::string> check_web_hook_url(std::string_view text)
{
    if (is_url(text, {"http://", "https://"})) return {};
    return "an address, e.g. https://example.org/parlor";
}

std::optional<std::string> check_web_hook_event(std::string_view text)
{
    std::string names;
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<protocol::WebHookType>>([&](auto type) {
        known = known || text == type.name;
        names.append(names.empty() ? "" : ", ").append(type.name);
    });
    if (known) return {};
    return "one of " + names;
}

std::optional<std::string> check_not_empty(std::string_view text)
{
    const bool control = std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (!text.empty() && !control) return {};
    return "a text of at least one character, without control characters";
}

} // namespace parlor::server
