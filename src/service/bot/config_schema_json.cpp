#include "protocol/decode.hpp"
#include "service/bot/config_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <cmath>
#include <utility>

/// JSON Schema, as far as bots may use it.
namespace parlor::service {
namespace {

using boost::json::object;
using boost::json::value;
using domain::ConfigSchema;
using domain::ConfigType;

constexpr std::array<std::pair<std::string_view, ConfigType>, 6> types{{{"object", ConfigType::object},
                                                                        {"string", ConfigType::string},
                                                                        {"integer", ConfigType::integer},
                                                                        {"number", ConfigType::number},
                                                                        {"boolean", ConfigType::boolean},
                                                                        {"array", ConfigType::array}}};

Error bad(const std::string& path, std::string_view what)
{
    return {Errc::bad_request, path + ": " + std::string{what} + ".", path};
}

std::string_view name_of(ConfigType type)
{
    for (const auto& [name, one] : types)
        if (one == type) return name;
    return {};
}

/// Reads one schema, keyword by keyword; the first fault ends it.
class SchemaReader {
public:
    SchemaReader(const object& json, std::string path) : json_(json), path_(std::move(path)) {}

    Result<ConfigSchema> read(std::size_t depth)
    {
        if (depth > domain::max_config_depth)
            return bad(path_, "nested deeper than " + std::to_string(domain::max_config_depth) + " levels");
        if (auto fine = read_type(); !fine) return fine.error();
        for (const auto& [keyword, json] : json_)
            if (auto fine = read_keyword(keyword, json, depth); !fine) return fine.error();
        return std::move(schema_);
    }

private:
    Result<void> read_type()
    {
        const auto* json = json_.if_contains("type");
        if (!json) return bad(path_ + ".type", "missing");
        if (json->is_string())
            for (const auto& [name, type] : types)
                if (name == json->get_string()) {
                    schema_.type = type;
                    return {};
                }
        return bad(path_ + ".type", "must be one of object, string, integer, number, boolean, array");
    }

    Result<void> read_keyword(std::string_view keyword, const value& json, std::size_t depth)
    {
        if (keyword == "type") return {};
        if (keyword == "title") return read_text(keyword, json, schema_.title, 100);
        if (keyword == "description") return read_text(keyword, json, schema_.description, 1'000);
        if (keyword == "writeOnly") return read_flag(keyword, json, schema_.write_only);
        if (keyword == "default") {
            schema_.fallback = config_from_json(json);
            return {};
        }
        switch (schema_.type) {
        case ConfigType::object:
            if (keyword == "properties") return read_properties(json, depth);
            if (keyword == "required") return read_texts(keyword, json, schema_.required, domain::max_config_settings);
            break;
        case ConfigType::array:
            if (keyword == "items") return read_items(json, depth);
            break;
        case ConfigType::string:
            if (keyword == "enum") return read_texts(keyword, json, schema_.choices, domain::max_config_choices);
            if (keyword == "maxLength") return read_length(keyword, json);
            break;
        case ConfigType::integer:
        case ConfigType::number:
            if (keyword == "minimum") return read_number(keyword, json, schema_.minimum);
            if (keyword == "maximum") return read_number(keyword, json, schema_.maximum);
            break;
        case ConfigType::boolean: break;
        }
        return bad(at(keyword), "not supported for " + std::string{name_of(schema_.type)});
    }

    std::string at(std::string_view keyword) const { return path_ + "." + std::string{keyword}; }

    Result<void> read_text(std::string_view keyword, const value& json, std::string& out, std::size_t most) const
    {
        if (!json.is_string()) return bad(at(keyword), "must be a string");
        if (protocol::detail::code_points(json.get_string()) > most)
            return bad(at(keyword), "must have at most " + std::to_string(most) + " characters");
        out = std::string_view{json.get_string()};
        return {};
    }

    Result<void> read_flag(std::string_view keyword, const value& json, bool& out) const
    {
        if (!json.is_bool()) return bad(at(keyword), "must be true or false");
        out = json.get_bool();
        return {};
    }

    Result<void> read_number(std::string_view keyword, const value& json, std::optional<double>& out) const
    {
        if (!json.is_number()) return bad(at(keyword), "must be a number");
        const auto number = kept_number(json.to_number<double>());
        if (!std::isfinite(number)) return bad(at(keyword), "must be a number of at most 1e300");
        out = number;
        return {};
    }

    Result<void> read_length(std::string_view keyword, const value& json)
    {
        const auto length = protocol::detail::integer(json);
        if (!length || *length < 1) return bad(at(keyword), "must be a positive integer");
        schema_.max_length = static_cast<std::size_t>(*length);
        return {};
    }

    Result<void> read_texts(std::string_view keyword, const value& json, std::vector<std::string>& out,
                            std::size_t most) const
    {
        if (!json.is_array()) return bad(at(keyword), "must be an array");
        const auto& list = json.get_array();
        if (list.size() > most) return bad(at(keyword), "must have at most " + std::to_string(most) + " items");
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (!list[i].is_string()) return bad(at(keyword) + "[" + std::to_string(i) + "]", "must be a string");
            out.emplace_back(std::string_view{list[i].get_string()});
        }
        return {};
    }

