#include "tests/support/paths.hpp"
#include "tests/voicebot/bars/stage.hpp"
#include "tests/voicebot/support/speech_support.hpp"

/// What bots cost, and how soon they are there.
namespace parlor::voicebot::test {
namespace {

TEST(CrowdBars, start_of_a_bot_until_it_is_in_the_lobby)
{
    const Stage stage;
    parlor::test::BotLobby lobby{stage.server.port()};
    Times times;

    for (int round = 0; round < rounds() * 10; ++round) {
        const auto asked = std::chrono::steady_clock::now();
        const auto bot = lobby.must_add({{"type", "echo"}});
        lobby.wait_for(bot, "active");
        times.add(std::chrono::steady_clock::now() - asked);
        lobby.http.request("DELETE", lobby.bots() + '/' + bot);
        lobby.wait_for(bot, "stopped");
    }

    times.note("start_ms");
}

TEST(CrowdBars, joining_until_a_bot_is_heard)
{
    const Stage stage;
    Times times;

    for (int round = 0; round < rounds(50); ++round) {
        const auto lobby = stage.new_lobby();
        const auto bot = stage.add(lobby, R"({"type":"echo"})");
        stage.wait_until_active(lobby, bot);
        Person guest{stage.server.port(), parlor::test::new_session(stage.server.port()), lobby};
        times.add(guest.join_to_sound());
        stage.close(lobby);
    }

    times.note("join_to_sound_ms");
}

/// Somebody in a lobby of their own, who talks all the time.
struct Table {
    Table(const Stage& stage, std::string where)
        : lobby(std::move(where)), person(stage.server.port(), parlor::test::new_session(stage.server.port()), lobby)
    {
    }
    std::string lobby;
    Person person;
    std::string bot;
};

/// Half a minute of somebody who reads.
const audio::Pcm& lecture()
{
    static const audio::Pcm sound = [] {
        audio::Pcm all;
        while (all.size() < 30 * audio::hearing_rate)
            for (const auto* sentence :
                 {"good morning everybody and welcome to the meeting", "the first question is about the new house"}) {
                const auto one = spoken(sentence, "slt");
                all.insert(all.end(), one.begin(), one.end());
            }
        return all;
    }();
    return sound;
}

using Tables = std::vector<std::unique_ptr<Table>>;

/// Waits until everybody hears what was started for them, and has them talk.
void begin_talk(Tables& tables)
{
    for (const auto& table : tables) {
        table->person.wait_for_peer();
        table->person.say(lecture());
    }
}

/// How many people the process `pid` could hear and speak to on one core, by what it takes for these in `frames` of 20 ms.
double peers_per_core(pid_t pid, Tables& tables, std::size_t frames)
{
    begin_talk(tables);
    auto& clock = tables.front()->person;
    clock.wait_for_frames(50);
    const auto before = parlor::test::cpu_time(pid);
    const auto began = std::chrono::steady_clock::now();
    clock.wait_for_frames(frames);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
    const std::chrono::duration<double> taken = parlor::test::cpu_time(pid) - before;
    return static_cast<double>(tables.size()) * passed.count() / taken.count();
}

/// A peer on aiortc, in all these lobbies, until it is destroyed.
class AiortcPeer {
public:
    AiortcPeer(const Stage& stage, const Tables& tables)
    {
        std::vector<std::string> words{"-u", parlor::test::source_dir() + "/bench/peers/aiortc_peer.py",
                                       stage.server.url()};
        for (const auto& table : tables) words.push_back(table->lobby);
        child_.emplace(
            parlor::test::ChildOptions{.program = "/usr/bin/python3", .arguments = words, .errors = STDERR_FILENO});
    }
    ~AiortcPeer()
    {
        child_->send_signal(SIGTERM);
        child_->wait(parlor::test::patience);
    }
    AiortcPeer(const AiortcPeer&) = delete;
    AiortcPeer& operator=(const AiortcPeer&) = delete;
    pid_t pid() const { return child_->pid(); }

private:
    std::optional<parlor::test::ChildProcess> child_;
};

Tables tables_on(const Stage& stage, int count)
{
    Tables tables;
    for (int i = 0; i < count; ++i) tables.push_back(std::make_unique<Table>(stage, stage.new_lobby()));
    return tables;
}

TEST(CrowdBars, peers_a_core_beside_aiortc)
{
    const bool whole = rounds() > 1;
    const std::size_t frames = whole ? 500 : 150;
    const Stage stage;
    auto tables = tables_on(stage, whole ? 10 : 3);
    std::vector<double> ours;
    std::vector<double> theirs;

    for (int round = 0; round < rounds(3); ++round) {
        for (auto& table : tables) table->bot = stage.add(table->lobby, R"({"type":"echo"})");
        ours.push_back(peers_per_core(stage.host->pid(), tables, frames));
        for (auto& table : tables) stage.remove(table->lobby, table->bot);
        const AiortcPeer peer{stage, tables};
        theirs.push_back(peers_per_core(peer.pid(), tables, frames));
        EXPECT_GT(ours.back(), theirs.back());
    }

    note("peers_per_core", quantile(ours, 0.5));
    note("aiortc_peers_per_core", quantile(theirs, 0.5));
}

TEST(CrowdBars, memory_of_a_further_bot)
{
    const int count = rounds() > 1 ? 20 : 4;
    const Stage stage;
    const auto host = stage.host->pid();
    auto first = tables_on(stage, 2);
    for (auto& table : first) stage.add(table->lobby, R"({"type":"assistant","config":{"greets":false}})");
    begin_talk(first);
    first.front()->person.wait_for_frames(100);
    const auto before = parlor::test::resident_bytes(host);

    auto further = tables_on(stage, count);
    for (auto& table : further) stage.add(table->lobby, R"({"type":"assistant","config":{"greets":false}})");
    begin_talk(further);
    further.front()->person.wait_for_frames(100);

    note("memory_per_bot_mib",
         static_cast<double>(parlor::test::resident_bytes(host) - before) / count / (1'024 * 1'024));
}

} // namespace
} // namespace parlor::voicebot::test
