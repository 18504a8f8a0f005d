#include "tests/service/harness.hpp"

#include <map>

namespace parlor::test {
namespace {

/// Two people on (where there are several) different shards, in one lobby.
class Rooms : public testing::TestWithParam<ShardIndex> {
protected:
    World world{GetParam()};
    World::Person ann = world.make_person();
    World::Person bob = world.make_person();
    std::string lobby = world.make_lobby(ann).id;
    World::Client hers = world.connect(ann, 0);
    World::Client his = world.connect(bob, GetParam() - 1);

    protocol::JoinResult enter(World::Client& client, std::string tab)
    {
        auto joined = world.join(client, lobby, std::move(tab));
        EXPECT_TRUE(joined.ok());
        world.pass(world.settings.presence_merge);
        return joined.value();
    }
    static std::vector<std::string> texts(const World::Client& client)
    {
        std::vector<std::string> all;
        for (const auto& event : client.connection->of_type("entry"))
            if (event.at("entry").at("kind").as_string() == "text")
                all.emplace_back(event.at("entry").at("text").as_string());
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, Rooms, testing::Values(1U, 3U));

TEST_P(Rooms, JoiningTellsWhoIsThereAndTellsThem)
{
    auto first = enter(hers, "tabA");
    EXPECT_EQ(first.participants.size(), 1U);
    EXPECT_EQ(first.participant.role, protocol::Role::owner);
    auto second = enter(his, "tabB");
    EXPECT_EQ(second.participants.size(), 2U);
    EXPECT_EQ(second.participant.role, protocol::Role::member);
    auto told = hers.connection->of_type("participants_changed");
    EXPECT_EQ(told.back().at("joined").as_array().at(0).at("id").as_string(), second.participant.id);
    EXPECT_TRUE(second.participant.name.starts_with("Guest "));
}

TEST_P(Rooms, TheSameTabIsTheSameParticipantAndTabsShareThePerson)
{
    auto first = enter(hers, "tabA");
    world.lose(hers);
    hers = world.connect(ann);
    auto again = enter(hers, "tabA");
    EXPECT_EQ(first.participant.id, again.participant.id);
    EXPECT_EQ(first.participant.joined_at, again.participant.joined_at);
    auto other = world.connect(ann);
    auto second_tab = enter(other, "tabC");
    EXPECT_NE(second_tab.participant.id, first.participant.id);
    EXPECT_EQ(second_tab.participant.person_id, first.participant.person_id);
}

TEST_P(Rooms, EntriesReachAllInOrderAndTheAuthorBeforeTheAnswer)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    for (int i = 0; i < 5; ++i) {
        auto sent = world.chat(i % 2 ? hers : his, lobby, "m" + std::to_string(i));
        EXPECT_EQ(sent.value().seq, i + 1);
    }
    const std::vector<std::string> expected{"m0", "m1", "m2", "m3", "m4"};
    EXPECT_EQ(texts(hers), expected);
    EXPECT_EQ(texts(his), expected);
}

TEST_P(Rooms, AClientIdMakesSendingIdempotent)
{
    enter(hers, "tabA");
    auto send = [&] {
        return world.say(hers, protocol::SendChatMessage{.lobby_id = lobby,
                                                         .text = {"once"},
                                                         .client_id = protocol::Text<1, 64>{"c1"},
                                                         .reply_to_seq = {}});
    };
    EXPECT_EQ(send().value().seq, 1);
    EXPECT_EQ(send().value().seq, 1);
    EXPECT_EQ(texts(hers).size(), 1U);
}

TEST_P(Rooms, EditDeleteAndReactionFollowTheirRules)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    world.chat(hers, lobby, "first");
    EXPECT_EQ(world.say(his, protocol::EditChatMessage{lobby, 1, {"mine"}}).code(), Errc::forbidden);
    EXPECT_EQ(world.say(hers, protocol::EditChatMessage{lobby, 1, {"better"}}).value().seq, 2);
    EXPECT_EQ(world.say(his, protocol::SetReaction{lobby, 1, {"👍"}, true}).value().seq, 3);
    EXPECT_EQ(world.say(his, protocol::SetReaction{lobby, 1, {"👍"}, true}).value().seq, 3) << "said already";
    EXPECT_EQ(world.say(his, protocol::SetReaction{lobby, 1, {"nothing"}, true}).code(), Errc::bad_request);
    EXPECT_EQ(world.say(his, protocol::DeleteChatMessage{lobby, 1}).code(), Errc::forbidden);
    EXPECT_EQ(world.say(hers, protocol::DeleteChatMessage{lobby, 1}).value().seq, 4);
    EXPECT_EQ(world.say(hers, protocol::EditChatMessage{lobby, 1, {"again"}}).code(), Errc::not_found);
    EXPECT_EQ(world.say(hers, protocol::EditChatMessage{lobby, 99, {"again"}}).code(), Errc::not_found);
    auto page = world.say(his, protocol::GetEntries{lobby, {}, protocol::SeqOrZero{0}, {}}).value();
    ASSERT_EQ(page.entries.size(), 4U);
    const auto& text = std::get<protocol::TextEntry>(page.entries[0]);
    EXPECT_TRUE(text.text.empty());
    EXPECT_TRUE(text.deleted.value_or(false));
    EXPECT_TRUE(std::get<protocol::EditEntry>(page.entries[1]).text.empty()) << "an edit's text is erased as well";
}

TEST_P(Rooms, ADroppedConnectionKeepsItsPlaceForTheGraceTime)
{
    auto joined = enter(hers, "tabA");
    enter(his, "tabB");
    world.lose(hers);
    world.pass(world.settings.presence_merge);
    auto told = his.connection->of_type("participants_changed").back();
    EXPECT_FALSE(told.at("updated").as_array().at(0).at("online").as_bool());
    world.pass(world.settings.grace - Millis{200});
    hers = world.connect(ann);
    enter(hers, "tabA");
    world.pass(world.settings.grace * 2);
    for (const auto& change : his.connection->of_type("participants_changed"))
        EXPECT_TRUE(change.at("left").as_array().empty()) << "never left";
    told = his.connection->of_type("participants_changed").back();
    EXPECT_TRUE(told.at("updated").as_array().at(0).at("online").as_bool());
    EXPECT_EQ(told.at("updated").as_array().at(0).at("id").as_string(), joined.participant.id);
}

TEST_P(Rooms, AfterTheGraceTimeOneHasLeft)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    world.lose(hers);
    world.pass(world.settings.grace + world.settings.presence_merge);
    auto left = his.connection->of_type("participants_changed").back().at("left").as_array();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].at("reason").as_string(), "timeout");
}

