#pragma once
#include "voicebot/brain/poll.hpp"
#include "voicebot/brain/surroundings.hpp"
#include "voicebot/loop/loop.hpp"

#include <functional>
#include <map>
#include <string>

namespace parlor::voicebot::brain {

struct SkillSettings {
    std::string bot_name = "Assistant";
    std::string wake_word = "parlor";
    /// Between UTC and the time that the bot tells.
    std::chrono::minutes utc_offset{0};
    /// Timers at one time; more are refused.
    std::size_t timers = 20;
    std::chrono::seconds longest_timer{24 * 3'600};
};

/// What a bot can do without a model. Every skill answers with whole sentences, refusals included. Used by the rule brain
/// and, as tools, by a language model. The loop's thread only.
class Skills {
public:
    /// `random` draws from [0, bound).
    using Random = std::function<std::uint64_t(std::uint64_t bound)>;

    Skills(Loop& loop, Surroundings& surroundings, Random random, SkillSettings settings = {});
    ~Skills();
    Skills(const Skills&) = delete;
    Skills& operator=(const Skills&) = delete;

    /// What it is called by from now on.
    void call_me(std::string wake_word) { settings_.wake_word = std::move(wake_word); }

    std::string help() const;
    std::string time() const;
    std::string date() const;
    std::string people() const;
    /// 1 to 20 dice of 2 to 1000 sides.
    std::string roll_dice(std::int64_t count, std::int64_t sides);
    /// The bot announces when the time has passed.
    std::string set_timer(std::chrono::seconds time, std::string about, const std::string& who);
    std::string cancel_timers();
    std::string open_poll(std::string question, std::vector<std::string> options);
    std::string vote(const PersonId& who, std::string_view option);
    std::string close_poll();
    std::string summary() const;

    const Poll& poll() const { return poll_; }
    std::size_t timers() const { return timers_.size(); }

private:
    void ring(std::uint64_t timer, const std::string& text);

    Loop& loop_;
    Surroundings& surroundings_;
    Random random_;
    SkillSettings settings_;
    Poll poll_;
    std::map<std::uint64_t, TimerId> timers_;
    std::uint64_t last_timer_ = 0;
};

} // namespace parlor::voicebot::brain
