#include "http/routes.hpp"

namespace parlor::http {
namespace {

bool is_parameter(const std::string& segment)
{
    return segment.size() > 2 && segment.front() == '{';
}

std::string name_of(const std::string& segment)
{
    return segment.substr(1, segment.size() - 2);
}

bool fits(const Route& route, const std::vector<std::string>& segments)
{
    if (route.segments.size() != segments.size()) return false;
    for (std::size_t i = 0; i < segments.size(); ++i)
        if (is_parameter(route.segments[i]) ? segments[i].empty() : route.segments[i] != segments[i]) return false;
    return true;
}

} // namespace

Route Routes::make(const Description& description)
{
    Route route{.method = std::string{description.method},
                .path = std::string{description.path},
                .access = description.access,
                .summary = std::string{description.summary},
                .status = description.status,
                .result = {},
                .content = std::string{description.content},
                .body = {},
                .body_optional = description.body_optional,
                .parameters = description.parameters,
                .handle = {},
                .segments = parse_target(description.path)->segments};
    return route;
}

Routes::Match Routes::find(std::string_view method, const Target& target) const
{
    Match match;
    for (const auto& route : all_) {
        if (!fits(route, target.segments)) continue;
        // RFC 9110 §9.3.2: HEAD is GET without the body, which the connection leaves out.
        if (route.method == method || (method == "HEAD" && route.method == "GET")) {
            match.route = &route;
            for (std::size_t i = 0; i < route.segments.size(); ++i)
                if (is_parameter(route.segments[i])) match.parameters[name_of(route.segments[i])] = target.segments[i];
            return match;
        }
        if (!match.allow.empty()) match.allow += ", ";
        match.allow += route.method;
        if (route.method == "GET") match.allow += ", HEAD";
    }
    return match;
}

} // namespace parlor::http
