#include "service/hook_source.hpp"
#include "tests/service/bot_bed.hpp"

#include <gmock/gmock.h>

namespace parlor::test {
namespace {

using protocol::WebHookType;

/// A target that takes, fails or lets wait, as the test says.
class FakeSender final : public service::HookSender {
public:
    void send(service::HookRequest request, service::Done<int> done) override
    {
        requests.push_back(std::move(request));
        if (waits) return held.push_back(std::move(done));
        done(status);
    }
    std::vector<boost::json::object> bodies() const
    {
        std::vector<boost::json::object> all;
        for (const auto& request : requests) all.push_back(boost::json::parse(request.body).as_object());
        return all;
    }
    std::vector<std::string> types() const
    {
        std::vector<std::string> all;
        for (const auto& body : bodies()) all.emplace_back(body.at("type").as_string());
        return all;
    }

    std::vector<service::HookRequest> requests;
    Result<int> status{200};
    bool waits = false;
    std::vector<service::Done<int>> held;
};

service::Settings with_hooks(service::WebHookSettings hooks = {})
{
    service::Settings settings;
    if (hooks.urls.empty()) hooks.urls = {"https://example.org/hooks"};
    hooks.secret = std::string(32, 's');
    settings.web_hooks = std::move(hooks);
    return settings;
}

/// A world whose web hooks are told of what happens.
struct HookWorld {
    explicit HookWorld(service::Settings settings = with_hooks(), ShardIndex shards = 1)
        : world(shards, std::move(settings))
    {
        begin();
    }
    /// As after a start of the server.
    void begin()
    {
        sources.clear();
        hooks = std::make_unique<service::WebHooks>(*world.contexts.front(), sender);
        for (auto& context : world.contexts) sources.push_back(std::make_unique<service::HookSource>(*context, *hooks));
        EXPECT_TRUE(world.ask<protocol::Empty>([&](auto reply) { hooks->start(std::move(reply)); }).ok());
    }
    std::size_t stored()
    {
        return world.ask<std::vector<service::HookPlace>>([&](auto reply) { world.store.load_hooks(std::move(reply)); })
            .value()
            .size();
    }

