#include "tests/fuzz/fuzz.hpp"
#include "tests/model/lobby_play.hpp"

/// Resuming and all else that may happen in a lobby, in any order: the bytes are a story of comings, breaks, lines, moderation and
/// restarts, played on the real services and held to the model. The first says how many shards there are, two how their turns
/// interleave, then three a step.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor::test;
    /// Beyond it a story says nothing new, but costs time.
    constexpr std::size_t longest = 120;
    if (size < 6) return 0;
    const auto shards = static_cast<parlor::ShardIndex>(1 + data[0] % 3);
    const std::uint64_t interleaving = data[1] * 256U + data[2];
    Schedule schedule;
    for (std::size_t at = 3; at + 3 <= size && schedule.size() < longest; at += 3)
        schedule.push_back({static_cast<Act>(data[at] % act_names.size()), data[at + 1], data[at + 2]});
    const auto fault = LobbyPlay{shards, interleaving}.run(schedule);
    parlor::fuzz::require(fault.empty(), (fault + '\n' + told(schedule)).c_str());
    return 0;
}
