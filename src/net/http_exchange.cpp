#include "net/http_exchange.hpp"

#include "net/field_value.hpp"

namespace parlor::net {

std::string_view find_header(const Headers& headers, std::string_view name)
{
    for (const auto& [key, value] : headers)
        if (same_text(key, name)) return value;
    return {};
}

std::string join_header(const Headers& headers, std::string_view name)
{
    std::string all;
    for (const auto& [key, value] : headers)
        if (same_text(key, name)) all.append(all.empty() ? "" : ", ").append(value);
    return all;
}

std::size_t count_header(const Headers& headers, std::string_view name)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(headers, [&](const auto& field) { return same_text(field.first, name); }));
}

} // namespace parlor::net
