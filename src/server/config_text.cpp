#include "server/config_text.hpp"

#include "server/config_presets.hpp"

namespace parlor::server {
namespace {

std::string_view key_in_group(const Key& key)
{
    return key.name.substr(key.name.find('.') + 1);
}

std::string default_of(const Key& key)
{
    Config config;
    return toml_value(key, config);
}

/// Calls `each` for the keys of a group, in the table's order.
template <class F> void for_group(const Group& group, F each)
{
    for (const auto& key : keys()) {
        if (group_of(key) == group.name) each(key);
    }
}

/// Of tables that are no settings of the one table.
constexpr std::string_view presets_document = R"(
## lobbies

Lobbies that are always there, in the file alone: a table each, whose name is the lobby's id. The keys are those of
`POST /api/v1/lobbies` in [protocol.md](protocol.md), with `name` the id where it is missing. Nobody owns such a lobby;
`moderators` lists protected names whose holders moderate it. At each start it is as the file says, but for its lock and its
log. One that the file names no longer ends once it is empty.

```toml
[lobbies.town-hall]
name = "Town hall"
capacity = 200
media = "none"
history_days = 90
moderators = ["Nina"]
```

## templates

What lobbies can be made from, by `{"name": "…", "template": "seminar"}`: a table each with the same keys. Whoever creates
the lobby may still wish otherwise.

```toml
[templates.seminar]
capacity = 30
media = "none"
visibility = "private"
waiting_room = true
```
)";

} // namespace

std::string help_text()
{
    std::string out = R"(parlor-server: lobbies for people and voice bots.

usage: parlor-server [OPTIONS]

  --listen ADDR:PORT   where to listen (default 127.0.0.1:8080); port 0 takes any free one
  --data DIR           where the SQLite database lies (default ./parlor-data)
  --config FILE        a TOML file with settings
  --web DIR            the built web client
  --print-config       show the settings in force, secrets hidden, and where each comes from
  --version            show the version
  --help               this text

Every setting is a flag, --group.key=VALUE; a variable, PARLOR_GROUP_KEY; and a key of the TOML file. Flags overrule
variables, and these the file. --listen, --data, --config and --web are PARLOR_LISTEN, PARLOR_DATA, PARLOR_CONFIG and
PARLOR_WEB too. Lists are separated by commas. Times look like 250ms, 15s, 10m, 2h, 30d; sizes like 512, 64KiB, 1MiB.
)";
    for (const auto& group : groups()) {
        out += '\n';
        out += group.help;
        out += '\n';
        for_group(group, [&](const Key& key) {
            out += "  --" + std::string{key.name} + "=" + default_of(key) + "\n        " + std::string{key.help} +
                   " (" + valid_values(key) + ")\n";
        });
    }
    return out;
}

std::string config_text(ConfigReader& reader)
{
    std::string out;
    for (const auto& group : groups()) {
        if (!out.empty()) out += '\n';
        out += '[' + std::string{group.name} + "]\n";
        for_group(group, [&](const Key& key) {
            auto value = toml_value(key, reader.config());
            if (key.secret && value != default_of(key)) value = toml_string("(hidden)");
            out += std::string{key_in_group(key)} + " = " + value;
            if (const auto origin = reader.origin(key); !origin.empty()) out += "  # from " + origin;
            out += '\n';
        });
    }
    return out + presets_text(reader.config());
}

std::string configuration_document()
{
    std::string out = R"(# Configuration

Every setting can be given in three places; each overrules the one before:

1. a TOML file, named by `--config FILE` or `PARLOR_CONFIG`; [packaging/parlor.toml](../packaging/parlor.toml) is a sample,
2. the environment: `PARLOR_GROUP_KEY`, e.g. `PARLOR_LOBBY_GRACE=30s`,
3. flags: `--group.key=VALUE`, e.g. `--lobby.grace=30s`.

`--listen`, `--data` and `--web` (and `PARLOR_LISTEN`, `PARLOR_DATA`, `PARLOR_WEB`) are short for `server.listen`,
`store.data` and `http.web`. Times look like `250ms`, `15s`, `10m`, `2h`, `30d`; sizes are bytes, or like `64KiB`, `1MiB`.
Both are quoted in TOML. In variables and flags, lists are separated by commas. Unknown keys and values out of bounds are
refused at start, with their place. `--print-config` shows the settings in force and where each comes from; secrets are hidden.

This page is made from the table in `src/server/config_keys.cpp` by `./parlor gen`.
)";
    for (const auto& group : groups()) {
        out += "\n## " + std::string{group.name} + "\n\n" + std::string{group.help} +
               "\n\n| key | default | values | meaning |\n| --- | --- | --- | --- |\n";
        for_group(group, [&](const Key& key) {
            out += "| `" + std::string{key.name} + "` | `" + default_of(key) + "` | " + valid_values(key) + " | " +
                   std::string{key.help} + (key.secret ? "; secret" : "") + " |\n";
        });
    }
    return out + std::string{presets_document};
}

std::string sample_file()
{
    std::string out = "# Parlor's settings, all at their defaults. Take away the '#' before a key to change it.\n"
                      "# docs/configuration.md tells what they mean and where else they can be given.\n";
    for (const auto& group : groups()) {
        out += "\n# " + std::string{group.help} + "\n[" + std::string{group.name} + "]\n";
        for_group(group, [&](const Key& key) {
            out += "# " + std::string{key.help} + " (" + valid_values(key) + ")\n#" + std::string{key_in_group(key)} +
                   " = " + default_of(key) + '\n';
        });
    }
    return out +
           "\n# Lobbies that are always there, and templates to make lobbies from.\n#[lobbies.town-hall]\n"
           "#name = \"Town hall\"\n#moderators = [\"Nina\"]\n#[templates.seminar]\n#capacity = 30\n#media = \"none\"\n";
}

} // namespace parlor::server
