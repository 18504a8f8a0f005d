#include "base/ids.hpp"
#include "domain/bot/config.hpp"

#include <algorithm>
#include <set>

/// Schemas: whether they make sense. What they say of a configuration is in config_value.cpp.
namespace parlor::domain {
namespace {

Error bad(std::string path, std::string_view what)
{
    auto message = path + ": " + std::string{what} + ".";
    return {Errc::bad_request, std::move(message), std::move(path)};
}

/// A name that can stand in a path: a letter or underscore, then letters, digits, underscores, at most 64.
bool is_setting_name(std::string_view name)
{
    auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    if (name.empty() || name.size() > max_id_length || !is_letter(name.front())) return false;
    return std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

class SchemaCheck {
public:
    Result<void> check(const ConfigSchema& schema, const std::string& path, std::size_t depth)
    {
        if (depth > max_config_depth)
            return bad(path, "nested deeper than " + std::to_string(max_config_depth) + " levels");
        if (++settings_ > max_config_settings + 1)
            return bad(path, "more than " + std::to_string(max_config_settings) + " settings");
        if (auto fine = check_own(schema, path); !fine) return fine;
        if (auto fine = check_properties(schema, path, depth); !fine) return fine;
        if (schema.type == ConfigType::array) {
            const auto& item = schema.items.front();
            if (item.type == ConfigType::array) return bad(path + ".items", "arrays of arrays are not supported");
            if (auto fine = check(item, path + ".items", depth + 1); !fine) return fine;
        }
        if (!schema.fallback) return {};
        auto fits = complete_config(schema, *schema.fallback, path + ".default");
        return fits ? Result<void>{} : Result<void>{std::move(fits).error()};
    }

private:
    static Result<void> check_own(const ConfigSchema& schema, const std::string& path)
    {
        if (schema.choices.size() > max_config_choices)
            return bad(path + ".enum", "at most " + std::to_string(max_config_choices) + " choices");
        if (std::set<std::string>{schema.choices.begin(), schema.choices.end()}.size() != schema.choices.size())
            return bad(path + ".enum", "names a choice twice");
        if (schema.max_length.value_or(0) > max_config_text)
            return bad(path + ".maxLength", "at most " + std::to_string(max_config_text));
        if (schema.minimum && schema.maximum && *schema.minimum > *schema.maximum)
            return bad(path + ".minimum", "larger than maximum");
        if (schema.type == ConfigType::array && schema.items.size() != 1) return bad(path + ".items", "missing");
        return {};
    }

    Result<void> check_properties(const ConfigSchema& schema, const std::string& path, std::size_t depth)
    {
        std::set<std::string_view> names;
        for (const auto& [name, property] : schema.properties) {
            const auto here = path + ".properties." + name;
            if (!is_setting_name(name)) return bad(here, "names have 1 to 64 letters, digits or '_'");
            if (!names.insert(name).second) return bad(here, "there twice");
            if (auto fine = check(property, here, depth + 1); !fine) return fine;
        }
        for (std::size_t i = 0; i < schema.required.size(); ++i)
            if (!names.contains(schema.required[i]))
                return bad(path + ".required[" + std::to_string(i) + "]", "names no property");
        return {};
    }

    std::size_t settings_ = 0;
};

} // namespace

Result<void> check_schema(const ConfigSchema& schema, const std::string& path)
{
    if (schema.type != ConfigType::object) return bad(path + ".type", "must be object");
    if (schema.write_only) return bad(path + ".writeOnly", "single settings are secret, not all of them");
    return SchemaCheck{}.check(schema, path, 0);
}

} // namespace parlor::domain
