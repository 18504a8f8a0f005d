#include "base/toml.hpp"
#include "server/config_presets.hpp"
#include "server/config_reader.hpp"

#include <sstream>

namespace parlor::server {
namespace {

std::string place_of(const std::string& file, const toml::source_region& source)
{
    return file + ':' + std::to_string(source.begin.line) + ':' + std::to_string(source.begin.column);
}

/// A table of texts and lists of texts as one text: `name=value list=one+two`.
std::optional<std::string> table_text(const toml::table& table)
{
    std::string text;
    for (const auto& [name, node] : table) {
        std::string value;
        if (const auto* one = node.as_string()) {
            value = one->get();
        } else if (const auto* list = node.as_array()) {
            for (const auto& item : *list) {
                const auto* part = item.as_string();
                if (!part) return {};
                value += (value.empty() ? "" : "+") + part->get();
            }
        } else {
            return {};
        }
        // Else it would be read as two fields.
        if (value.find(' ') != std::string::npos) return {};
        text += (text.empty() ? "" : " ") + std::string{name.str()} + '=' + value;
    }
    return text;
}

/// Nothing where no setting has a value of this type (a date, a float, a mixed list).
std::optional<RawValue> raw_value(const Key& key, const toml::node& node)
{
    if (const auto* flag = node.as_boolean()) return RawValue{flag->get()};
    if (const auto* number = node.as_integer()) return RawValue{number->get()};
    if (const auto* text = node.as_string()) return RawValue{text->get()};
    const auto* array = node.as_array();
    if (!array) return {};
    std::vector<std::string> items;
    for (const auto& item : *array) {
        const auto* table = key.tables ? item.as_table() : nullptr;
        const auto* text = item.as_string();
        auto written = table ? table_text(*table) : text ? std::optional{text->get()} : std::nullopt;
        if (!written) return {};
        items.push_back(std::move(*written));
    }
    return RawValue{std::move(items)};
}

void read_group(ConfigReader& reader, std::string_view group, const toml::table& table, const std::string& file)
{
    for (const auto& [name, node] : table) {
        const auto full = std::string{group} + '.' + std::string{name.str()};
        const auto* key = find_key(full);
        if (!key) {
            reader.add_unknown(place_of(file, name.source()), full);
            continue;
        }
        const auto place = place_of(file, node.source());
        if (auto value = raw_value(*key, node))
            reader.read_value(*key, *value, place);
        else
            reader.add_fault(place, full + " must be " + valid_values(*key));
    }
}

void read_presets(ConfigReader& reader, std::string_view group, const toml::table& table, const std::string& file)
{
    for (const auto& [id, node] : table) {
        const auto place = place_of(file, id.source());
        const auto full = std::string{group} + '.' + std::string{id.str()};
        const auto* settings = node.as_table();
        if (!settings) {
            reader.add_fault(place, full + " must be a table of settings");
            continue;
        }
        std::ostringstream json;
        json << toml::json_formatter{*settings};
        reader.read_preset(group, std::string{id.str()}, json.str(), place);
    }
}

} // namespace

void ConfigReader::read_toml(std::string_view text, const std::string& file)
{
    const auto result = toml::parse(text, file);
    if (!result) {
        add_fault(place_of(file, result.error().source()), result.error().description());
        return;
    }
    for (const auto& [name, node] : result.table()) {
        const auto* table = node.as_table();
        if (table && is_preset_group(name.str()))
            read_presets(*this, name.str(), *table, file);
        else if (table)
            read_group(*this, name.str(), *table, file);
        else
            add_unknown(place_of(file, name.source()), name.str());
    }
}

} // namespace parlor::server
