#pragma once
#include "protocol/decode.hpp"
#include "service/bot/bot_secrets.hpp"
#include "service/bot/provider_link.hpp"
#include "tests/service/harness.hpp"

#include <algorithm>

/// Providers and bots' instances over the services on one thread: a provider is a connection that remembers what it was
/// asked, and answers when the test says so.
namespace parlor::test {

inline constexpr std::string_view first_key = "first-provider-key-0123456789abcdef";
inline constexpr std::string_view second_key = "second-provider-key-0123456789abcdef";

inline service::Settings with_providers(service::Settings settings = {})
{
    settings.bots.providers = {{"first", service::hash_of_secret(first_key), {}},
                               {"second", service::hash_of_secret(second_key), {"echo", "scribe"}}};
    return settings;
}

/// What a provider was asked, and under which id.
struct Asked {
    std::string id;
    boost::json::object data;
    std::string text(std::string_view name) const { return std::string{data.at(name).as_string()}; }
};

struct FakeProvider {
    std::shared_ptr<FakeConnection> connection;
    std::shared_ptr<service::ProviderLink> link;

    std::vector<Asked> asked(std::string_view type) const
    {
        std::vector<Asked> all;
        for (const auto& message : connection->received) {
            if (message.at("type").as_string() != type) continue;
            const auto* id = message.if_contains("id");
            all.push_back({id ? std::string{id->as_string()} : std::string{}, message.at("data").as_object()});
        }
        return all;
    }
    Asked last(std::string_view type) const
    {
        auto all = asked(type);
        EXPECT_FALSE(all.empty()) << "never asked " << type;
        return all.empty() ? Asked{} : all.back();
    }
};

/// A lobby of Ann's, on the given number of shards; Ann is in it.
class BotWorld {
public:
    explicit BotWorld(ShardIndex shards = 1, service::Settings settings = {}) : world(shards, with_providers(settings))
    {
        world.join(hers, lobby, "tabA");
    }

    Answer<service::ProviderAccess> admit(std::string_view key)
    {
        return world.ask<service::ProviderAccess>(
            [&](auto reply) { world.bots->admit_provider(std::string{key}, std::move(reply)); });
    }

    FakeProvider connect(std::string_view key = first_key)
    {
        FakeProvider provider;
        const auto shard = world.shards.count() - 1;
        provider.connection = std::make_shared<FakeConnection>(++last_connection_, shard);
        world.shards.enter(shard);
        provider.link = std::make_shared<service::ProviderLink>(
            world.settings, world.clock, *world.bots, admit(key).value(), provider.connection, "ws://here/api/v1/ws");
        provider.link->open();
        world.settle();
        return provider;
    }

    /// A connected provider that offers `types`, given as JSON.
    FakeProvider provider(std::string_view key = first_key, std::int64_t slots = 4, std::string_view types = both_types,
                          std::vector<protocol::Id> bots = {})
    {
        auto made = connect(key);
        auto registered = enroll(made, types, slots, std::move(bots));
        EXPECT_TRUE(registered.ok());
        return made;
    }

    Answer<protocol::Registered> enroll(FakeProvider& provider, std::string_view types, std::int64_t slots = 4,
                                        std::vector<protocol::Id> bots = {})
    {
        auto offered = protocol::decode<std::vector<protocol::OfferedType>>(protocol::parse_json(types).value());
        protocol::Register message{
            .name = "host", .types = std::move(offered.value()), .max_instances = slots, .bots = std::move(bots)};
        return world.ask<protocol::Registered>(
            [&](auto reply) { provider.link->call(std::move(message), std::move(reply)); });
    }

    Answer<protocol::Empty> report(FakeProvider& provider, const std::string& bot, protocol::BotState state,
                                   std::string detail = {})
    {
        protocol::BotStateReport message{.bot_id = bot, .state = state, .detail = {}};
        if (!detail.empty()) message.detail = detail;
        return world.ask<protocol::Empty>([&](auto reply) { provider.link->call(message, std::move(reply)); });
    }

    void tell_load(FakeProvider& provider, double load, bool draining = false)
    {
        world.ask<protocol::Empty>([&](auto reply) {
            provider.link->call(protocol::Load{.instances = 0, .load = {load}, .draining = draining}, std::move(reply));
        });
    }

    void acknowledge(FakeProvider& provider, const Asked& asked)
    {
        provider.link->answered(asked.id, protocol::Json{"{}"});
        world.settle();
    }
    void refuse(FakeProvider& provider, const Asked& asked, std::string why)
    {
        provider.link->answered(asked.id, Error{Errc::internal, std::move(why)});
        world.settle();
    }

