#include "tests/service/harness.hpp"

#include "protocol/encode.hpp"

#include <algorithm>

namespace parlor::test {
namespace {

using protocol::SetName;

Answer<protocol::SessionResult> rename(World& world, const World::Person& person, std::string name)
{
    return world.ask<protocol::SessionResult>([&](auto reply) {
        world.sessions->set_name(person.http(), SetName{.name = std::move(name), .password = {}, .force = {}},
                                 std::move(reply));
    });
}

Answer<service::AuthenticatedSession> authenticate(World& world, const std::string& token)
{
    return world.ask<service::AuthenticatedSession>(
        [&](auto reply) { world.sessions->authenticate(token, "127.0.0.1", std::move(reply)); });
}

TEST(Sessions, AreFoundByTheirToken)
{
    World world;
    auto ann = world.make_person();
    auto found = authenticate(world, ann.token);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found.value().id, ann.session);
    EXPECT_FALSE(found.value().session.name);
}

TEST(Sessions, RefuseWhatIsNoToken)
{
    World world;
    auto ann = world.make_person();
    auto forged = ann.token;
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    for (const std::string& token :
         {std::string{}, std::string{"x"}, std::string(43, 'A'), std::string(10'000, 'A'), forged})
        EXPECT_EQ(authenticate(world, token).code(), Errc::unauthenticated) << token.substr(0, 50);
}

TEST(Sessions, SurviveTheirCacheButNotTheirExpiry)
{
    service::Settings settings;
    settings.cached_sessions = 4;
    settings.sessions_per_address_per_minute = 100;
    World world{1, settings};
    std::vector<World::Person> people;
    for (int i = 0; i < 20; ++i) people.push_back(world.make_person());
    for (const auto& person : people) EXPECT_TRUE(authenticate(world, person.token).ok());
    world.clock.advance(settings.session_lifetime);
    for (const auto& person : people) EXPECT_EQ(authenticate(world, person.token).code(), Errc::unauthenticated);
}

TEST(Sessions, AreLimitedByAddress)
{
    service::Settings settings;
    settings.sessions_per_address_per_minute = 2;
    World world{1, settings};
    auto create = [&](std::string address) {
        return world.ask<service::CreatedSession>(
            [&](auto reply) { world.sessions->create(address, std::move(reply)); });
    };
    EXPECT_TRUE(create("192.0.2.1").ok());
    EXPECT_TRUE(create("192.0.2.1").ok());
    auto third = create("192.0.2.1");
    EXPECT_EQ(third.code(), Errc::rate_limited);
    EXPECT_GT(third.result->error().retry_after_ms, 0);
    EXPECT_TRUE(create("192.0.2.2").ok());
    world.pass(Millis{30'000});
    EXPECT_TRUE(create("192.0.2.1").ok());
}

TEST(Sessions, HoldAtMostSoManyConnections)
{
    service::Settings settings;
    settings.connections_per_session = 2;
    World world{1, settings};
    auto ann = world.make_person();
    auto first = world.connect(ann);
    auto second = world.connect(ann);
    EXPECT_EQ(world.sessions->connected(), 1U);
    EXPECT_EQ(world.reserve(ann)->error().code, Errc::rate_limited);
    world.lose(first);
    EXPECT_TRUE(*world.reserve(ann));
}

TEST(Sessions, AnAbandonedReservationGivesItsPlaceBack)
{
    service::Settings settings;
    settings.connections_per_session = 1;
    World world{1, settings};
    auto ann = world.make_person();
    world.reserve(ann).reset();
    world.settle();
    EXPECT_EQ(world.sessions->connected(), 0U);
    EXPECT_TRUE(*world.reserve(ann));
}

TEST(Names, AreUniqueAfterFolding)
{
    World world;
    auto ann = world.make_person();
    auto bob = world.make_person();
    auto named = rename(world, ann, "  Ann   Lee ");
    ASSERT_TRUE(named.ok());
    EXPECT_EQ(*named.value().session.name, "Ann Lee");
    auto client = world.connect(ann);
    EXPECT_EQ(rename(world, bob, "ANN LEE").code(), Errc::name_taken);
    EXPECT_TRUE(rename(world, ann, "ann lee").ok()) << "her own name in another case";
    EXPECT_TRUE(rename(world, bob, "Bob").ok());
}

TEST(Names, AreFreeSomeTimeAfterTheLastConnection)
{
    World world;
    auto ann = world.make_person();
    auto bob = world.make_person();
    auto first = world.connect(ann);
    auto second = world.connect(ann);
    rename(world, ann, "Ann");
    world.lose(first);
    world.pass(world.settings.name_release * 2);
    EXPECT_EQ(rename(world, bob, "Ann").code(), Errc::name_taken) << "a second tab is still connected";
    world.lose(second);
    world.pass(world.settings.name_release - Millis{1000});
    EXPECT_EQ(rename(world, bob, "Ann").code(), Errc::name_taken);
    world.pass(Millis{2000});
    EXPECT_TRUE(rename(world, bob, "Ann").ok());
    EXPECT_FALSE(authenticate(world, ann.token).value().session.name) << "she has no name now";
}

TEST(Names, BadOnesAreRefusedWithTheField)
{
    World world;
    auto ann = world.make_person();
    for (const std::string& name : {std::string{" "}, std::string{"\xE2\x80\x8B"}, std::string(33, 'a')}) {
        auto refused = rename(world, ann, name);
        EXPECT_EQ(refused.code(), Errc::bad_request) << name;
        EXPECT_EQ(refused.path(), "name");
    }
}

TEST(Names, AChangeIsToldToTheOtherConnections)
{
    World world;
    auto ann = world.make_person();
    auto asking = world.connect(ann);
    auto other = world.connect(ann);
    EXPECT_TRUE(world.say(asking, SetName{.name = {"Ann"}, .password = {}, .force = {}}).ok());
    EXPECT_TRUE(asking.connection->of_type("session_changed").empty());
    auto told = other.connection->of_type("session_changed");
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].at("session").at("name").as_string(), "Ann");
}

TEST(Sessions, EndEverywhere)
{
    World world;
    auto ann = world.make_person();
    auto bob = world.make_person();
    auto lobby = world.make_lobby(bob);
    auto hers = world.connect(ann);
    auto his = world.connect(bob);
    world.join(his, lobby.id, "tabB");
    world.join(hers, lobby.id, "tabA");
    auto ended = world.ask<protocol::Empty>([&](auto reply) { world.sessions->end(ann.http(), {}, std::move(reply)); });
    EXPECT_TRUE(ended.ok());
    EXPECT_EQ(hers.connection->closed_with, protocol::CloseCode::session_ended);
    EXPECT_FALSE(his.connection->closed_with);
    EXPECT_EQ(authenticate(world, ann.token).code(), Errc::unauthenticated);
    world.pass(world.settings.presence_merge);
    auto changes = his.connection->of_type("participants_changed");
    EXPECT_EQ(changes.back().at("left").as_array().at(0).at("reason").as_string(), "left") << "no grace time";
    world.lose(hers);
    EXPECT_EQ(world.sessions->connected(), 1U);
}

TEST(Sessions, ExpiredOnesAreSwept)
{
    World world;
    EXPECT_TRUE(world.ask<protocol::Empty>([&](auto reply) { world.sessions->start(std::move(reply)); }).ok());
    world.sessions->sweep();
    auto ann = world.make_person();
    world.pass(world.settings.session_lifetime + world.settings.session_sweep);
    EXPECT_EQ(authenticate(world, ann.token).code(), Errc::unauthenticated);
    auto record =
        world.ask<domain::SessionRecord>([&](auto reply) { world.store.find_session(ann.session, std::move(reply)); });
    EXPECT_EQ(record.code(), Errc::not_found);
}

TEST(Sessions, LiveOnAsLongAsTheyAreUsed)
{
    World world;
    world.sessions->sweep();
    auto ann = world.make_person();
    const auto first = authenticate(world, ann.token).value().session.expires_at;
    for (int i = 0; i < 4; ++i) {
        world.pass(world.settings.session_lifetime / 2);
        ASSERT_TRUE(authenticate(world, ann.token).ok());
    }
    const auto seen = authenticate(world, ann.token).value();
    EXPECT_EQ(to_ms(from_ms(first) + world.settings.session_lifetime * 2), seen.session.expires_at);
    EXPECT_EQ(Millis{std::chrono::seconds{seen.max_age_s}}, world.settings.session_lifetime) << "as the cookie's";
    auto kept =
        world.ask<domain::SessionRecord>([&](auto reply) { world.store.find_session(ann.session, std::move(reply)); });
    EXPECT_EQ(to_ms(kept.value().expires_at), seen.session.expires_at) << "durable";
    world.pass(world.settings.session_lifetime);
    EXPECT_EQ(authenticate(world, ann.token).code(), Errc::unauthenticated);
}

TEST(Sessions, AreNotRenewedByEveryLook)
{
    World world;
    auto ann = world.make_person();
    const auto before = world.store.stats().commits;
    for (int i = 0; i < 10; ++i) authenticate(world, ann.token);
    EXPECT_EQ(world.store.stats().commits, before);
}

TEST(Sessions, LiveOnWhileTheyAreConnected)
{
    World world;
    world.sessions->sweep();
    auto ann = world.make_person();
    auto client = world.connect(ann);
    world.pass(world.settings.session_lifetime * 2);
    EXPECT_FALSE(client.connection->closed_with);
    world.lose(client);
    world.pass(world.settings.session_lifetime + world.settings.session_sweep);
    EXPECT_EQ(authenticate(world, ann.token).code(), Errc::unauthenticated);
}

/// What a session that ends may take with it.
class Forgetting : public testing::TestWithParam<ShardIndex> {
protected:
    Answer<protocol::Empty> end(const World::Person& person, protocol::EndSession wish)
    {
        return world.ask<protocol::Empty>(
            [&](auto reply) { world.sessions->end(person.http(), wish, std::move(reply)); });
    }
    void protect(const World::Person& person, const std::string& name)
    {
        protocol::SetName message{.name = {name}, .password = {}, .force = {}};
        ASSERT_TRUE(world
                        .ask<protocol::SessionResult>(
                            [&](auto reply) { world.sessions->set_name(person.http(), message, std::move(reply)); })
                        .ok());
        ASSERT_TRUE(world
                        .ask<protocol::SessionResult>([&](auto reply) {
                            world.sessions->set_password(person.http(), {.password = {"secret"}, .old_password = {}},
                                                         std::move(reply));
                        })
                        .ok());
    }
    Errc claim(const World::Person& person, const std::string& name)
    {
        protocol::SetName message{.name = {name}, .password = {}, .force = {}};
        auto claimed = world.ask<protocol::SessionResult>(
            [&](auto reply) { world.sessions->set_name(person.http(), message, std::move(reply)); });
        return claimed.ok() ? Errc::internal : claimed.code();
    }

    World world{GetParam()};
    World::Person ann = world.make_person();
    World::Person bob = world.make_person();
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, Forgetting, testing::Values(1U, 3U));

TEST_P(Forgetting, LeavesTheNamesProtectionUnlessThatIsToGoToo)
{
    protect(ann, "Ann");
    auto hers_elsewhere = world.make_person();
    protect(hers_elsewhere, "Anna");

    ASSERT_TRUE(end(ann, {}).ok());
    ASSERT_TRUE(end(hers_elsewhere, {.erase_name = true, .erase_texts = {}}).ok());

    EXPECT_EQ(claim(bob, "Ann"), Errc::password_required);
    EXPECT_EQ(claim(bob, "Anna"), Errc::internal) << "free again";
}

TEST_P(Forgetting, TakesWhatSheWroteOutOfEveryLobby)
{
    auto lobby = world.make_lobby(bob).id;
    auto other = world.make_lobby(bob).id;
    auto hers = world.connect(ann);
    auto his = world.connect(bob);
    for (const auto& id : {lobby, other}) {
        world.join(hers, id, "tabA");
        world.join(his, id, "tabB");
    }
    world.chat(hers, lobby, "hers");
    world.chat(his, lobby, "his");
    world.say(hers, protocol::EditChatMessage{.lobby_id = lobby, .target_seq = {1}, .text = {"hers, better"}});
    world.chat(hers, other, "hers too");

    ASSERT_TRUE(end(ann, {.erase_name = {}, .erase_texts = true}).ok());

    for (const auto& id : {lobby, other}) {
        auto page =
            world.say(his, protocol::GetEntries{.lobby_id = id, .before_seq = {}, .after_seq = {0}, .limit = {}});
        auto newest = world.join(his, id, "tabB").value().entries;
        for (const auto& entries : {page.value().entries, newest})
            for (const auto& entry : entries) {
                const auto json = protocol::to_json(entry);
                EXPECT_EQ(json.find("hers"), std::string::npos) << json;
            }
    }
    auto told = his.connection->of_type("entry");
    const auto deletes =
        std::ranges::count_if(told, [](const auto& one) { return one.at("entry").at("kind").as_string() == "delete"; });
    EXPECT_EQ(deletes, 2) << "those who are in are told";
    auto kept =
        world.say(his, protocol::GetEntries{.lobby_id = lobby, .before_seq = {}, .after_seq = {1}, .limit = {1}});
    EXPECT_EQ(std::get<protocol::TextEntry>(kept.value().entries.at(0)).text, "his");
}

} // namespace
} // namespace parlor::test