TEST_P(Rooms, ComingBackGivesExactlyWhatWasMissed)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    world.chat(his, lobby, "1");
    world.lose(hers);
    world.chat(his, lobby, "2");
    world.chat(his, lobby, "3");
    hers = world.connect(ann);
    auto back = world.join(hers, lobby, "tabA", protocol::SeqOrZero{1}).value();
    ASSERT_EQ(back.entries.size(), 2U);
    EXPECT_EQ(std::get<protocol::TextEntry>(back.entries[0]).seq, 2);
    EXPECT_FALSE(back.gap);
    EXPECT_EQ(back.seq, 3);
    EXPECT_TRUE(texts(hers).empty()) << "nothing twice";
    world.chat(his, lobby, "4");
    EXPECT_EQ(texts(hers), std::vector<std::string>{"4"});
}

TEST_P(Rooms, ComingBackGivesNothingThatTheLobbyHasNotHeardOfYet)
{
    enter(hers, "tabA");
    for (int i = 0; i < 3; ++i) world.chat(hers, lobby, "text " + std::to_string(i));
    for (auto* client : {&hers, &his}) world.lose(*client);
    world.restart();
    hers = world.connect(ann);
    // The store has it, but its word is still on the way to the lobby.
    domain::Draft draft{.body = domain::TextBody{.text = "on its way"}};
    const auto kept = world.ask<std::vector<service::Appended>>(
        [&](auto reply) { world.store.append(LobbyId{lobby}, {draft}, std::move(reply)); });
    ASSERT_TRUE(kept.ok());

    const auto back = world.join(hers, lobby, "tabA", protocol::SeqOrZero{1}).value();

    ASSERT_FALSE(back.entries.empty());
    EXPECT_EQ(back.seq, 3);
    EXPECT_EQ(protocol::to_json(back.entries.back()).find("on its way"), std::string::npos);
}

