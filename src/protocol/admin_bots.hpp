#pragma once
#include "protocol/bot.hpp"
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <vector>

/// Bots and the keys of their providers, as administrators see them.
namespace parlor::protocol {

/// A bot of any lobby; `provider` is the name of the one that runs it, null where none does.
struct AdminBot {
    Bot bot;
    Id lobby_id;
    Id wanted_by; ///< the session that added it
    Nullable<std::string> provider;
};
BOOST_DESCRIBE_STRUCT(AdminBot, (), (bot, lobby_id, wanted_by, provider))

struct AdminBotResult {
    AdminBot bot;
};
BOOST_DESCRIBE_STRUCT(AdminBotResult, (), (bot))

struct AdminBotPage {
    std::vector<AdminBot> bots;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminBotPage, (), (bots, next_cursor))

/// Where a key comes from; one of the configuration can't be deleted here.
enum class ProviderOrigin { configuration, administration };
BOOST_DESCRIBE_ENUM(ProviderOrigin, configuration, administration)

/// A key that lets providers in. `types` are those that they may offer; empty: any.
struct AdminProvider {
    Id id;
    std::string name;
    std::vector<Id> types;
    ProviderOrigin origin = ProviderOrigin::administration;
    Nullable<TimeMs> created_at; ///< null for one of the configuration
    Count connections;           ///< that are open with this key
    Count bots;                  ///< that run there
};
BOOST_DESCRIBE_STRUCT(AdminProvider, (), (id, name, types, origin, created_at, connections, bots))

struct AdminProviderPage {
    std::vector<AdminProvider> providers;
    Nullable<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AdminProviderPage, (), (providers, next_cursor))

/// `POST /admin/providers`.
struct AdminProviderRequest {
    Id name;
    std::optional<std::vector<Id>> types;
};
BOOST_DESCRIBE_STRUCT(AdminProviderRequest, (), (name, types))

/// The only time that the key is told: its hash alone is kept.
struct AdminProviderResult {
    AdminProvider provider;
    std::string key;
};
BOOST_DESCRIBE_STRUCT(AdminProviderResult, (), (provider, key))

} // namespace parlor::protocol
