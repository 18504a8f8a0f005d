#include "tests/journey/wrong_bodies.hpp"

#include <boost/json/value_to.hpp>

#include <utility>

namespace parlor::test {

namespace json = boost::json;

namespace {

const json::object& resolved(const json::value& document, const json::object& schema)
{
    const auto* reference = schema.if_contains("$ref");
    if (!reference) return schema;
    const auto target = json::value_to<std::string>(*reference);
    return document.at("$defs").at(target.substr(target.rfind('/') + 1)).as_object();
}

using Wrong = std::pair<json::value, std::string>;

/// Values that a field of this schema can't have.
std::vector<Wrong> wrong_values(const json::object& schema)
{
    // Any JSON will do.
    if (schema.empty()) return {};
    std::vector<Wrong> wrong{{json::array{1}, "a list"}};
    if (schema.contains("enum")) {
        wrong.emplace_back("something else", "something else");
        wrong.emplace_back(1, "a number");
        return wrong;
    }
    const auto type = json::value_to<std::string>(schema.at("type"));
    if (type == "array") return {{"x", "a text"}};
    if (type == "string") wrong.emplace_back(5, "a number");
    if (type != "string") wrong.emplace_back("x", "a text");
    if (const auto* least = schema.if_contains("minLength"); least && least->to_number<int>() > 0)
        wrong.emplace_back("", "empty");
    if (const auto* most = schema.if_contains("maxLength"))
        wrong.emplace_back(std::string(most->to_number<std::size_t>() + 1, 'x'), "too long");
    if (const auto* least = schema.if_contains("minimum"))
        wrong.emplace_back(least->to_number<std::int64_t>() - 1, "too small");
    if (const auto* most = schema.if_contains("maximum"))
        wrong.emplace_back(most->to_number<std::int64_t>() + 1, "too large");
    if (type == "integer") wrong.emplace_back(1.5, "a fraction");
    return wrong;
}

} // namespace

std::vector<WrongBody> wrong_bodies(const json::value& document, const std::string& definition,
                                    const json::object& right)
{
    std::vector<WrongBody> all;
    const auto& schema = document.at("$defs").at(definition).as_object();
    for (const auto& [name, property] : schema.at("properties").as_object()) {
        for (const auto& [value, what] : wrong_values(resolved(document, property.as_object()))) {
            all.push_back({right, name, std::string{name} + ' ' + what});
            all.back().body[name] = value;
        }
    }
    const auto* required = schema.if_contains("required");
    if (!required) return all;
    for (const auto& name : required->as_array()) {
        const auto field = json::value_to<std::string>(name);
        all.push_back({right, field, field + " missing"});
        all.back().body.erase(field);
        all.push_back({right, field, field + " null"});
        all.back().body[field] = nullptr;
    }
    return all;
}

} // namespace parlor::test
