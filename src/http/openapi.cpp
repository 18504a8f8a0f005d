#include "http/routes.hpp"
#include "protocol/pretty.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <set>

namespace parlor::http {
namespace {

using boost::json::array;
using boost::json::object;

object reference(std::string_view definition)
{
    return {{"$ref", "schema.json#/$defs/" + std::string{definition}}};
}

object content(std::string_view type, std::string_view definition)
{
    object media;
    if (!definition.empty()) media["schema"] = reference(definition);
    return {{type, std::move(media)}};
}

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

array parameters_of(const Route& route)
{
    array parameters;
    for (const auto& segment : route.segments)
        if (segment.starts_with('{'))
            parameters.push_back(object{{"name", segment.substr(1, segment.size() - 2)},
                                        {"in", "path"},
                                        {"required", true},
                                        {"schema", object{{"type", "string"}}}});
    for (const auto& parameter : route.parameters)
        parameters.push_back(object{{"name", parameter.name},
                                    {"in", parameter.in},
                                    {"required", parameter.required},
                                    {"description", parameter.description},
                                    {"schema", object{{"type", "string"}}}});
    return parameters;
}

/// `delete_lobbies_lobby_id_bots_bot_id`: for generators, which make a function's name of it.
std::string id_of(const Route& route)
{
    auto id = lower(route.method);
    for (const auto& segment : route.segments)
        if (segment != "api" && segment != "v1") id += "_" + segment;
    std::erase_if(id, [](char c) { return c == '{' || c == '}'; });
    std::ranges::replace(id, '.', '_');
    return id;
}

/// What the operation is about: the first word of its path, or that it is the server itself.
std::string tag_of(const Route& route)
{
    if (route.segments.size() < 3) return "server";
    return route.segments[2] == "session" ? "sessions" : route.segments[2];
}

object operation_of(const Route& route)
{
    object success{{"description", "Done."}};
    if (route.status != 204) success["content"] = content(route.content, route.result);
    object operation{{"operationId", id_of(route)},
                     {"tags", array{tag_of(route)}},
                     {"summary", route.summary},
                     {"responses", object{{std::to_string(route.status), std::move(success)},
                                          {"default", object{{"description", "A refusal; `code` tells which."},
                                                             {"content", content("application/json", "ErrorBody")}}}}}};
    if (auto parameters = parameters_of(route); !parameters.empty()) operation["parameters"] = std::move(parameters);
    if (!route.body.empty())
        operation["requestBody"] =
            object{{"required", !route.body_optional}, {"content", content("application/json", route.body)}};
    if (route.access == Access::admin) {
        operation["security"] = array{object{{"adminBearer", array{}}}, object{{"adminCookie", array{}}}};
    } else if (route.access != Access::open) {
        array ways{object{{"bearer", array{}}}, object{{"cookie", array{}}}};
        if (route.access == Access::seen_by) ways.push_back(object{});
        operation["security"] = std::move(ways);
    }
    return operation;
}

} // namespace

std::string openapi(const Routes& routes)
{
    object paths;
    std::set<std::string> tags;
    for (const auto& route : routes.all()) {
        tags.insert(tag_of(route));
        auto& path = paths[route.path];
        if (!path.is_object()) path = object{};
        path.as_object()[lower(route.method)] = operation_of(route);
    }
    array named_tags;
    for (const auto& tag : tags) named_tags.push_back(object{{"name", tag}});
    return protocol::pretty(object{
        {"openapi", "3.1.0"},
        {"info", object{{"title", "Parlor HTTP interface"},
                        {"version", "1"},
                        {"license", object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}},
                        {"description",
                         "Sessions, lobbies, operations and administration; docs/protocol.md tells their meaning."}}},
        {"servers", array{object{{"url", "/"}}}},
        {"tags", std::move(named_tags)},
        {"paths", std::move(paths)},
        {"components",
         object{{"securitySchemes",
                 object{{"bearer", object{{"type", "http"}, {"scheme", "bearer"}}},
                        {"cookie", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "parlor_session"}}},
                        {"adminBearer", object{{"type", "http"}, {"scheme", "bearer"}}},
                        {"adminCookie", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "parlor_admin"}}}}}}}});
}

} // namespace parlor::http
