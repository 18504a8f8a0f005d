#include "domain/lobby/ice_candidate.hpp"

#include <algorithm>

namespace parlor::domain {
namespace {

constexpr auto none = std::string_view::npos;

/// Where the type of the line's candidate begins: the word behind `typ`, which is its seventh. `none` where the line has no
/// candidate of this form.
std::size_t type_in(std::string_view line)
{
    auto at = line.find("candidate:");
    for (int words = 0; words < 6 && at != none; ++words) {
        at = line.find(' ', at);
        if (at != none) ++at;
    }
    constexpr std::string_view name = "typ ";
    return at != none && line.substr(at).starts_with(name) ? at + name.size() : none;
}

bool is_other_than_relay(std::string_view line)
{
    if (line.find("candidate:") == none) return false;
    const auto at = type_in(line);
    return at == none || line.substr(at, line.find(' ', at) - at) != "relay";
}

/// Puts `value` in the place of every word that follows `name`.
void replace_after(std::string& text, std::string_view name, std::string_view value)
{
    for (auto at = text.find(name); at != none; at = text.find(name, at)) {
        at += name.size();
        text.replace(at, std::min(text.find(' ', at), text.size()) - at, value);
    }
}

/// The line without related addresses.
std::string hidden(std::string_view line)
{
    const auto at = type_in(line);
    if (at == none) return std::string{line};
    std::string related{line.substr(at)};
    replace_after(related, " raddr ", "0.0.0.0");
    replace_after(related, " rport ", "0");
    return std::string{line.substr(0, at)} + related;
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

std::string without_related_addresses(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        out += hidden(text.substr(0, end));
        if (end < text.size()) out += text[end];
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

} // namespace parlor::domain
