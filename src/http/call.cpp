#include "http/call.hpp"

#include <charconv>

namespace parlor::http {

Result<std::optional<std::int64_t>> Call::integer(std::string_view name, std::int64_t min, std::int64_t max) const
{
    const auto text = target.parameter(name);
    if (!text) return std::optional<std::int64_t>{};
    std::int64_t value = 0;
    const auto* end = text->data() + text->size();
    const auto [after, fault] = std::from_chars(text->data(), end, value);
    if (fault != std::errc{} || after != end || value < min || value > max)
        return Error{Errc::bad_request,
                     std::string{name} + ": must be an integer from " + std::to_string(min) + " to " +
                         std::to_string(max),
                     std::string{name}};
    return std::optional{value};
}

Result<std::int64_t> Call::integer(std::string_view name, std::int64_t min, std::int64_t max,
                                   std::int64_t fallback) const
{
    auto value = integer(name, min, max);
    if (!value) return value.error();
    return value->value_or(fallback);
}

service::AdminCredentials Call::admin_credentials() const
{
    using Kind = service::AdminCredentials::Kind;
    auto shown = net::read_credentials(request, net::admin_cookie(secure));
    return {shown.kind == net::Credentials::Kind::cookie ? Kind::pass : Kind::token, std::move(shown.token)};
}

} // namespace parlor::http