    void lose(FakeProvider& provider)
    {
        provider.connection->break_off();
        provider.link->lost();
        world.settle();
    }

    Answer<protocol::BotResult> add(std::string type = "echo", std::string_view config = {}, std::string name = {})
    {
        protocol::AddBot body{.type = std::move(type), .name = {}, .config = {}};
        if (!config.empty()) body.config = protocol::Json{std::string{config}};
        if (!name.empty()) body.name = name;
        return add_as(ann, std::move(body));
    }
    Answer<protocol::BotResult> add_as(const World::Person& who, protocol::AddBot body)
    {
        return world.ask<protocol::BotResult>(
            [&](auto reply) { world.bots->add(who.http(), LobbyId{lobby}, std::move(body), std::move(reply)); });
    }
    Answer<protocol::BotResult> configure(const std::string& bot, std::string_view config)
    {
        return world.ask<protocol::BotResult>([&](auto reply) { begin_configure(bot, config, std::move(reply)); });
    }
    void begin_configure(const std::string& bot, std::string_view config, service::Reply<protocol::BotResult> reply)
    {
        world.bots->configure(ann.http(), LobbyId{lobby}, BotId{bot}, {.config = {std::string{config}}},
                              std::move(reply));
    }
    Answer<protocol::BotResult> remove(const std::string& bot)
    {
        return world.ask<protocol::BotResult>(
            [&](auto reply) { world.bots->remove(ann.http(), LobbyId{lobby}, BotId{bot}, std::move(reply)); });
    }
    std::vector<protocol::Bot> list()
    {
        return world
            .ask<protocol::BotList>([&](auto reply) { world.bots->list(ann.http(), LobbyId{lobby}, std::move(reply)); })
            .value()
            .bots;
    }
    protocol::Bot bot(const std::string& id)
    {
        for (auto& one : list())
            if (one.id == id) return one;
        return {.id = "none"};
    }
    protocol::BotState state(const std::string& id) { return bot(id).state; }

    /// The instance that a provider was asked to start connects with its token.
    std::shared_ptr<Result<service::SessionTicket>> reserve(const std::string& token)
    {
        std::shared_ptr<Result<service::SessionTicket>> ticket;
        world.bots->reserve(token, "127.0.0.1", [&](Result<service::SessionTicket> result) {
            ticket = std::make_shared<Result<service::SessionTicket>>(std::move(result));
        });
        world.settle();
        return ticket;
    }
    World::Client instance(const Asked& start)
    {
        auto ticket = reserve(start.text("token"));
        EXPECT_TRUE(*ticket);
        World::Client client;
        client.connection = std::make_shared<FakeConnection>(++last_connection_, 0);
        client.live = std::make_shared<service::LiveConnection>(*world.live, std::move(**ticket), client.connection);
        client.live->open();
        world.settle();
        return client;
    }
    /// All the way: added, started, joined.
    struct Running {
        std::string id;
        World::Client client;
        protocol::JoinResult joined;
    };
    Running run(FakeProvider& provider, std::string type = "echo", std::string_view config = {})
    {
        auto id = add(std::move(type), config).value().bot.id;
        return come_in(provider, id);
    }
    /// Does what the provider was asked last.
    Running come_in(FakeProvider& provider, const std::string& id)
    {
        const auto start = provider.last("start_bot");
        EXPECT_EQ(start.text("bot_id"), id);
        acknowledge(provider, start);
        auto client = instance(start);
        auto joined = world.join(client, lobby, "any-tab");
        EXPECT_TRUE(joined.ok());
        return {id, client, joined.value()};
    }

    std::vector<std::string> states_told() const
    {
        std::vector<std::string> states;
        for (const auto& event : hers.connection->of_type("bot_updated"))
            states.emplace_back(event.at("bot").at("state").as_string());
        return states;
    }

    static constexpr std::string_view both_types = R"([
        {"type": "echo", "title": "Echo", "capabilities": ["speak"], "config_schema": {
            "type": "object",
            "required": ["greeting"],
            "properties": {
                "greeting": {"type": "string", "default": "hello", "maxLength": 20},
                "secret": {"type": "string", "writeOnly": true},
                "voice": {"type": "object", "properties": {
                    "speed": {"type": "number", "minimum": 0.5, "maximum": 2, "default": 1}}}}}},
        {"type": "scribe", "capabilities": ["transcribe"]}])";

    World world;
    World::Person ann = world.make_person();
    std::string lobby = world.make_lobby(ann, {.name = {"Kitchen"}, .media = protocol::MediaMode::none}).id;
    World::Client hers = world.connect(ann);

private:
    ConnectionId last_connection_ = 1000;
};

} // namespace parlor::test
