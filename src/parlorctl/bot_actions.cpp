#include "parlorctl/bot_actions.hpp"

#include "parlorctl/show.hpp"
#include "parlorctl/table.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace parlor::ctl {
namespace {

namespace json = boost::json;

constexpr std::array bot_columns{
    Column{"ID", "bot.id"},       Column{"TYPE", "bot.type"},       Column{"NAME", "bot.name"},
    Column{"STATE", "bot.state"}, Column{"DETAIL", "bot.detail"},   Column{"PROVIDER", "provider"},
    Column{"LOBBY", "lobby_id"},  Column{"WANTED BY", "wanted_by"}, Column{"STARTED", "bot.started_at", Shown::time}};

constexpr std::array provider_columns{
    Column{"ID", "id"},
    Column{"NAME", "name"},
    Column{"TYPES", "types"},
    Column{"FROM", "origin"},
    Column{"CREATED", "created_at", Shown::time},
    Column{"CONNECTIONS", "connections"},
    Column{"BOTS", "bots"},
};

constexpr std::array new_provider_columns{Column{"ID", "provider.id"}, Column{"NAME", "provider.name"},
                                          Column{"TYPES", "provider.types"}, Column{"KEY", "key"}};

json::array parted(std::string_view text)
{
    json::array parts;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (comma > 0) parts.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return parts;
}

} // namespace

std::optional<Fault> list_bots(Api& api, const Arguments& arguments)
{
    return show_list(api, arguments, {"bots", "bots", bot_columns});
}

std::optional<Fault> show_bot(Api& api, const Arguments& arguments)
{
    return carry_out(
        api, arguments,
        {.method = "GET", .path = "bots/" + encode(arguments.argument), .key = "bot", .columns = bot_columns});
}

std::optional<Fault> end_bot(Api& api, const Arguments& arguments)
{
    return carry_out(api, arguments,
                     {.method = "DELETE", .path = "bots/" + encode(arguments.argument), .done = "The bot leaves."});
}

std::optional<Fault> list_providers(Api& api, const Arguments& arguments)
{
    return show_list(api, arguments, {"providers", "providers", provider_columns});
}

std::optional<Fault> add_provider(Api& api, const Arguments& arguments)
{
    json::object body{{"name", arguments.argument}};
    if (arguments.has("types")) body["types"] = parted(arguments.value("types"));
    return carry_out(
        api, arguments,
        {.method = "POST", .path = "providers", .body = json::serialize(body), .columns = new_provider_columns});
}

std::optional<Fault> remove_provider(Api& api, const Arguments& arguments)
{
    return carry_out(
        api, arguments,
        {.method = "DELETE", .path = "providers/" + encode(arguments.argument), .done = "The key is deleted."});
}

} // namespace parlor::ctl