    World world;
    FakeSender sender;
    std::unique_ptr<service::WebHooks> hooks;
    std::vector<std::unique_ptr<service::HookSource>> sources;
};

TEST(WebHooks, tell_of_lobbies_and_of_who_comes_and_goes)
{
    HookWorld at{with_hooks(), 3};
    auto ann = at.world.make_person();
    auto connection = at.world.connect(ann, 1);
    const auto lobby = at.world.make_lobby(ann).id;
    const auto joined = at.world.join(connection, lobby, "tab").value();
    at.world.say(connection, protocol::Leave{.lobby_id = lobby});
    at.world.pass(at.world.settings.idle_end + Millis{1});

    EXPECT_EQ(at.sender.types(),
              (std::vector<std::string>{"lobby_created", "participant_joined", "participant_left", "lobby_ended"}));
    const auto bodies = at.sender.bodies();
    EXPECT_EQ(bodies[0].at("data").at("lobby").at("id").as_string(), lobby);
    EXPECT_EQ(bodies[1].at("data").at("participant").at("id").as_string(), joined.participant.id);
    EXPECT_EQ(bodies[2].at("data").at("participant_id").as_string(), joined.participant.id);
    EXPECT_EQ(bodies[2].at("data").at("reason").as_string(), "left");
    EXPECT_EQ(bodies[3].at("data").at("lobby").at("name").as_string(), "Kitchen");
    EXPECT_EQ(at.stored(), 0U);
}

TEST(WebHooks, tell_what_people_write_only_where_that_is_asked_for)
{
    HookWorld quiet;
    HookWorld telling{with_hooks({.events = {"entry"}})};
    for (auto* at : {&quiet, &telling}) {
        auto ann = at->world.make_person();
        auto connection = at->world.connect(ann);
        const auto lobby = at->world.make_lobby(ann).id;
        at->world.join(connection, lobby, "tab");
        at->world.chat(connection, lobby, "hello");
    }

    EXPECT_THAT(quiet.sender.types(), testing::Not(testing::Contains("entry")));
    ASSERT_EQ(telling.sender.types(), (std::vector<std::string>{"entry"}));
    EXPECT_EQ(telling.sender.bodies()[0].at("data").at("entry").at("text").as_string(), "hello");
}

TEST(WebHooks, tell_of_each_state_that_a_bot_comes_into_and_by_whom_it_runs)
{
    BotWorld at{3, with_hooks({.events = {"bot_state"}})};
    FakeSender sender;
    service::WebHooks hooks{*at.world.contexts.front(), sender};
    std::vector<std::unique_ptr<service::HookSource>> sources;
    for (auto& context : at.world.contexts) sources.push_back(std::make_unique<service::HookSource>(*context, hooks));
    auto host = at.provider();

    const auto bot = at.run(host).id;
    at.configure(bot, R"({"greeting":"hi"})");
    at.report(host, bot, protocol::BotState::failed, "It has no voice.");

    std::vector<std::string> states;
    for (const auto& body : sender.bodies()) {
        const auto& data = body.at("data").as_object();
        states.emplace_back(data.at("state").as_string());
        EXPECT_EQ(data.at("lobby_id").as_string(), at.lobby);
        EXPECT_EQ(data.at("bot_id").as_string(), bot);
        EXPECT_EQ(data.at("bot_type").as_string(), "echo");
        EXPECT_EQ(data.at("name").as_string(), "Echo");
        EXPECT_EQ(data.at("provider").as_string(), "host");
    }
    EXPECT_THAT(states, testing::ElementsAre("starting", "joining", "active", "failed"))
        << "a new configuration is no new state";
    EXPECT_EQ(sender.bodies().back().at("data").at("reason").as_string(), "host: It has no voice.");
}

TEST(WebHooks, tell_no_text_that_was_deleted_while_it_waited)
{
    HookWorld at{with_hooks({.events = {"entry"}})};
    at.sender.status = 500;
    auto ann = at.world.make_person();
    auto connection = at.world.connect(ann);
    const auto lobby = at.world.make_lobby(ann).id;
    at.world.join(connection, lobby, "tab");
    at.world.chat(connection, lobby, "a secret");
    at.world.say(connection, protocol::DeleteChatMessage{.lobby_id = lobby, .target_seq = 1});
    at.sender.requests.clear();

    at.sender.status = 200;
    at.world.pass(Millis{10'000});

    ASSERT_EQ(at.sender.requests.size(), 2U);
    for (const auto& request : at.sender.requests) EXPECT_EQ(request.body.find("a secret"), std::string::npos);
    EXPECT_EQ(at.stored(), 0U);
}

TEST(WebHooks, tell_nothing_of_an_entry_whose_lobby_has_ended_meanwhile)
{
    HookWorld at{with_hooks({.events = {"entry"}})};
    at.sender.status = 500;
    auto ann = at.world.make_person();
    auto connection = at.world.connect(ann);
    const auto lobby = at.world.make_lobby(ann).id;
    at.world.join(connection, lobby, "tab");
    at.world.chat(connection, lobby, "a secret");
    at.world.say(connection, protocol::CloseLobby{.lobby_id = lobby});
    at.sender.requests.clear();

    at.world.pass(Millis{10'000});

    EXPECT_TRUE(at.sender.requests.empty());
    EXPECT_EQ(at.stored(), 0U);
    EXPECT_EQ(at.hooks->counters().gone, 1U);
}

TEST(WebHooks, sign_the_time_and_the_body)
{
    HookWorld at;
    at.world.make_lobby(at.world.make_person());

    const auto& request = at.sender.requests.at(0);
    const std::map<std::string, std::string> headers{request.headers.begin(), request.headers.end()};
    const auto& timestamp = headers.at("Parlor-Timestamp");
    EXPECT_EQ(timestamp, "1700000000");
    EXPECT_EQ(headers.at("Parlor-Signature"),
              "sha256=" + service::hmac_sha256_hex(std::string(32, 's'), timestamp + "." + request.body));
}

TEST(WebHooks, sign_as_the_standard_says)
{
    // RFC 4231 §4.3.
    EXPECT_EQ(service::hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(WebHooks, try_again_until_the_target_takes_it_with_the_same_id)
{
    HookWorld at;
    at.sender.status = 500;
    at.world.make_lobby(at.world.make_person());
    at.world.pass(Millis{3'500});
    EXPECT_EQ(at.sender.requests.size(), 3U) << "at once, after 1 s, after 2 s more";
    EXPECT_EQ(at.stored(), 1U);

    at.sender.status = Error{Errc::unavailable, "nobody answers"};
    at.world.pass(Millis{4'000});
    at.sender.status = 204;
    at.world.pass(Millis{8'000});

    EXPECT_EQ(at.sender.requests.size(), 5U);
    EXPECT_EQ(at.stored(), 0U);
    const auto bodies = at.sender.bodies();
    for (const auto& body : bodies) EXPECT_EQ(body.at("id").as_string(), bodies[0].at("id").as_string());
    EXPECT_EQ(at.hooks->counters().delivered, 1U);
    EXPECT_EQ(at.hooks->counters().failed, 4U);
}

TEST(WebHooks, take_up_after_a_crash_what_waited_and_tell_nothing_anew)
{
    HookWorld at;
    at.sender.status = 500;
    auto ann = at.world.make_person();
    for (int i = 0; i < 3; ++i) at.world.make_lobby(ann);
    ASSERT_EQ(at.stored(), 3U);
    at.sender.requests.clear();
    at.sender.status = 200;

    at.sources.clear();
    at.hooks.reset();
    at.world.restart();
    at.begin();

    EXPECT_EQ(at.sender.types(), (std::vector<std::string>(3, "lobby_created")));
    EXPECT_EQ(at.stored(), 0U);
}

TEST(WebHooks, count_what_does_not_fit_into_the_queue_and_lose_nothing_else)
{
    HookWorld at{with_hooks({.queue = 5})};
    at.sender.waits = true;
    auto ann = at.world.make_person();
    for (int i = 0; i < 8; ++i) at.world.make_lobby(ann);

    EXPECT_EQ(at.hooks->counters().overflowed, 3U);
    EXPECT_EQ(at.hooks->counters().waiting, 5U);
    at.sender.waits = false;
    for (auto& done : at.sender.held) done(200);
    at.world.settle();
    EXPECT_EQ(at.hooks->counters().delivered, 5U);
    EXPECT_EQ(at.hooks->counters().waiting, 0U);
}

TEST(WebHooks, send_no_more_at_a_time_than_the_settings_say)
{
    HookWorld at{with_hooks({.concurrency = 2})};
    at.sender.waits = true;
    auto ann = at.world.make_person();
    for (int i = 0; i < 8; ++i) at.world.make_lobby(ann);

    EXPECT_EQ(at.sender.requests.size(), 2U);
    at.sender.held[0](200);
    at.world.settle();
    EXPECT_EQ(at.sender.requests.size(), 3U);
}

TEST(WebHooks, give_up_what_no_try_succeeded_with_for_too_long_and_count_it)
{
    HookWorld at{with_hooks({.keep = Millis{60'000}})};
    at.sender.status = 500;
    at.world.make_lobby(at.world.make_person());

    at.world.pass(Millis{200'000});

    EXPECT_EQ(at.hooks->counters().expired, 1U);
    EXPECT_EQ(at.stored(), 0U);
    prometheus::Writer out;
    service::write_metrics(out, at.hooks->counters());
    EXPECT_THAT(out.take(), testing::HasSubstr("parlor_web_hooks_lost_total{why=\"too_old\"} 1"));
}

TEST(WebHooks, keep_a_target_that_is_down_from_holding_up_another)
{
    HookWorld at{with_hooks({.urls = {"https://one.test/", "https://two.test/"}})};
    at.sender.waits = true;
    auto ann = at.world.make_person();
    for (int i = 0; i < 20; ++i) at.world.make_lobby(ann);
    // Nobody answers for the first one; the second one takes everything.
    for (std::size_t i = 0; i < at.sender.requests.size(); ++i)
        if (at.sender.requests[i].url == "https://two.test/") {
            at.sender.held[i](200);
            at.world.settle();
        }

    EXPECT_EQ(at.hooks->counters().delivered, 20U);
    EXPECT_EQ(at.hooks->counters().waiting, 20U);
}

TEST(WebHooks, drop_what_waits_for_a_target_that_the_settings_no_longer_name)
{
    HookWorld at;
    at.sender.status = 500;
    at.world.make_lobby(at.world.make_person());
    at.sources.clear();
    at.hooks.reset();
    at.world.restart();
    at.world.settings.web_hooks.urls = {"https://elsewhere.test/"};

    at.begin();

    EXPECT_EQ(at.stored(), 0U);
    EXPECT_EQ(at.hooks->counters().waiting, 0U);
}

} // namespace
} // namespace parlor::test
