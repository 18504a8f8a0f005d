#include "domain/lobby/ice_candidate.hpp"

#include <algorithm>

namespace parlor::domain {
namespace {

bool is_other_than_relay(std::string_view line)
{
    if (line.find("candidate:") == std::string_view::npos) return false;
    constexpr std::string_view name = " typ ";
    const auto at = line.find(name);
    if (at == std::string_view::npos) return true;
    line.remove_prefix(at + name.size());
    return line.substr(0, line.find(' ')) != "relay";
}

/// Puts `value` in the place of every word that follows `name`.
void replace_after(std::string& text, std::string_view name, std::string_view value)
{
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
        at += name.size();
        const auto end = std::min(text.find_first_of(" \r\n", at), text.size());
        text.replace(at, end - at, value);
    }
}

} // namespace

bool shows_address(std::string_view text)
{
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        if (is_other_than_relay(text.substr(0, end))) return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

std::string without_related_addresses(std::string text)
{
    replace_after(text, " raddr ", "0.0.0.0");
    replace_after(text, " rport ", "0");
    return text;
}

} // namespace parlor::domain