    Result<void> read_properties(const value& json, std::size_t depth)
    {
        if (!json.is_object()) return bad(at("properties"), "must be an object");
        for (const auto& [name, property] : json.get_object()) {
            const auto here = at("properties") + "." + std::string{name};
            auto read = read_schema(property, here, depth + 1);
            if (!read) return std::move(read).error();
            schema_.properties.emplace_back(std::string{name}, std::move(*read));
        }
        return {};
    }

    Result<void> read_items(const value& json, std::size_t depth)
    {
        auto read = read_schema(json, at("items"), depth + 1);
        if (!read) return std::move(read).error();
        schema_.items.push_back(std::move(*read));
        return {};
    }

    static Result<ConfigSchema> read_schema(const value& json, const std::string& path, std::size_t depth)
    {
        if (!json.is_object()) return bad(path, "must be an object");
        return SchemaReader{json.get_object(), path}.read(depth);
    }

    const object& json_;
    const std::string path_;
    ConfigSchema schema_;
};

value number(double amount)
{
    // Whole numbers are written as such, since `1.0E0` means nothing to a form.
    constexpr double exact = 9007199254740991.0;
    if (std::trunc(amount) == amount && std::abs(amount) <= exact) return static_cast<std::int64_t>(amount);
    return amount;
}

object to_json(const ConfigSchema& schema)
{
    object json{{"type", name_of(schema.type)}};
    if (!schema.title.empty()) json["title"] = schema.title;
    if (!schema.description.empty()) json["description"] = schema.description;
    if (schema.write_only) json["writeOnly"] = true;
    if (schema.fallback) json["default"] = boost::json::parse(to_json_text(*schema.fallback));
    if (schema.max_length) json["maxLength"] = *schema.max_length;
    if (schema.minimum) json["minimum"] = number(*schema.minimum);
    if (schema.maximum) json["maximum"] = number(*schema.maximum);
    auto texts = [](const std::vector<std::string>& from) { return boost::json::array(from.begin(), from.end()); };
    if (!schema.choices.empty()) json["enum"] = texts(schema.choices);
    if (!schema.required.empty()) json["required"] = texts(schema.required);
    if (!schema.items.empty()) json["items"] = to_json(schema.items.front());
    if (schema.type == ConfigType::object) {
        object properties;
        for (const auto& [name, property] : schema.properties) properties[name] = to_json(property);
        json["properties"] = std::move(properties);
    }
    return json;
}

} // namespace

Result<domain::ConfigSchema> read_config_schema(const value& json, const std::string& path)
{
    if (!json.is_object()) return bad(path, "must be an object");
    auto schema = SchemaReader{json.get_object(), path}.read(0);
    if (!schema) return schema;
    if (auto fits = domain::check_schema(*schema, path); !fits) return fits.error();
    return schema;
}

std::string to_json_text(const domain::ConfigSchema& schema)
{
    return boost::json::serialize(to_json(schema));
}

} // namespace parlor::service
