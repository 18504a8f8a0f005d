#include "domain/bot/config.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

/// Configurations held against their schema.
namespace parlor::domain {
namespace {

constexpr double max_safe = 9007199254740991.0; // 2^53 - 1: beyond it JavaScript is not exact

Error bad(const std::string& path, std::string_view what)
{
    return {Errc::bad_request, path + ": " + std::string{what} + ".", path};
}

std::size_t code_points(std::string_view utf8)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string number_text(double number)
{
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return {digits, end};
}

std::optional<double> number_of(const ConfigValue& value)
{
    if (const auto* integer = std::get_if<std::int64_t>(&value.held)) return static_cast<double>(*integer);
    if (const auto* number = std::get_if<double>(&value.held)) return *number;
    return {};
}

Result<ConfigValue> complete_text(const ConfigSchema& schema, const ConfigValue& value, const std::string& path)
{
    const auto* text = std::get_if<std::string>(&value.held);
    if (!text) return bad(path, "must be a string");
    const auto most = schema.max_length.value_or(max_config_text);
    if (code_points(*text) > most) return bad(path, "must have at most " + std::to_string(most) + " characters");
    if (!schema.choices.empty() && std::ranges::find(schema.choices, *text) == schema.choices.end()) {
        std::string choices;
        for (const auto& choice : schema.choices) choices += (choices.empty() ? "" : ", ") + choice;
        return bad(path, "must be one of " + choices);
    }
    return value;
}

Result<ConfigValue> complete_number(const ConfigSchema& schema, const ConfigValue& value, const std::string& path)
{
    const bool integer = schema.type == ConfigType::integer;
    const auto number = number_of(value);
    if (!number) return bad(path, integer ? "must be an integer" : "must be a number");
    if (std::abs(*number) > max_config_number || std::isnan(*number))
        return bad(path, "must be a number of at most 1e300");
    if (integer && (std::trunc(*number) != *number || std::abs(*number) > max_safe))
        return bad(path, "must be an integer");
    if (schema.minimum && *number < *schema.minimum)
        return bad(path, "must not be less than " + number_text(*schema.minimum));
    if (schema.maximum && *number > *schema.maximum)
        return bad(path, "must not be more than " + number_text(*schema.maximum));
    // 3.0 is the integer 3, as everywhere in the protocol.
    if (integer) return ConfigValue{static_cast<std::int64_t>(*number)};
    return value;
}

Result<ConfigValue> complete_list(const ConfigSchema& schema, const ConfigValue& value, const std::string& path)
{
    const auto* list = std::get_if<ConfigValue::List>(&value.held);
    if (!list) return bad(path, "must be an array");
    if (list->size() > max_config_items)
        return bad(path, "must have at most " + std::to_string(max_config_items) + " items");
    ConfigValue::List whole;
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto item = complete_config(schema.items.front(), (*list)[i], path + "[" + std::to_string(i) + "]");
        if (!item) return item;
        whole.push_back(std::move(*item));
    }
    return ConfigValue{std::move(whole)};
}

const ConfigSchema* find_property(const ConfigSchema& schema, const std::string& name)
{
    auto found = std::ranges::find(schema.properties, name, [](const auto& property) { return property.first; });
    return found == schema.properties.end() ? nullptr : &found->second;
}

/// An object that is not given is made of its defaults, where it has any.
bool has_defaults(const ConfigSchema& schema)
{
    return std::ranges::any_of(schema.properties, [](const auto& property) {
        return property.second.fallback || has_defaults(property.second);
    });
}

Result<ConfigValue> complete_object(const ConfigSchema& schema, const ConfigValue& value, const std::string& path)
{
    const auto* object = value.object();
    if (!object) return bad(path, "must be an object");
    for (const auto& [name, item] : *object)
        if (!find_property(schema, name)) return bad(path + "." + name, "there is no such setting");
    ConfigValue::Object whole;
    for (const auto& [name, property] : schema.properties) {
        const auto here = path + "." + name;
        const auto given = object->find(name);
        const bool required = std::ranges::find(schema.required, name) != schema.required.end();
        Result<ConfigValue> item = ConfigValue{};
        if (given != object->end())
            item = complete_config(property, given->second, here);
        else if (property.fallback)
            item = complete_config(property, *property.fallback, here);
        else if (required)
            return bad(here, "missing");
        else if (property.type == ConfigType::object && has_defaults(property))
            item = complete_config(property, ConfigValue{ConfigValue::Object{}}, here);
        else
            continue;
        if (!item) return item;
        whole.emplace(name, std::move(*item));
    }
    return ConfigValue{std::move(whole)};
}

} // namespace

Result<ConfigValue> complete_config(const ConfigSchema& schema, const ConfigValue& config, const std::string& path)
{
    switch (schema.type) {
    case ConfigType::object: return complete_object(schema, config, path);
    case ConfigType::array: return complete_list(schema, config, path);
    case ConfigType::string: return complete_text(schema, config, path);
    case ConfigType::integer:
    case ConfigType::number: return complete_number(schema, config, path);
    case ConfigType::boolean: break;
    }
    if (!std::holds_alternative<bool>(config.held)) return bad(path, "must be true or false");
    return config;
}

ConfigValue shown_config(const ConfigSchema& schema, const ConfigValue& config)
{
    if (const auto* object = config.object()) {
        ConfigValue::Object shown;
        for (const auto& [name, item] : *object) {
            // What the schema does not know may be anything, a secret too.
            const auto* property = find_property(schema, name);
            if (property && !property->write_only) shown.emplace(name, shown_config(*property, item));
        }
        return {std::move(shown)};
    }
    if (const auto* list = std::get_if<ConfigValue::List>(&config.held)) {
        ConfigValue::List shown;
        if (schema.items.empty() || schema.items.front().write_only) return {std::move(shown)};
        for (const auto& item : *list) shown.push_back(shown_config(schema.items.front(), item));
        return {std::move(shown)};
    }
    return config;
}

ConfigValue changed_config(ConfigValue config, const ConfigValue& change)
{
    const auto* changes = change.object();
    if (!changes) return change;
    auto* object = config.object();
    if (!object) object = &config.held.emplace<ConfigValue::Object>();
    for (const auto& [name, item] : *changes) {
        if (item.is_null()) {
            object->erase(name);
            continue;
        }
        auto& member = (*object)[name];
        member = changed_config(std::move(member), item);
    }
    return config;
}

ConfigValue known_config(const ConfigSchema& schema, ConfigValue config)
{
    auto* object = config.object();
    if (!object) return config;
    for (auto item = object->begin(); item != object->end();) {
        const auto* property = find_property(schema, item->first);
        if (!property) {
            item = object->erase(item);
            continue;
        }
        item->second = known_config(*property, std::move(item->second));
        ++item;
    }
    return config;
}

} // namespace parlor::domain
