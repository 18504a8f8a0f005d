#pragma once
#include <algorithm>
#include <string_view>

/// The grammar that values of HTTP's fields share (RFC 9110 §5.6).
namespace parlor::net {

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Without regard to the case of ASCII letters.
constexpr bool same_text(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Without the optional white space at its ends (§5.6.3).
constexpr std::string_view trimmed(std::string_view text)
{
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// Calls `take` with each item of a list (§5.6.1); empty ones are passed over. Not for lists with quoted strings.
template <class Take> constexpr void for_each_item(std::string_view list, Take take)
{
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (const auto item = trimmed(list.substr(0, comma)); !item.empty()) take(item);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
}

} // namespace parlor::net
