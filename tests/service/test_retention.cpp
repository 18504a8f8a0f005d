#include "tests/service/harness.hpp"

namespace parlor::test {
namespace {

/// How long, and how many, entries a lobby keeps; ann is in it, and says a line a day.
class Retention : public testing::TestWithParam<ShardIndex> {
protected:
    void open(protocol::CreateLobby body)
    {
        body.name = {"Kitchen"};
        body.persistent = true;
        lobby = world.make_lobby(ann, std::move(body)).id;
        // The sweeps begin with the start of the server.
        world.restart();
        hers = world.connect(ann);
        world.join(hers, lobby, "tab");
    }
    std::vector<Seq> read(Seq after)
    {
        auto page = world.say(
            hers, protocol::GetEntries{.lobby_id = lobby, .before_seq = {}, .after_seq = {after}, .limit = {200}});
        return seqs(page.value().entries);
    }
    static std::vector<Seq> seqs(const std::vector<protocol::Entry>& entries)
    {
        std::vector<Seq> found;
        for (const auto& entry : entries)
            found.push_back(
                std::visit([](const protocol::EntryHead& head) { return static_cast<Seq>(head.seq); }, entry));
        return found;
    }

    World world{GetParam()};
    World::Person ann = world.make_person();
    World::Client hers;
    std::string lobby;
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, Retention, testing::Values(1U, 3U));

TEST_P(Retention, keeps_so_many_entries_in_store_and_memory)
{
    open({.max_entries = protocol::Int<0, 10'000'000>{3}});
    for (int i = 1; i <= 5; ++i) world.chat(hers, lobby, std::to_string(i));

    world.pass(world.settings.retention_sweep);

    EXPECT_EQ(read(0), (std::vector<Seq>{3, 4, 5}));
    EXPECT_EQ(read(4), (std::vector<Seq>{5}));
    EXPECT_EQ(seqs(world.join(hers, lobby, "tab").value().entries), (std::vector<Seq>{3, 4, 5}));
    EXPECT_EQ(seqs(world.join(hers, lobby, "tab", protocol::SeqOrZero{1}).value().entries),
              (std::vector<Seq>{3, 4, 5}));
    world.chat(hers, lobby, "6");
    EXPECT_EQ(read(4), (std::vector<Seq>{5, 6})) << "the log goes on as before";
}

TEST_P(Retention, keeps_entries_for_so_many_days)
{
    using namespace std::chrono;
    open({.history_days = protocol::Int<0, 3650>{2}});
    for (int i = 1; i <= 4; ++i) {
        world.chat(hers, lobby, std::to_string(i));
        world.pass(duration_cast<Millis>(days{1}));
    }
    world.say(hers, protocol::Ping{});

    EXPECT_EQ(read(0), (std::vector<Seq>{3, 4}));
    world.pass(duration_cast<Millis>(days{3}));
    EXPECT_TRUE(read(0).empty());
    world.chat(hers, lobby, "anew");
    EXPECT_EQ(read(0), (std::vector<Seq>{5}));
}

TEST_P(Retention, lets_those_come_back_of_whose_entries_nothing_is_left)
{
    open({.history_days = protocol::Int<0, 3650>{1}});
    for (int i = 1; i <= 4; ++i) world.chat(hers, lobby, std::to_string(i));
    world.pass(std::chrono::duration_cast<Millis>(std::chrono::days{3}));

    const auto again = world.join(hers, lobby, "tab", protocol::SeqOrZero{2});

    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again.value().entries.empty());
    EXPECT_EQ(again.value().seq.value, 4);
    EXPECT_FALSE(again.value().gap);
    world.lose(hers);
    world.restart();
    hers = world.connect(ann);
    EXPECT_TRUE(world.join(hers, lobby, "tab", protocol::SeqOrZero{1}).ok());
}

TEST_P(Retention, leaves_lobbies_alone_that_keep_everything)
{
    open({});
    for (int i = 1; i <= 5; ++i) world.chat(hers, lobby, std::to_string(i));

    world.pass(world.settings.retention_sweep * 3);

    EXPECT_EQ(read(0).size(), 5U);
}

TEST_P(Retention, is_bounded_by_the_servers_own_wish)
{
    world.settings.lobby.max_entries = 10;

    open({});
    const auto bounded = world.lobbies.get();
    auto kept = world.ask<protocol::LobbyResult>(
        [&](auto reply) { bounded->get(ann.http(), LobbyId{lobby}, std::move(reply)); });
    EXPECT_EQ(kept.value().lobby.max_entries, 10);
    auto more = world.ask<protocol::LobbyResult>([&](auto reply) {
        bounded->update(ann.http(), LobbyId{lobby}, 1, {.max_entries = protocol::Int<0, 10'000'000>{11}},
                        std::move(reply));
    });
    EXPECT_EQ(more.code(), Errc::bad_request);
    EXPECT_EQ(more.path(), "max_entries");
}

} // namespace
} // namespace parlor::test