TEST_P(Rooms, ALiveConnectionOfTheSameTabIsReplaced)
{
    auto first = enter(hers, "tabA");
    enter(his, "tabB");
    auto second = world.connect(ann);
    auto again = enter(second, "tabA");
    EXPECT_EQ(again.participant.id, first.participant.id);
    auto removed = hers.connection->of_type("removed");
    ASSERT_EQ(removed.size(), 1U);
    EXPECT_EQ(removed[0].at("reason").as_string(), "replaced");
    EXPECT_EQ(world.chat(hers, lobby, "still?").code(), Errc::not_joined);
    world.chat(his, lobby, "hello");
    EXPECT_TRUE(texts(hers).empty());
    EXPECT_EQ(texts(second).size(), 1U);
    world.lose(hers);
    world.pass(world.settings.grace * 2);
    EXPECT_EQ(world.say(his, protocol::ListParticipants{lobby, {}, {}}).value().participants.size(), 2U);
    EXPECT_TRUE(hers.connection->is_open() == false);
}

TEST_P(Rooms, OneConnectionIsOneParticipantOfALobby)
{
    enter(hers, "tabA");
    EXPECT_EQ(world.join(hers, lobby, "tabX").code(), Errc::conflict);
    EXPECT_TRUE(world.join(hers, lobby, "tabA").ok()) << "joining again changes nothing";
}

TEST_P(Rooms, WhoIsNotInMayDoNothing)
{
    enter(hers, "tabA");
    const auto target = world.say(hers, protocol::ListParticipants{lobby, {}, {}}).value().participants.at(0).id;
    EXPECT_EQ(world.chat(his, lobby, "x").code(), Errc::not_joined);
    EXPECT_EQ(world.say(his, protocol::Leave{lobby}).code(), Errc::not_joined);
    EXPECT_EQ(world.say(his, protocol::ListParticipants{lobby, {}, {}}).code(), Errc::not_joined);
    EXPECT_EQ(world.say(his, protocol::GetEntries{lobby, {}, {}, {}}).code(), Errc::not_joined);
    EXPECT_EQ(world.say(his, protocol::SetTyping{lobby, true}).code(), Errc::not_joined);
    EXPECT_EQ(world.say(his, protocol::UpdateParticipant{lobby, {}, true, {}}).code(), Errc::not_joined);
    EXPECT_EQ(world.say(his, protocol::GetIceServers{lobby}).code(), Errc::not_joined);
    EXPECT_EQ(world.say(his, protocol::RelayIceCandidate{lobby, target, 1, {}}).code(), Errc::not_joined);
    EXPECT_EQ(world.chat(his, "nowhere", "x").code(), Errc::not_found);
}

TEST_P(Rooms, SignallingGoesToThePeerAlone)
{
    auto a = enter(hers, "tabA");
    auto b = enter(his, "tabB");
    auto carol = world.make_person();
    auto third = world.connect(carol);
    enter(third, "tabC");
    EXPECT_TRUE(world
                    .say(hers,
                         protocol::RelaySessionDescription{
                             lobby, b.participant.id, 3, {protocol::DescriptionType::offer, {"v=0"}}})
                    .ok());
    EXPECT_TRUE(world.say(hers, protocol::RelayIceCandidate{lobby, b.participant.id, 3, {}}).ok());
    auto described = his.connection->of_type("session_description");
    ASSERT_EQ(described.size(), 1U);
    EXPECT_EQ(described[0].at("from").as_string(), a.participant.id);
    EXPECT_EQ(described[0].at("negotiation").as_int64(), 3);
    EXPECT_TRUE(his.connection->of_type("ice_candidate").at(0).at("candidate").is_null());
    EXPECT_TRUE(third.connection->of_type("session_description").empty());
    auto absent = world.say(hers, protocol::RelayIceCandidate{lobby, {"nobody"}, 3, {}});
    EXPECT_EQ(absent.code(), Errc::not_found);
    EXPECT_EQ(absent.path(), "to");
    world.lose(his);
    EXPECT_EQ(world.say(hers, protocol::RelayIceCandidate{lobby, b.participant.id, 3, {}}).code(), Errc::unavailable);
}

