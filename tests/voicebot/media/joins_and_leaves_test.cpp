#include "tests/support/patience.hpp"
#include "tests/support/rounds.hpp"
#include "tests/voicebot/media/bot_end.hpp"
#include "voicebot/media/gst_runtime.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace parlor::voicebot::media {
namespace {

using test::End;
using test::Tone;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

std::size_t entries_of(const char* folder)
{
    const std::filesystem::directory_iterator at{folder};
    return static_cast<std::size_t>(std::distance(begin(at), end(at)));
}

/// Memory that is the process's own, in kB.
long resident_kb()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    return 0;
}

/// `rounds` times two bots connect, one hears the other, and they part.
void meet_and_part(int rounds)
{
    test::TestLoop loop;
    Pacer pacer{audio::frame_length};
    for (int round = 0; round < rounds; ++round) {
        const auto tone = std::make_shared<Tone>();
        End bot{loop, {}};
        End other{loop, {.polite = true}};
        End::join(bot, other);
        tone->peers.add(*bot.peer);
        pacer.add(tone);
        bot.peer->offer();
        ASSERT_TRUE(loop.run_until([&] { return other.frames > 2; })) << round << bot.failure << other.failure;
        tone->peers.remove(*bot.peer);
    }
    await_retired_pipelines();
}

void expect_flat(int rounds, long grown_kb)
{
    meet_and_part(20);
    const auto descriptors = entries_of("/proc/self/fd");
    const auto threads = entries_of("/proc/self/task");
    const auto memory = resident_kb();

    meet_and_part(rounds);

    const auto grown = resident_kb() - memory;
    testing::Test::RecordProperty("grown_kb", std::to_string(grown));
    std::cout << rounds << " joins and leaves: " << descriptors << " → " << entries_of("/proc/self/fd")
              << " descriptors, " << threads << " → " << entries_of("/proc/self/task") << " threads, " << grown
              << " kB more\n";
    // Threads of streams that have ended take a moment to go; nothing tells of their end.
    for (const auto deadline = parlor::test::in(parlor::test::patience);
         entries_of("/proc/self/task") > threads + 2 && parlor::test::left_ms(deadline) > 0;)
        std::this_thread::yield();
    EXPECT_LE(entries_of("/proc/self/fd"), descriptors + 2);
    EXPECT_LE(entries_of("/proc/self/task"), threads + 2);
    // AddressSanitizer keeps what was freed for a while, so there memory is left to LeakSanitizer.
    if (!sanitized) {
        EXPECT_LE(grown, grown_kb);
    }
}

TEST(JoinsAndLeaves, leave_descriptors_threads_and_memory_as_they_were)
{
    expect_flat(parlor::test::rounds(10), 5 * 1'024);
}

} // namespace
} // namespace parlor::voicebot::media
