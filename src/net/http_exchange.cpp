#include "net/http_exchange.hpp"

#include <algorithm>

namespace parlor::net {
namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

} // namespace

std::string_view find_header(const Headers& headers, std::string_view name)
{
    for (const auto& [key, value] : headers)
        if (same_name(key, name)) return value;
    return {};
}

std::string join_header(const Headers& headers, std::string_view name)
{
    std::string all;
    for (const auto& [key, value] : headers)
        if (same_name(key, name)) all.append(all.empty() ? "" : ", ").append(value);
    return all;
}

} // namespace parlor::net