TEST_P(Rooms, DataGoesToOneOrAllWithinItsBounds)
{
    enter(hers, "tabA");
    auto b = enter(his, "tabB");
    auto relay = [&](std::optional<protocol::Id> to, std::string topic, std::size_t bytes) {
        return world.say(
            hers, protocol::RelayData{lobby, to, {std::move(topic)}, {"\"" + std::string(bytes - 2, 'x') + "\""}});
    };
    EXPECT_TRUE(relay({}, "game", 1024).ok());
    EXPECT_EQ(relay({}, "game", 1025).code(), Errc::too_large);
    EXPECT_TRUE(relay(b.participant.id, "game", 16'384).ok());
    EXPECT_EQ(relay(b.participant.id, "game", 16'385).code(), Errc::too_large);
    EXPECT_EQ(relay({}, "parlor.secret", 10).code(), Errc::forbidden);
    EXPECT_EQ(his.connection->of_type("relayed_data").size(), 2U);
    EXPECT_TRUE(hers.connection->of_type("relayed_data").empty());
}

TEST_P(Rooms, TypingIsToldToTheOthers)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    EXPECT_TRUE(world.say(hers, protocol::SetTyping{lobby, true}).ok());
    EXPECT_EQ(his.connection->of_type("typing").size(), 1U);
    EXPECT_TRUE(hers.connection->of_type("typing").empty());
}

TEST_P(Rooms, PresenceChangesAreMerged)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    world.pass(world.settings.presence_merge * 2);
    const auto before = his.connection->of_type("participants_changed").size();
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(world.say(hers, protocol::UpdateParticipant{lobby, {}, i % 2 == 0, {}}).ok());
    EXPECT_EQ(his.connection->of_type("participants_changed").size(), before + 1) << "the first at once";
    world.pass(world.settings.presence_merge);
    auto told = his.connection->of_type("participants_changed");
    EXPECT_EQ(told.size(), before + 2);
    EXPECT_FALSE(told.back().at("updated").as_array().at(0).at("hand").as_bool()) << "the last state";
}

TEST_P(Rooms, ASmallLobbyIsToldOfPresenceAsOftenByABusyShard)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    world.shards.busy = 1;
    world.pass(std::chrono::seconds{10});
    const auto told = [&] { return his.connection->of_type("participants_changed").size(); };
    const auto before = told();

    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(world.say(hers, protocol::UpdateParticipant{lobby, {}, i % 2 == 0, {}}).ok());
        world.pass(world.settings.presence_merge);
    }

    EXPECT_NEAR(static_cast<double>(told() - before), 100, 2);
}

TEST_P(Rooms, WhoCameWentAndChangedWithinOneWindowIsToldOnceAndAsTheyAreInTheEnd)
{
    enter(hers, "tabA");
    world.pass(world.settings.presence_merge * 2);
    std::vector<World::Client> others;
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
        others.push_back(world.connect(world.make_person(), GetParam() - 1));
        auto joined = world.join(others.back(), lobby, "tab" + std::to_string(i));
        ids.push_back(joined.value().participant.id);
    }
    const auto first = hers.connection->of_type("participants_changed").back();

    EXPECT_TRUE(world.say(others[1], protocol::Leave{lobby}).ok());
    EXPECT_TRUE(world.say(others[3], protocol::UpdateParticipant{lobby, {}, true, {}}).ok());
    world.pass(world.settings.presence_merge);

    EXPECT_EQ(first.at("joined").as_array().at(0).at("id").as_string(), ids[0]) << "the first at once";
    const auto told = hers.connection->of_type("participants_changed").back();
    std::map<std::string, bool> hands;
    for (const auto& joined : told.at("joined").as_array())
        hands.emplace(joined.at("id").as_string(), joined.at("hand").as_bool());
    EXPECT_EQ(hands, (std::map<std::string, bool>{{ids[2], false}, {ids[3], true}}));
    EXPECT_EQ(told.at("joined").as_array().size(), 2U);
    EXPECT_EQ(told.at("left").as_array().at(0).at("participant_id").as_string(), ids[1]);
    EXPECT_TRUE(told.at("updated").as_array().empty());
}

