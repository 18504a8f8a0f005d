#include "server/config_presets.hpp"

#include "domain/session/name.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "server/config_reader.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>

/// Lobbies and templates of the configuration file: the settings of `POST /api/v1/lobbies`, held to the same rules.
namespace parlor::server {
namespace {

namespace json = boost::json;

/// Whether a creation has a setting of this name.
bool is_setting(std::string_view name)
{
    bool found = false;
    boost::mp11::mp_for_each<protocol::Members<protocol::CreateLobby>>(
        [&](auto member) { found = found || protocol::wire_name(member.name) == name; });
    return found && name != "template";
}

/// Takes the names out of the table; what is wrong with them, if anything.
std::optional<std::string> take_moderators(json::object& table, std::vector<std::string>& moderators)
{
    const std::string wanted = "moderators must be a list of names";
    const auto found = table.find("moderators");
    if (found == table.end()) return {};
    if (!found->value().is_array()) return wanted;
    for (const auto& item : found->value().as_array()) {
        if (!item.is_string() || !domain::parse_name(std::string{item.as_string()})) return wanted;
        moderators.emplace_back(item.as_string());
    }
    table.erase(found);
    return {};
}

std::string shown(const service::LobbyPreset& preset)
{
    auto settings = json::parse(protocol::to_json(preset.settings)).as_object();
    if (settings.contains("password")) settings["password"] = "(hidden)";
    std::string out;
    // A value of JSON is one of TOML too, as far as these go.
    for (const auto& [name, value] : settings) out.append(name).append(" = ").append(json::serialize(value)) += '\n';
    if (preset.moderators.empty()) return out;
    json::array names(preset.moderators.begin(), preset.moderators.end());
    return out + "moderators = " + json::serialize(names) + '\n';
}

} // namespace

bool is_preset_group(std::string_view group)
{
    return group == "lobbies" || group == "templates";
}

void ConfigReader::read_preset(std::string_view group, const std::string& id, std::string_view text,
                               const std::string& place)
{
    const auto full = std::string{group} + '.' + id;
    if (!is_id(id)) return add_fault(place, full + ": ids have 1 to 64 letters, digits, '_' or '-'");
    boost::system::error_code unreadable;
    auto document = json::parse(text, unreadable);
    if (unreadable || !document.is_object()) return add_fault(place, full + ": a setting has a value that is none");
    auto& table = document.as_object();
    service::LobbyPreset preset{.id = id, .settings = {}, .moderators = {}};
    if (group == "lobbies")
        if (auto fault = take_moderators(table, preset.moderators)) return add_fault(place, full + ": " + *fault);
    for (const auto& [name, value] : table)
        if (!is_setting(name)) return add_fault(place, full + ": there is no setting " + std::string{name});
    if (!table.contains("name")) table["name"] = id;
    auto settings = protocol::decode<protocol::CreateLobby>(document);
    if (!settings) return add_fault(place, full + '.' + settings.error().message);
    preset.settings = std::move(*settings);
    auto& all = group == "lobbies" ? config_.service.lobbies : config_.service.templates;
    all.push_back(std::move(preset));
}

std::string presets_text(const Config& config)
{
    std::string out;
    for (const auto& [group, presets] :
         {std::pair{"lobbies", &config.service.lobbies}, std::pair{"templates", &config.service.templates}})
        for (const auto& preset : *presets) out += std::string{"\n["} + group + '.' + preset.id + "]\n" + shown(preset);
    return out;
}

} // namespace parlor::server
