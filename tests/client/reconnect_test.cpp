#include "client/reconnect.hpp"
#include "protocol/decode.hpp"
#include "protocol/errors.hpp"
#include "tests/support/paths.hpp"

#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

namespace parlor::client {
namespace {

using Event = ReconnectEvent::Type;
using Effect = ReconnectEffect::Type;

const boost::json::value& vectors()
{
    static const auto all = [] {
        std::ostringstream text;
        text << std::ifstream{test::source_dir() + "/tests/vectors/reconnect.json"}.rdbuf();
        return *protocol::parse_json(text.str());
    }();
    return all;
}

std::string text(const boost::json::value& value)
{
    return boost::json::value_to<std::string>(value);
}

ReconnectEvent read_event(const boost::json::value& json)
{
    static const std::map<std::string, Event> types{
        {"start", Event::start},
        {"open", Event::open},
        {"welcome", Event::welcome},
        {"close", Event::close},
        {"wait_over", Event::wait_over},
        {"heartbeat_due", Event::heartbeat_due},
        {"heartbeat_silent", Event::heartbeat_silent},
        {"online", Event::online},
        {"visible", Event::visible},
        {"retry", Event::retry},
        {"going_away", Event::going_away},
        {"stop", Event::stop},
    };
    ReconnectEvent event{.type = types.at(text(json.at("type")))};
    if (event.type == Event::close) event.code = json.at("code").to_number<std::uint16_t>();
    if (event.type == Event::going_away)
        event.reconnect_in = Millis{json.at("reconnect_in_ms").to_number<std::int64_t>()};
    return event;
}

ReconnectEffect read_effect(const boost::json::value& json)
{
    static const std::map<std::string, Effect> types{
        {"connect", Effect::connect}, {"wait", Effect::wait},       {"send_ping", Effect::send_ping},
        {"close", Effect::close},     {"give_up", Effect::give_up},
    };
    ReconnectEffect effect{.type = types.at(text(json.at("type")))};
    if (effect.type == Effect::wait) effect.wait = Millis{json.at("ms").to_number<std::int64_t>()};
    if (effect.type == Effect::give_up) effect.code = json.at("code").to_number<std::uint16_t>();
    return effect;
}

std::vector<ReconnectEffect> read_effects(const boost::json::value& json)
{
    std::vector<ReconnectEffect> effects;
    for (const auto& one : json.as_array()) effects.push_back(read_effect(one));
    return effects;
}

std::string_view name_of(Phase phase)
{
    constexpr std::string_view names[] = {"idle", "connecting", "open", "ready", "waiting", "failed", "stopped"};
    return names[static_cast<std::size_t>(phase)];
}

/// Gives the one number that a step allows, and notices a draw without one.
struct Dice {
    std::optional<double> number;
    bool drawn_without = false;

    double draw()
    {
        drawn_without = drawn_without || !number;
        const auto value = number.value_or(0);
        number.reset();
        return value;
    }
};

class ReconnectVectors : public testing::TestWithParam<std::size_t> {};

TEST_P(ReconnectVectors, are_answered_step_by_step)
{
    const auto& one = vectors().at("cases").as_array().at(GetParam());
    SCOPED_TRACE(text(one.at("name")));
    Dice dice;
    ReconnectMachine machine{[&] { return dice.draw(); }};

    std::size_t number = 0;
    for (const auto& step : one.at("steps").as_array()) {
        SCOPED_TRACE("step " + std::to_string(number++));
        const auto* random = step.as_object().if_contains("random");
        dice.number = random ? std::optional{random->to_number<double>()} : std::nullopt;

        const auto effects = machine.feed(read_event(step.at("event")));

        EXPECT_EQ(effects, read_effects(step.at("effects")));
        EXPECT_EQ(name_of(machine.phase()), text(step.at("phase")));
        EXPECT_EQ(machine.attempt(), step.at("attempt").to_number<unsigned>());
        EXPECT_FALSE(dice.number) << "it did not draw";
        EXPECT_FALSE(dice.drawn_without) << "it drew where nothing is random";
    }
}

INSTANTIATE_TEST_SUITE_P(All, ReconnectVectors,
                         testing::Range<std::size_t>(0, vectors().at("cases").as_array().size()));

TEST(Reconnect, has_the_settings_of_the_vectors)
{
    const ReconnectSettings settings;

    EXPECT_EQ(settings.base.count(), vectors().at("base_ms").to_number<std::int64_t>());
    EXPECT_EQ(settings.cap.count(), vectors().at("cap_ms").to_number<std::int64_t>());
    for (std::uint16_t code = 1000; code < 5000; ++code) {
        bool fatal = false;
        for (const auto& one : vectors().at("fatal_codes").as_array())
            fatal = fatal || one.to_number<std::uint16_t>() == code;
        EXPECT_EQ(protocol::should_reconnect(code), !fatal) << code;
    }
}

TEST(Reconnect, waits_no_longer_than_the_cap_after_very_many_failures)
{
    ReconnectMachine machine{[] { return 0.999'999; }};
    machine.feed({.type = Event::start});

    Millis longest{0};
    for (int i = 0; i < 200; ++i) {
        for (const auto& effect : machine.feed({.type = Event::close, .code = 1006}))
            longest = std::max(longest, effect.wait);
        machine.feed({.type = Event::wait_over});
    }

    EXPECT_EQ(longest, Millis{9'999});
    EXPECT_EQ(machine.attempt(), 200U);
}

} // namespace
} // namespace parlor::client
