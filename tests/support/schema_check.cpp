#include "tests/support/schema_check.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

namespace parlor::test {
namespace {

namespace json = boost::json;

const std::set<std::string_view> known{"$ref",      "type",    "properties", "required", "items",       "enum",
                                       "const",     "anyOf",   "oneOf",      "minimum",  "maximum",     "minLength",
                                       "maxLength", "pattern", "title",      "default",  "description", "writeOnly"};

bool is_of(std::string_view type, const json::value& value)
{
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_bool();
    if (type == "null") return value.is_null();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    throw std::logic_error("type " + std::string{type} + " of the schema is unknown here");
}

bool fits_type(const json::value& type, const json::value& value)
{
    if (type.is_string()) return is_of(type.get_string(), value);
    return std::ranges::any_of(type.as_array(), [&](const auto& one) { return is_of(one.as_string(), value); });
}

std::int64_t code_points(std::string_view text)
{
    return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::string check_text(const json::object& schema, std::string_view text, const std::string& place)
{
    const auto* least = schema.if_contains("minLength");
    const auto* most = schema.if_contains("maxLength");
    if (least && code_points(text) < least->as_int64()) return place + ": too short\n";
    if (most && code_points(text) > most->as_int64()) return place + ": too long\n";
    if (const auto* pattern = schema.if_contains("pattern")) {
        const std::regex expression{pattern->as_string().c_str(), std::regex::ECMAScript};
        if (!std::regex_search(text.begin(), text.end(), expression)) return place + ": unlike its pattern\n";
    }
    return {};
}

std::string check_number(const json::object& schema, const json::value& value, const std::string& place)
{
    const auto number = value.to_number<double>();
    const auto* least = schema.if_contains("minimum");
    const auto* most = schema.if_contains("maximum");
    if (least && number < least->to_number<double>()) return place + ": too small\n";
    if (most && number > most->to_number<double>()) return place + ": too large\n";
    return {};
}

} // namespace

std::string SchemaCheck::faults(const std::string& name, const json::value& value) const
{
    const auto* definition = document_.at("$defs").as_object().if_contains(name);
    if (!definition) return "the schema does not define " + name + "\n";
    return check(definition->as_object(), value, name);
}

std::string SchemaCheck::check(const json::object& schema, const json::value& value, const std::string& place) const
{
    for (const auto& [keyword, rule] : schema)
        if (!known.contains(std::string_view{keyword}))
            throw std::logic_error("keyword " + std::string{keyword} + " of the schema is unknown here");
    std::string found;
    if (const auto* reference = schema.if_contains("$ref")) {
        const std::string target{reference->as_string()};
        found += check(document_.at("$defs").at(target.substr(target.rfind('/') + 1)).as_object(), value, place);
    }
    if (const auto* type = schema.if_contains("type"); type && !fits_type(*type, value))
        return found + place + ": of another type than " + json::serialize(*type) + "\n";
    if (const auto* one = schema.if_contains("const"); one && *one != value) found += place + ": another constant\n";
    if (const auto* all = schema.if_contains("enum"); all && std::ranges::count(all->as_array(), value) == 0)
        found += place + ": none of the words allowed\n";
    if (const auto* choices = schema.if_contains("anyOf"))
        found += check_choice(choices->as_array(), value, place, false);
    if (const auto* choices = schema.if_contains("oneOf"))
        found += check_choice(choices->as_array(), value, place, true);
    if (value.is_string()) found += check_text(schema, value.get_string(), place);
    if (value.is_number()) found += check_number(schema, value, place);
    if (value.is_object()) found += check_object(schema, value.get_object(), place);
    if (const auto* items = schema.if_contains("items"); items && value.is_array())
        for (const auto& item : value.get_array()) found += check(items->as_object(), item, place + "[]");
    return found;
}

std::string SchemaCheck::check_object(const json::object& schema, const json::object& value,
                                      const std::string& place) const
{
    std::string found;
    if (const auto* required = schema.if_contains("required"))
        for (const auto& name : required->as_array())
            if (!value.contains(name.as_string())) found += place + '.' + name.as_string().c_str() + ": missing\n";
    const auto* properties = schema.if_contains("properties");
    if (!properties) return found;
    for (const auto& [name, member] : value)
        if (const auto* rule = properties->as_object().if_contains(name))
            found += check(rule->as_object(), member, place + '.' + std::string{name});
        else
            found += place + '.' + std::string{name} + ": not in the schema\n";
    return found;
}

std::string SchemaCheck::check_choice(const json::array& choices, const json::value& value, const std::string& place,
                                      bool exactly_one) const
{
    std::size_t fitting = 0;
    for (const auto& choice : choices) fitting += check(choice.as_object(), value, place).empty() ? 1 : 0;
    const bool fine = exactly_one ? fitting == 1 : fitting > 0;
    return fine ? std::string{} : place + ": fits " + std::to_string(fitting) + " of the choices\n";
}

} // namespace parlor::test
