#include "domain/lobby/lobby.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

Lobby lobby_with_everyone()
{
    Lobby lobby{.record = {.id = LobbyId{"L"}, .name = "Kitchen", .capacity = 9, .owner = SessionId{"owner"}},
                .participants = {}};
    for (const auto& [session, role] :
         {std::pair{"moderator", Role::moderator}, {"member", Role::member}, {"guest", Role::guest}})
        lobby.standings[SessionId{session}] = {.session = SessionId{session}, .role = role};
    return lobby;
}

Verdict outcome(const Lobby& lobby, const std::string& session, Action action)
{
    auto allowed = check(lobby, SessionId{session}, action);
    return allowed ? Verdict{} : Verdict{allowed.error().code};
}

TEST(Roles, are_asked_by_the_one_table)
{
    const auto lobby = lobby_with_everyone();

    for (const auto& row : permissions()) {
        EXPECT_EQ(outcome(lobby, "owner", row.action), row.owner) << row.name;
        EXPECT_EQ(outcome(lobby, "moderator", row.action), row.moderator) << row.name;
        EXPECT_EQ(outcome(lobby, "member", row.action), row.member) << row.name;
        EXPECT_EQ(outcome(lobby, "guest", row.action), row.guest) << row.name;
        EXPECT_EQ(outcome(lobby, "stranger", row.action), row.outsider) << row.name;
        EXPECT_EQ(outcome(lobby, "", row.action), row.outsider) << row.name << ": nobody at all";
    }
}

TEST(Roles, have_a_row_for_every_action_in_its_order)
{
    std::size_t index = 0;
    for (const auto& row : permissions()) EXPECT_EQ(static_cast<std::size_t>(row.action), index++) << row.name;
    EXPECT_EQ(static_cast<std::size_t>(Action::bots_by_members) + 1, permissions().size());
}

TEST(Roles, lower_in_rank_may_never_do_more)
{
    for (const auto& row : permissions()) {
        EXPECT_FALSE(row.owner) << row.name;
        EXPECT_LE(row.moderator.has_value(), row.member.has_value()) << row.name;
        EXPECT_LE(row.member.has_value(), row.guest.has_value()) << row.name;
        EXPECT_TRUE(row.outsider) << row.name;
    }
}

TEST(Roles, outrank_only_those_below_and_only_from_moderator_up)
{
    const std::vector<Role> all{Role::owner, Role::moderator, Role::member, Role::guest};
    for (auto a : all)
        for (auto b : all) EXPECT_EQ(outranks(a, b), a < b && (a == Role::owner || a == Role::moderator));
}

} // namespace
} // namespace parlor::domain