TEST_P(Rooms, ANewNameIsSeenByAll)
{
    enter(hers, "tabA");
    enter(his, "tabB");
    EXPECT_TRUE(world.say(hers, protocol::SetName{.name = {"Ann"}, .password = {}, .force = {}}).ok());
    world.pass(world.settings.presence_merge);
    EXPECT_EQ(
        his.connection->of_type("participants_changed").back().at("updated").as_array().at(0).at("name").as_string(),
        "Ann");
    world.chat(hers, lobby, "hi");
    EXPECT_EQ(his.connection->of_type("entry").back().at("entry").at("from").at("name").as_string(), "Ann");
}

TEST_P(Rooms, FullAndLockedLobbiesRefuseNewcomersOnly)
{
    auto small = world.make_lobby(ann, {.name = {"Small"}, .capacity = protocol::Int<1, 100'000>{1}}).id;
    EXPECT_TRUE(world.join(his, small, "tabB").ok());
    EXPECT_EQ(world.join(hers, small, "tabA").code(), Errc::lobby_full);
    EXPECT_TRUE(hers.live->actor().attachments->lobbies().empty());
    world.lose(his);
    his = world.connect(bob, GetParam() - 1);
    EXPECT_TRUE(world.join(his, small, "tabB").ok()) << "comes back to the place he has";

    world.ask<protocol::LobbyResult>(
        [&](auto reply) { world.lobbies->update(ann.http(), LobbyId{lobby}, 1, {.locked = true}, std::move(reply)); });
    EXPECT_EQ(world.join(his, lobby, "tabB").code(), Errc::lobby_locked);
}

TEST_P(Rooms, AConnectionThatBreaksWhileJoiningLeavesNoGhost)
{
    enter(his, "tabB");
    world.shards.enter(0);
    hers.live->call(protocol::Join{.lobby_id = lobby, .tab = {"tabA"}, .password = {}, .invite = {}, .after_seq = {}},
                    [](Result<protocol::JoinOutcome>) {});
    world.lose(hers);
    world.pass(world.settings.grace * 2);
    EXPECT_EQ(world.say(his, protocol::ListParticipants{lobby, {}, {}}).value().participants.size(), 1U);
}

TEST_P(Rooms, AConnectionIsInSoManyLobbiesAtMost)
{
    std::vector<std::string> ids;
    for (std::size_t i = 0; i <= world.settings.lobbies_per_connection; ++i)
        ids.push_back(world.make_lobby(i % 2 ? ann : bob).id);
    for (std::size_t i = 0; i < world.settings.lobbies_per_connection; ++i)
        EXPECT_TRUE(world.join(hers, ids[i], "tab").ok());
    EXPECT_EQ(world.join(hers, ids.back(), "tab").code(), Errc::conflict);
    EXPECT_TRUE(world.say(hers, protocol::Leave{ids[0]}).ok());
    EXPECT_TRUE(world.join(hers, ids.back(), "tab").ok());
}

TEST_P(Rooms, ParticipantsComeInPages)
{
    auto wide =
        world
            .make_lobby(
                ann, {.name = {"Hall"}, .capacity = protocol::Int<1, 100'000>{50}, .media = protocol::MediaMode::none})
            .id;
    std::vector<World::Client> crowd;
    for (int i = 0; i < 7; ++i) {
        crowd.push_back(world.connect(world.make_person()));
        ASSERT_TRUE(world.join(crowd.back(), wide, "tab").ok());
    }
    std::set<std::string> seen;
    std::optional<protocol::Text<1, 256>> cursor;
    int pages = 0;
    do {
        auto page = world.say(crowd[0], protocol::ListParticipants{wide, cursor, protocol::Int<1, 500>{3}}).value();
        for (const auto& participant : page.participants) seen.insert(participant.id);
        cursor.reset();
        if (page.next_cursor) cursor.emplace(*page.next_cursor);
        ++pages;
    } while (cursor);
    EXPECT_EQ(seen.size(), 7U);
    EXPECT_EQ(pages, 3);
}

TEST_P(Rooms, RefuseACursorThatNoListOfParticipantsGave)
{
    enter(hers, "tabA");

    const auto page = world.say(hers, protocol::ListParticipants{lobby, {"not one"}, {}});

    EXPECT_EQ(page.code(), Errc::bad_request);
}

} // namespace
} // namespace parlor::test
