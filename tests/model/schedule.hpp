#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

/// What happens in a lobby, one thing after the other, and how to find the shortest story in which something goes wrong.
namespace parlor::test {

enum class Act {
    come,  ///< connect where one isn't, and join; with what one knows, where one was here before
    drop,  ///< the socket breaks
    leave, ///< properly
    say,   ///< a line; likewise the next three, on any entry
    edit,
    erase,
    react,
    hand, ///< up or down
    mute, ///< somebody, or no longer; likewise
    kick,
    ban,
    unban,
    promote, ///< to moderator, or back to member
    pass,    ///< time
    turn,    ///< nothing new, but what is under way goes on a little
    check,   ///< everything comes to rest, and all see the same
    restart, ///< the server is killed, and begins anew on what it has kept
};

inline constexpr std::array<std::string_view, 17> act_names{"come",    "drop", "leave", "say",   "edit",   "erase",
                                                            "react",   "hand", "mute",  "kick",  "ban",    "unban",
                                                            "promote", "pass", "turn",  "check", "restart"};

struct Step {
    Act act;
    unsigned who;  ///< which of the clients
    unsigned what; ///< whom, which entry, how long: whatever the act makes of it
};

using Schedule = std::vector<Step>;

/// A client of the lobby's owner.
inline constexpr unsigned owners_client = 0;

/// Talk and comings and goings often, moderation now and then, restarts rarely.
inline Schedule random_schedule(std::mt19937_64& random, std::size_t length)
{
    constexpr std::array weights{20, 8, 4, 24, 4, 4, 6, 4, 5, 2, 2, 4, 3, 5, 10, 4, 1};
    static_assert(weights.size() == act_names.size());
    std::discrete_distribution<int> acts(weights.begin(), weights.end());
    Schedule schedule(length);
    for (auto& step : schedule) {
        step = {static_cast<Act>(acts(random)), static_cast<unsigned>(random()), static_cast<unsigned>(random())};
        // Most others may not, and that is soon told.
        if (step.act >= Act::mute && step.act <= Act::promote && random() % 2 == 0) step.who = owners_client;
    }
    return schedule;
}

/// The schedule without whatever it fails without as well: first in large pieces, then step by step (Zeller's delta debugging).
inline Schedule shrunk(Schedule failing, const std::function<bool(const Schedule&)>& fails)
{
    for (auto piece = failing.size() / 2; piece > 0; piece /= 2)
        for (std::size_t at = 0; at < failing.size();) {
            auto fewer = failing;
            const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(piece, failing.size() - at)));
            if (fails(fewer))
                failing = std::move(fewer);
            else
                at += piece;
        }
    return failing;
}

inline std::string told(const Schedule& schedule)
{
    std::string text;
    for (const auto& step : schedule)
        text += "  " + std::string{act_names.at(static_cast<std::size_t>(step.act))} + ' ' + std::to_string(step.who) +
                ' ' + std::to_string(step.what) + '\n';
    return text;
}

} // namespace parlor::test
