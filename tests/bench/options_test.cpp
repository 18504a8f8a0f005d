#include "bench/load/options.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace parlor::load {
namespace {

Options parse(std::vector<const char*> arguments)
{
    return parse_options(arguments);
}

TEST(LoadOptions, AreReadByTheirNames)
{
    const auto options = parse({"relay-all", "--port=80", "--pid=7", "--members=11", "--window=8", "--seconds=0.25"});

    const auto& traffic = std::get<TrafficOptions>(options.scenario);
    EXPECT_EQ(options.ports.plain, 80);
    EXPECT_EQ(options.server, 7);
    EXPECT_EQ(traffic.kind, TrafficKind::relay_all);
    EXPECT_EQ(traffic.members, 11U);
    EXPECT_EQ(traffic.window, 8U);
    EXPECT_EQ(traffic.duration.count(), 0.25);
}

TEST(LoadOptions, TellHowManyComeBack)
{
    const auto options = parse({"scale", "--port=80", "--pid=7", "--small-lobbies=3", "--large-members=200"});

    const auto& scale = std::get<ScaleOptions>(options.scenario);
    EXPECT_EQ(scale.small_lobbies, 3U);
    EXPECT_EQ(scale.large_lobbies, 1U);
    EXPECT_EQ(scale.large_members, 200U);
}

TEST(LoadOptions, RefuseWhatMeansNothing)
{
    for (const std::vector<const char*>& arguments : std::vector<std::vector<const char*>>{
             {},
             {"chat", "--port=80"},
             {"chat", "--pid=7"},
             {"sing", "--port=80", "--pid=7"},
             {"chat", "--port=80", "--pid=7", "--member=3"},
             {"chat", "--port=80", "--pid=7", "--members=x"},
             {"chat", "--port=80", "--pid=7", "members"},
             {"chat", "--port=80", "--pid=7", "--seconds=-1"},
             {"chat", "--port=80", "--pid=7", "--window=0"},
             {"scale", "--port=80", "--pid=7", "--small-lobbies=0", "--large-lobbies=0"},
             {"scale", "--port=80", "--pid=7", "--give-up=0"},
             {"chat", "--port=80", "--pid=7", "--senders=11"},
             {"relay-one", "--port=80", "--pid=7", "--members=1"},
             {"connect", "--port=80", "--pid=7", "--at-once=0"},
             {"connect", "--port=80", "--pid=7", "--lobbies=1", "--warm-up=10"},
         })
        EXPECT_THROW(parse_options(arguments), std::invalid_argument);
}

} // namespace
} // namespace parlor::load
