#include "net/http_exchange.hpp"

#include <algorithm>

namespace parlor::net {
namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::string_view find_header(const Headers& headers, std::string_view name)
{
    for (const auto& [key, value] : headers)
        if (std::ranges::equal(key, name, {}, lower, lower)) return value;
    return {};
}

} // namespace parlor::net
