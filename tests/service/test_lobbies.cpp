#include "tests/service/harness.hpp"

namespace parlor::test {
namespace {

using protocol::CreateLobby;
using protocol::LobbyPage;

Answer<LobbyPage> list(World& world, std::string query = {}, std::string cursor = {}, std::size_t limit = 10)
{
    return world.ask<LobbyPage>([&](auto reply) { world.lobbies->list(query, cursor, limit, std::move(reply)); });
}

Answer<protocol::LobbyCreated> create(World& world, const World::Person& owner, CreateLobby body, std::string key = {})
{
    return world.ask<protocol::LobbyCreated>(
        [&](auto reply) { world.lobbies->create(owner.http(), body, key, std::move(reply)); });
}

Answer<protocol::LobbyResult> patch(World& world, const World::Person& by, const std::string& lobby,
                                    std::int64_t version, protocol::LobbyPatch body)
{
    return world.ask<protocol::LobbyResult>(
        [&](auto reply) { world.lobbies->update(by.http(), LobbyId{lobby}, version, body, std::move(reply)); });
}

std::vector<std::string> names(const LobbyPage& page)
{
    std::vector<std::string> all;
    for (const auto& lobby : page.lobbies) all.push_back(lobby.name);
    return all;
}

class Lobbies : public testing::TestWithParam<ShardIndex> {
protected:
    World world{GetParam()};
    World::Person ann = world.make_person();
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, Lobbies, testing::Values(1U, 3U));

TEST_P(Lobbies, new_ones_are_shared_equally_by_all_shards)
{
    std::vector<int> homes(GetParam(), 0);

    for (int i = 0; i < 9; ++i) {
        const auto created = create(world, ann, {.name = "Kitchen"});
        ++homes[world.lobbies->home_of(LobbyId{created.value().lobby.id})];
    }

    for (const int lobbies : homes) EXPECT_EQ(lobbies, 9 / static_cast<int>(GetParam()));
}

TEST_P(Lobbies, HaveDefaults)
{
    auto lobby = create(world, ann, {.name = {"Kitchen"}}).value().lobby;
    EXPECT_EQ(lobby.name, "Kitchen");
    EXPECT_EQ(lobby.visibility, protocol::Visibility::public_);
    EXPECT_EQ(lobby.media, protocol::MediaMode::mesh);
    EXPECT_EQ(lobby.capacity, 8);
    EXPECT_EQ(lobby.version, 1);
    EXPECT_EQ(lobby.seq, 0);
    EXPECT_EQ(lobby.participant_count, 0);
}

TEST_P(Lobbies, ThatStayAreAtMostSoManyForOneOwner)
{
    world.settings.persistent_per_session = 1;
    const CreateLobby lasting{.name = {"Library"}, .persistent = true};
    ASSERT_TRUE(create(world, ann, lasting).ok());

    auto second = create(world, ann, lasting);

    EXPECT_EQ(second.code(), Errc::conflict);
    EXPECT_EQ(second.path(), "persistent");
    EXPECT_TRUE(create(world, ann, {.name = {"Kitchen"}}).ok());
    EXPECT_TRUE(create(world, world.make_person(), lasting).ok());
}

TEST_P(Lobbies, WhatIsNotOfferedIsRefusedByItsField)
{
    auto through_the_server = create(world, ann, {.name = {"x"}, .media = protocol::MediaMode::sfu});
    EXPECT_EQ(through_the_server.code(), Errc::unsupported);
    EXPECT_EQ(through_the_server.path(), "media");
    auto too_large = create(world, ann, {.name = {"x"}, .capacity = protocol::Int<1, 100'000>{9}});
    EXPECT_EQ(too_large.code(), Errc::bad_request);
    EXPECT_EQ(too_large.path(), "capacity");
}

TEST_P(Lobbies, ARepeatedCreationGivesTheFirst)
{
    auto first = create(world, ann, {.name = {"One"}}, "key");
    auto again = create(world, ann, {.name = {"Two"}}, "key");
    EXPECT_EQ(first.value().lobby.id, again.value().lobby.id);
    EXPECT_EQ(again.value().lobby.name, "One");
    auto bob = world.make_person();
    EXPECT_NE(create(world, bob, {.name = {"Two"}}, "key").value().lobby.id, first.value().lobby.id);
    EXPECT_EQ(list(world).value().lobbies.size(), 2U);
}

TEST_P(Lobbies, AreListedByPeopleInPages)
{
    std::vector<std::string> ids;
    for (int i = 0; i < 7; ++i)
        ids.push_back(
            create(world, ann, {.name = protocol::Text<1, 100>{"Room " + std::to_string(i)}}).value().lobby.id);
    auto client = world.connect(ann);
    ASSERT_TRUE(world.join(client, ids[4], "tab").ok());
    auto bob = world.make_person();
    auto his = world.connect(bob);
    ASSERT_TRUE(world.join(client, ids[2], "tab").ok());
    ASSERT_TRUE(world.join(his, ids[2], "tab").ok());

    std::vector<std::string> all;
    std::string cursor;
    int pages = 0;
    do {
        auto page = list(world, {}, cursor, 3).value();
        for (const auto& name : names(page)) all.push_back(name);
        cursor = page.next_cursor.value_or("");
        ++pages;
    } while (!cursor.empty());
    EXPECT_EQ(pages, 3);
    ASSERT_EQ(all.size(), 7U);
    EXPECT_EQ(all[0], "Room 2");
    EXPECT_EQ(all[1], "Room 4");
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 7U);
}

TEST_P(Lobbies, AreFoundByNameWhateverItsCase)
{
    create(world, ann, {.name = {"Straße am See"}});
    create(world, ann, {.name = {"Kitchen"}});
    EXPECT_EQ(names(list(world, "STRASSE").value()), std::vector<std::string>{"Straße am See"});
    EXPECT_TRUE(list(world, "nowhere").value().lobbies.empty());
}

TEST_P(Lobbies, RefuseABadCursor)
{
    for (const std::string cursor : {"x", "1", "1.", "1.a b", ".a", "99999999999999999999999.a"}) {
        auto refused = list(world, {}, cursor);
        EXPECT_EQ(refused.code(), Errc::bad_request) << cursor;
        EXPECT_EQ(refused.path(), "cursor");
    }
}

TEST_P(Lobbies, ChangeByVersionAndOwnerAlone)
{
    auto lobby = create(world, ann, {.name = {"Kitchen"}}).value().lobby;
    auto bob = world.make_person();
    auto his = world.connect(bob);
    world.join(his, lobby.id, "tab");
    EXPECT_EQ(patch(world, bob, lobby.id, 1, {.name = protocol::Text<1, 100>{"Mine"}}).code(), Errc::forbidden);
    auto changed = patch(world, ann, lobby.id, 1, {.name = protocol::Text<1, 100>{"Cellar"}});
    EXPECT_EQ(changed.value().lobby.version, 2);
    EXPECT_EQ(changed.value().lobby.participant_count, 1);
    EXPECT_EQ(his.connection->of_type("lobby_updated").at(0).at("lobby").at("name").as_string(), "Cellar");
    EXPECT_EQ(patch(world, ann, lobby.id, 1, {.locked = true}).code(), Errc::conflict);
    EXPECT_EQ(patch(world, ann, "nowhere", 1, {}).code(), Errc::not_found);
    EXPECT_EQ(names(list(world, "cellar").value()).size(), 1U);
}

TEST_P(Lobbies, TwoChangesOfOneVersionCannotBothPass)
{
    auto lobby = create(world, ann, {.name = {"Kitchen"}}).value().lobby;
    int passed = 0;
    int conflicts = 0;
    for (int i = 0; i < 2; ++i)
        world.lobbies->update(ann.http(), LobbyId{lobby.id}, 1,
                              {.name = protocol::Text<1, 100>{"N" + std::to_string(i)}},
                              [&](Result<protocol::LobbyResult> result) {
                                  if (result)
                                      ++passed;
                                  else if (result.error().code == Errc::conflict)
                                      ++conflicts;
                              });
    world.settle();
    EXPECT_EQ(passed, 1);
    EXPECT_EQ(conflicts, 1);
}

TEST_P(Lobbies, EndWhenIdle)
{
    auto lobby = create(world, ann, {.name = {"Kitchen"}}).value().lobby;
    auto client = world.connect(ann);
    world.pass(world.settings.idle_end - Millis{1});
    ASSERT_TRUE(world.join(client, lobby.id, "tab").ok());
    world.pass(world.settings.idle_end * 3);
    EXPECT_EQ(list(world).value().lobbies.size(), 1U) << "someone is in it";
    world.say(client, protocol::Leave{lobby.id});
    world.pass(world.settings.idle_end - Millis{1});
    EXPECT_EQ(list(world).value().lobbies.size(), 1U);
    world.pass(Millis{1});
    EXPECT_TRUE(list(world).value().lobbies.empty());
    EXPECT_EQ(world.join(client, lobby.id, "tab").code(), Errc::not_found);
}

TEST_P(Lobbies, TheOwnerEndsThem)
{
    auto lobby = create(world, ann, {.name = {"Kitchen"}}).value().lobby;
    auto bob = world.make_person();
    auto his = world.connect(bob);
    world.join(his, lobby.id, "tab");
    auto end = [&](const World::Person& by) {
        return world.ask<protocol::Empty>(
            [&](auto reply) { world.lobbies->end(by.http(), LobbyId{lobby.id}, std::move(reply)); });
    };
    EXPECT_EQ(end(bob).code(), Errc::forbidden);
    EXPECT_TRUE(end(ann).ok());
    EXPECT_EQ(his.connection->of_type("lobby_closed").at(0).at("lobby_id").as_string(), lobby.id);
    EXPECT_EQ(world.chat(his, lobby.id, "anyone?").code(), Errc::not_found);
    EXPECT_EQ(end(ann).code(), Errc::not_found);
    EXPECT_TRUE(his.live->actor().attachments->lobbies().empty());
}

TEST_P(Lobbies, ComeBackAfterARestart)
{
    auto lobby = create(world, ann, {.name = {"Kitchen"}}).value().lobby;
    auto client = world.connect(ann);
    world.join(client, lobby.id, "tab");
    EXPECT_EQ(world.chat(client, lobby.id, "before").value().seq, 1);

    world.lose(client);
    world.restart();

    auto found = world.ask<protocol::LobbyResult>(
        [&](auto reply) { world.lobbies->get({}, LobbyId{lobby.id}, std::move(reply)); });
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found.value().lobby.name, "Kitchen");
    EXPECT_EQ(found.value().lobby.seq, 1);
    EXPECT_EQ(found.value().lobby.participant_count, 0) << "presence is soft";
}

TEST_P(Lobbies, EntriesAndParticipantsAreForMembers)
{
    auto lobby = create(world, ann, {.name = {"Kitchen"}}).value().lobby;
    auto client = world.connect(ann);
    auto entries = [&](const World::Person& by) {
        return world.ask<protocol::EntryPage>([&](auto reply) {
            world.lobbies->entries(by.http(), {.lobby_id = lobby.id, .before_seq = {}, .after_seq = {}, .limit = {}},
                                   std::move(reply));
        });
    };
    auto people = [&](const World::Person& by) {
        return world.ask<protocol::ParticipantPage>([&](auto reply) {
            world.lobbies->participants(by.http(), {.lobby_id = lobby.id, .cursor = {}, .limit = {}}, std::move(reply));
        });
    };
    EXPECT_EQ(entries(ann).code(), Errc::not_joined);
    EXPECT_EQ(people(ann).code(), Errc::not_joined);
    world.join(client, lobby.id, "tab");
    world.chat(client, lobby.id, "hello");
    EXPECT_EQ(entries(ann).value().entries.size(), 1U);
    EXPECT_EQ(people(ann).value().participants.size(), 1U);
}

TEST(LobbyLimits, BoundWhatOneSessionAndTheServerMake)
{
    service::Settings settings;
    settings.lobbies_per_session_per_minute = 2;
    settings.max_lobbies = 3;
    World world{1, settings};
    auto ann = world.make_person();
    auto bob = world.make_person();
    EXPECT_TRUE(create(world, ann, {.name = {"1"}}).ok());
    EXPECT_TRUE(create(world, ann, {.name = {"2"}}).ok());
    EXPECT_EQ(create(world, ann, {.name = {"3"}}).code(), Errc::rate_limited);
    EXPECT_TRUE(create(world, bob, {.name = {"3"}}).ok());
    EXPECT_EQ(create(world, bob, {.name = {"4"}}).code(), Errc::unavailable);
}

} // namespace
} // namespace parlor::test
