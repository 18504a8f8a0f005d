#include "domain/lobby/lobby.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

const LobbyLimits limits{.default_capacity = 50, .max_capacity = 100, .mesh_capacity = 8};

Lobby lobby_of(int capacity)
{
    return {.record = {.id = LobbyId{"L"}, .name = "Kitchen", .capacity = capacity, .owner = SessionId{"owner"}},
            .participants = {}};
}

Join join_of(const std::string& id)
{
    return {
        .id = ParticipantId{"p" + id}, .person = PersonId{id}, .session = SessionId{id}, .name = id, .now = from_ms(5)};
}

void make_true(Lobby& lobby, const Result<PresenceEvents>& events)
{
    ASSERT_TRUE(events);
    for (const auto& event : *events) apply(lobby, event);
}

TEST(Presence, JoiningLeavingAndRoles)
{
    auto lobby = lobby_of(2);
    make_true(lobby, decide(lobby, join_of("owner")));
    make_true(lobby, decide(lobby, join_of("ann")));
    EXPECT_EQ(lobby.find(ParticipantId{"powner"})->role, Role::owner);
    EXPECT_EQ(lobby.find(ParticipantId{"pann"})->role, Role::member);
    EXPECT_TRUE(lobby.has_member(SessionId{"ann"}));
    EXPECT_EQ(decide(lobby, join_of("bob")).error().code, Errc::lobby_full);
    make_true(lobby, decide(lobby, Leave{ParticipantId{"pann"}, LeaveReason::left}));
    EXPECT_FALSE(lobby.has_member(SessionId{"ann"}));
    make_true(lobby, decide(lobby, join_of("bob")));
    EXPECT_EQ(decide(lobby, Leave{ParticipantId{"pann"}, LeaveReason::left}).error().code, Errc::not_joined);
}

TEST(Presence, DroppedOnesComeBackEvenWhenFullOrLocked)
{
    auto lobby = lobby_of(1);
    make_true(lobby, decide(lobby, join_of("ann")));
    make_true(lobby, decide(lobby, Drop{ParticipantId{"pann"}}));
    EXPECT_FALSE(lobby.find(ParticipantId{"pann"})->online);
    EXPECT_TRUE(decide(lobby, Drop{ParticipantId{"pann"}})->empty()) << "dropped already";
    lobby.record.locked = true;
    make_true(lobby, decide(lobby, join_of("ann")));
    EXPECT_TRUE(lobby.find(ParticipantId{"pann"})->online);
    EXPECT_TRUE(decide(lobby, join_of("ann"))->empty()) << "nothing changes";
}

TEST(Presence, LockedLobbiesLetTheOwnerIn)
{
    auto lobby = lobby_of(5);
    lobby.record.locked = true;
    EXPECT_EQ(decide(lobby, join_of("ann")).error().code, Errc::lobby_locked);
    EXPECT_TRUE(decide(lobby, join_of("owner")));
}

TEST(Presence, UpdatesTouchWhatTheyNameAlone)
{
    auto lobby = lobby_of(5);
    make_true(lobby, decide(lobby, join_of("ann")));
    const ParticipantId id{"pann"};
    make_true(lobby,
              decide(lobby, Update{.id = id, .media = Media{true, false, false}, .hand = {}, .away = {}, .name = {}}));
    make_true(lobby, decide(lobby, Update{.id = id, .media = {}, .hand = true, .away = {}, .name = {}}));
    EXPECT_TRUE(lobby.find(id)->media.microphone);
    EXPECT_TRUE(lobby.find(id)->hand);
    EXPECT_TRUE(decide(lobby, Update{.id = id, .media = {}, .hand = true, .away = {}, .name = {}})->empty());
    EXPECT_EQ(
        decide(lobby, Update{.id = ParticipantId{"x"}, .media = {}, .hand = true, .away = {}, .name = {}}).error().code,
        Errc::not_joined);
}

struct CapacityCase {
    MediaMode media;
    std::optional<int> wanted;
    std::optional<int> given; ///< nothing = refused
};

class Capacity : public testing::TestWithParam<CapacityCase> {};
INSTANTIATE_TEST_SUITE_P(OfNewLobbies, Capacity,
                         testing::Values(CapacityCase{MediaMode::mesh, {}, 8}, CapacityCase{MediaMode::none, {}, 50},
                                         CapacityCase{MediaMode::mesh, 8, 8}, CapacityCase{MediaMode::mesh, 9, {}},
                                         CapacityCase{MediaMode::none, 100, 100},
                                         CapacityCase{MediaMode::none, 101, {}}, CapacityCase{MediaMode::none, 0, {}}));

TEST_P(Capacity, KeepsToItsBounds)
{
    auto record = decide(limits, Create{.id = LobbyId{"L"},
                                        .owner = SessionId{"o"},
                                        .name = "x",
                                        .capacity = GetParam().wanted,
                                        .media = GetParam().media,
                                        .now = {}});
    ASSERT_EQ(record.has_value(), GetParam().given.has_value());
    if (record)
        EXPECT_EQ(record->capacity, *GetParam().given);
    else
        EXPECT_EQ(record.error().path, "capacity");
}

TEST(Settings, AreTheOwnersAndVersioned)
{
    auto lobby = lobby_of(5);
    ChangeSettings change{
        .by = SessionId{"owner"}, .expected_version = 1, .name = "Cellar", .capacity = {}, .locked = true};
    auto after = decide(limits, lobby, change);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->name, "Cellar");
    EXPECT_TRUE(after->locked);
    EXPECT_EQ(after->capacity, 5);
    change.expected_version = 2;
    EXPECT_EQ(decide(limits, lobby, change).error().code, Errc::conflict);
    change.by = SessionId{"ann"};
    EXPECT_EQ(decide(limits, lobby, change).error().code, Errc::forbidden);
    change = {.by = SessionId{"owner"}, .expected_version = 1, .name = " \u200b ", .capacity = {}, .locked = {}};
    EXPECT_EQ(decide(limits, lobby, change).error().path, "name");
}

} // namespace
} // namespace parlor::domain
