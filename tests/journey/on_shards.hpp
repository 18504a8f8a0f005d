#pragma once
#include "tests/support/api.hpp"
#include "tests/support/guest.hpp"
#include "tests/support/server_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::test {

/// A way through a server with so many event loops. With several, members of one lobby sit on different ones.
class OnShards : public testing::TestWithParam<unsigned> {
protected:
    explicit OnShards(std::vector<std::string> flags = {}) : server(options(std::move(flags))) {}

    HttpClient http(const Guest& guest) const { return HttpClient{server.port(), bearer(guest.token())}; }

    ServerProcess server;
    ClientLoop loop;

private:
    static ServerOptions options(std::vector<std::string> flags)
    {
        flags.push_back("--server.shards=" + std::to_string(GetParam()));
        // Both ways to write are to behave alike.
        flags.push_back(GetParam() == 1 ? "--net.io_uring=auto" : "--net.io_uring=off");
        // Tests wait for what is merged.
        flags.push_back("--lobby.presence_merge=10ms");
        return {.flags = std::move(flags), .port = free_port()};
    }
};

inline const auto shard_counts = testing::Values(1U, 3U);

inline std::string shard_count_name(const testing::TestParamInfo<unsigned>& info)
{
    return info.param == 1 ? "one_shard" : std::to_string(info.param) + "_shards";
}

/// The next change that says something of this participant's presence or absence.
inline protocol::ParticipantsChanged next_change_of(Guest& guest, const std::string& participant)
{
    return guest.next<protocol::ParticipantsChanged>([&](const protocol::ParticipantsChanged& change) {
        return std::ranges::any_of(change.left, [&](const auto& one) { return one.participant_id == participant; }) ||
               std::ranges::any_of(change.updated, [&](const auto& one) { return one.id == participant; }) ||
               std::ranges::any_of(change.joined, [&](const auto& one) { return one.id == participant; });
    });
}

/// Nina's lobby, with Otto in it.
class TwoInALobby : public OnShards {
protected:
    explicit TwoInALobby(std::vector<std::string> flags = {},
                         const std::string& settings = R"({"name":"Kitchen","media":"none"})")
        : OnShards(std::move(flags)), lobby(new_lobby(server.port(), nina.token(), settings))
    {
        nina.ask(protocol::SetName{.name = "Nina"});
        otto.ask(protocol::SetName{.name = "Otto"});
        nina_id = nina.join(lobby, "nina").participant.id;
        otto_id = otto.join(lobby, "otto").participant.id;
        settle();
    }

    /// Waits until both have heard of every change up to now, and forgets these. Who comes in hears of itself only where
    /// the change was merged with others, so that a change that all hear of must mark the end.
    void settle()
    {
        for (const bool up : {true, false}) {
            nina.ask(protocol::UpdateParticipant{.lobby_id = lobby, .media = {}, .hand = up, .away = {}});
            for (auto* guest : {&nina, &otto})
                guest->next<protocol::ParticipantsChanged>([&](const protocol::ParticipantsChanged& change) {
                    auto is_it = [&](const auto& one) { return one.id == nina_id && one.hand == up; };
                    return std::ranges::any_of(change.updated, is_it) || std::ranges::any_of(change.joined, is_it);
                });
        }
        for (auto* guest : {&nina, &otto}) guest->forget<protocol::ParticipantsChanged>();
    }

    Guest nina{loop, server.port()};
    Guest otto{loop, server.port()};
    const std::string lobby;
    std::string nina_id;
    std::string otto_id;
};

/// The next entry that a guest hears of, which must be of this kind.
template <class Kind> Kind next_entry(Guest& guest)
{
    return std::get<Kind>(guest.next<protocol::EntryEvent>().entry);
}

} // namespace parlor::test
