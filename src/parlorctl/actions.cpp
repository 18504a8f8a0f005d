#include "parlorctl/bot_actions.hpp"
#include "parlorctl/command.hpp"
#include "parlorctl/show.hpp"
#include "parlorctl/stats.hpp"
#include "parlorctl/table.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <chrono>
#include <iostream>

namespace parlor::ctl {
namespace {

namespace json = boost::json;

// Lobbies

constexpr std::array lobby_columns{Column{"ID", "lobby.id"},
                                   Column{"NAME", "lobby.name"},
                                   Column{"PEOPLE", "lobby.participant_count"},
                                   Column{"CAPACITY", "lobby.capacity"},
                                   Column{"VISIBILITY", "lobby.visibility"},
                                   Column{"LOCKED", "lobby.locked"},
                                   Column{"ENTRIES", "lobby.seq"},
                                   Column{"OWNER", "owner_session_id"},
                                   Column{"CREATED", "lobby.created_at", Shown::time}};
constexpr std::array participant_columns{
    Column{"PARTICIPANT", "participant.id"}, Column{"NAME", "participant.name"},
    Column{"ROLE", "participant.role"},      Column{"ONLINE", "participant.online"},
    Column{"SESSION", "session_id"},         Column{"JOINED", "participant.joined_at", Shown::time}};

Outcome list_lobbies(Api& api, const Arguments& arguments)
{
    return show_list(api, arguments, {"lobbies", "lobbies", lobby_columns});
}

Outcome show_lobby(Api& api, const Arguments& arguments)
{
    auto reply = api.call("GET", "lobbies/" + encode(arguments.argument));
    if (reply.fault) return reply.fault;
    if (arguments.json())
        std::cout << json::serialize(reply.value) << '\n';
    else
        std::cout << card(reply.value, lobby_columns) << '\n'
                  << table(reply.value.at("participants"), participant_columns);
    return {};
}

Outcome end_lobby(Api& api, const Arguments& arguments)
{
    return carry_out(
        api, arguments,
        {.method = "DELETE", .path = "lobbies/" + encode(arguments.argument), .done = "The lobby has ended."});
}

// Sessions

constexpr std::array session_columns{Column{"ID", "id"},
                                     Column{"NAME", "name"},
                                     Column{"PROTECTED", "name_protected"},
                                     Column{"CONNECTIONS", "connections"},
                                     Column{"CREATED", "created_at", Shown::time},
                                     Column{"EXPIRES", "expires_at", Shown::time}};

Outcome list_sessions(Api& api, const Arguments& arguments)
{
    return show_list(api, arguments, {"sessions", "sessions", session_columns});
}

Outcome show_session(Api& api, const Arguments& arguments)
{
    return carry_out(api, arguments,
                     {.method = "GET",
                      .path = "sessions/" + encode(arguments.argument),
                      .key = "session",
                      .columns = session_columns});
}

Outcome end_session(Api& api, const Arguments& arguments)
{
    return carry_out(
        api, arguments,
        {.method = "DELETE", .path = "sessions/" + encode(arguments.argument), .done = "The session has ended."});
}

// Names

constexpr std::array name_columns{Column{"NAME", "name"}, Column{"PASSWORD", "has_password"},
                                  Column{"SESSION", "session_id"}, Column{"RELEASED", "released_at", Shown::time}};

Outcome list_names(Api& api, const Arguments& arguments)
{
    return show_list(api, arguments, {"names", "names", name_columns});
}

Outcome protect_name(Api& api, const Arguments& arguments)
{
    // From standard input: a command line is seen by others and kept by shells.
    std::string password;
    if (!std::getline(std::cin, password) || password.empty())
        return misuse("There is no password on standard input.",
                      "For example: parlorctl names protect NAME < file-with-the-password");
    const auto body = json::serialize(json::object{{"password", password}});
    return carry_out(api, arguments,
                     {.method = "PUT",
                      .path = "names/" + encode(arguments.argument) + "/password",
                      .body = body,
                      .key = "name",
                      .columns = name_columns});
}

Outcome unprotect_name(Api& api, const Arguments& arguments)
{
    return carry_out(api, arguments,
                     {.method = "DELETE",
                      .path = "names/" + encode(arguments.argument) + "/password",
                      .done = "No password protects the name any more."});
}

Outcome free_name(Api& api, const Arguments& arguments)
{
    return carry_out(api, arguments,
                     {.method = "DELETE", .path = "names/" + encode(arguments.argument), .done = "The name is free."});
}

// Bans from the whole server

constexpr std::array ban_columns{Column{"ID", "id"},
                                 Column{"SESSION", "session_id"},
                                 Column{"NAME", "name"},
                                 Column{"ADDRESS", "address"},
                                 Column{"REASON", "reason"},
                                 Column{"SINCE", "at", Shown::time},
                                 Column{"UNTIL", "until", Shown::time}};

Outcome list_bans(Api& api, const Arguments& arguments)
{
    return show_list(api, arguments, {"bans", "bans", ban_columns});
}

/// `90s`, `30m`, `12h` or `7d`, in milliseconds.
std::optional<std::int64_t> duration_ms(std::string_view text)
{
    if (text.empty()) return {};
    constexpr std::string_view units = "smhd";
    constexpr std::array<std::int64_t, 4> unit_ms{1'000, 60'000, 3'600'000, 86'400'000};
    const auto unit = units.find(text.back());
    const auto count = whole_number(text.substr(0, text.size() - 1));
    constexpr std::int64_t most = 100LL * 365 * 86'400'000;
    if (unit == std::string_view::npos || !count || *count > most / unit_ms[unit]) return {};
    return *count * unit_ms[unit];
}

Outcome add_ban(Api& api, const Arguments& arguments)
{
    json::object body;
    for (const auto& [option, field] : {std::pair{"session", "session_id"}, std::pair{"name", "name"},
                                        std::pair{"address", "address"}, std::pair{"reason", "reason"}})
        if (arguments.has(option)) body[field] = arguments.value(option);
    if (!arguments.has("session") && !arguments.has("name") && !arguments.has("address"))
        return misuse("A ban needs somebody to hold.", "Say whom by --session ID, --name NAME or --address ADDRESS.");
    if (arguments.has("for")) {
        const auto length = duration_ms(arguments.value("for"));
        if (!length)
            return misuse("--for is not a time.", "For example 30m, 12h or 7d; without it the ban never ends.");
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        body["until"] = std::chrono::duration_cast<std::chrono::milliseconds>(now).count() + *length;
    }
    return carry_out(
        api, arguments,
        {.method = "POST", .path = "bans", .body = json::serialize(body), .key = "ban", .columns = ban_columns});
}

Outcome lift_ban(Api& api, const Arguments& arguments)
{
    return carry_out(api, arguments,
                     {.method = "DELETE", .path = "bans/" + encode(arguments.argument), .done = "The ban is lifted."});
}

// The audit log and backups

constexpr std::array audit_columns{Column{"AT", "at", Shown::time}, Column{"BY", "by.power"},
                                   Column{"NAME", "by.name"},       Column{"FROM", "by.address"},
                                   Column{"ACTION", "action"},      Column{"LOBBY", "lobby_id"},
                                   Column{"TARGET", "target"},      Column{"DETAILS", "details"}};

Outcome list_audit(Api& api, const Arguments& arguments)
{
    return show_list(api, arguments, {"audit", "entries", audit_columns});
}

constexpr std::array backup_columns{Column{"PATH", "path"}, Column{"SIZE", "bytes", Shown::bytes},
                                    Column{"AT", "at", Shown::time}};

Outcome back_up(Api& api, const Arguments& arguments)
{
    return carry_out(api, arguments, {.method = "POST", .path = "backup", .key = "backup", .columns = backup_columns});
}

// The table

constexpr std::array list_options{Option{"limit", "N", "show at most so many (50)"}, Option{"all", "", "show all"},
                                  Option{"search", "TEXT", "only those that contain this, in capitals or not"}};
constexpr std::array ban_options{Option{"session", "ID", "whoever has this session"},
                                 Option{"name", "NAME", "whoever has this name"},
                                 Option{"address", "ADDRESS", "whoever comes from this address; of IPv6 the /64"},
                                 Option{"reason", "TEXT", "what they are told"},
                                 Option{"for", "TIME", "30m, 12h, 7d; without it the ban never ends"}};
constexpr std::array provider_options{Option{"types", "A,B", "the types of bots that it may offer; without it any"}};
constexpr std::array stats_options{Option{"watch", "", "go on, a line every few seconds"},
                                   Option{"every", "SECONDS", "between two lines of --watch (2)"},
                                   Option{"count", "N", "end after so many lines of --watch"}};

// clang-format off
constexpr std::array all_commands{
    Command{"lobbies", "list", "", "Lists all lobbies, private ones included.", list_options, list_lobbies},
    Command{"lobbies", "show", "ID", "Shows a lobby and who is in it.", {}, show_lobby},
    Command{"lobbies", "end", "ID", "Ends a lobby for good.", {}, end_lobby},
    Command{"sessions", "list", "", "Lists sessions.", list_options, list_sessions},
    Command{"sessions", "show", "ID", "Shows a session.", {}, show_session},
    Command{"sessions", "end", "ID", "Ends a session everywhere; its connections close.", {}, end_session},
    Command{"names", "list", "", "Lists names that are held or protected.", list_options, list_names},
    Command{"names", "protect", "NAME", "Protects a name by the password on standard input, or changes the one that does.", {}, protect_name},
    Command{"names", "unprotect", "NAME", "Takes a name's password away.", {}, unprotect_name},
    Command{"names", "free", "NAME", "Takes a name from its holder, and its password away.", {}, free_name},
    Command{"bans", "list", "", "Lists bans from the whole server.", list_options, list_bans},
    Command{"bans", "add", "", "Bans a session, a name or an address from the whole server.", ban_options, add_ban},
    Command{"bans", "lift", "ID", "Takes a ban back.", {}, lift_ban},
    Command{"bots", "list", "", "Lists the bots of all lobbies.", list_options, list_bots},
    Command{"bots", "show", "ID", "Shows a bot.", {}, show_bot},
    Command{"bots", "end", "ID", "Takes a bot out of its lobby for good.", {}, end_bot},
    Command{"providers", "list", "", "Lists the keys that let bot providers in.", list_options, list_providers},
    Command{"providers", "add", "NAME", "Makes the key of a bot provider and shows it this once.", provider_options, add_provider},
    Command{"providers", "remove", "ID", "Deletes a provider's key; its bots run on elsewhere.", {}, remove_provider},
    Command{"stats", "", "", "Shows what the server does at this moment.", stats_options, show_stats},
    Command{"audit", "", "", "Lists what administrators and moderators did, newest first.", list_options, list_audit},
    Command{"backup", "", "", "Writes a backup into the server's folder of backups, while it runs.", {}, back_up},
};
// clang-format on

constexpr std::array all_global_options{
    Option{"server", "URL", "the server, also PARLORCTL_SERVER (http://127.0.0.1:8080)"},
    Option{"token-file", "FILE", "a file with the administrator's token"},
    Option{"token", "TOKEN", "the token itself; others on this machine can see it"},
    Option{"json", "", "write what the server answered, errors too, as JSON"},
    Option{"help", "", "show help, of a command behind one"},
    Option{"version", "", "show the version"}};

} // namespace

std::span<const Command> commands()
{
    return all_commands;
}

std::span<const Option> global_options()
{
    return all_global_options;
}

} // namespace parlor::ctl
