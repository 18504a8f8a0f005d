#include "tests/model/lobby_play.hpp"
#include "tests/support/rounds.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace parlor::test {
namespace {

/// PARLOR_ROUNDS schedules (200), or the one that PARLOR_SEED names.
std::vector<std::uint64_t> seeds()
{
    if (const char* one = std::getenv("PARLOR_SEED")) return {std::strtoull(one, nullptr, 10)};
    std::vector<std::uint64_t> all(static_cast<std::size_t>(rounds(200)));
    std::random_device fresh;
    for (auto& seed : all) seed = fresh();
    return all;
}

std::string fault_in(const Schedule& schedule, std::uint64_t seed)
{
    return LobbyPlay{static_cast<ShardIndex>(1 + seed % 3), seed}.run(schedule);
}

TEST(LobbyModel, holds_whatever_happens_in_whatever_order)
{
    const auto began = std::chrono::steady_clock::now();
    std::size_t steps = 0;

    for (const auto seed : seeds()) {
        std::mt19937_64 random{seed};
        const auto schedule = random_schedule(random, 60);
        steps += schedule.size();
        const auto fault = fault_in(schedule, seed);
        if (fault.empty()) continue;
        const auto shortest = shrunk(schedule, [&](const Schedule& fewer) { return !fault_in(fewer, seed).empty(); });
        FAIL() << "PARLOR_SEED=" << seed << ": " << fault_in(shortest, seed) << '\n' << told(shortest);
    }

    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::cout << steps << " steps, " << static_cast<int>(static_cast<double>(steps) / took.count()) << " a second\n";
}

} // namespace
} // namespace parlor::test
