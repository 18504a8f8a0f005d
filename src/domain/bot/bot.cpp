#include "domain/bot/bot.hpp"

#include <array>
#include <initializer_list>

namespace parlor::domain {
namespace {

using enum BotState;

constexpr std::array<std::string_view, 7> names{"requested", "starting", "joining", "active",
                                                "stopping",  "stopped",  "failed"};

bool is_one_of(BotState state, std::initializer_list<BotState> states)
{
    for (auto one : states)
        if (one == state) return true;
    return false;
}

} // namespace

std::string_view to_string(BotState state)
{
    return names.at(static_cast<std::size_t>(state));
}

bool is_running(BotState state)
{
    return is_one_of(state, {starting, joining, active, stopping});
}

bool may_become(BotState from, BotState to)
{
    switch (from) {
    case requested: return is_one_of(to, {starting, stopping, stopped, failed});
    // A provider that is lost or refuses sends its bots back to `requested`.
    case starting: return is_one_of(to, {requested, joining, active, stopping, stopped, failed});
    case joining: return is_one_of(to, {requested, active, stopping, stopped, failed});
    case active: return is_one_of(to, {requested, joining, stopping, stopped, failed});
    case stopping: return is_one_of(to, {stopped, failed});
    // A new configuration is a new try.
    case failed: return is_one_of(to, {requested, stopping, stopped});
    case stopped: return false;
    }
    return false;
}

Result<BotState> decide(BotState now, BotState reported)
{
    if (is_one_of(reported, {requested, starting}))
        return Error{Errc::bad_request, "state: a provider reports joining, active, stopping, stopped or failed.",
                     "state"};
    if (!is_running(now)) return Error{Errc::conflict, "This bot does not run.", "bot_id"};
    if (reported == active && now != active)
        return Error{Errc::conflict, "This bot is not in its lobby: it is active once it has joined.", "state"};
    // What the server has seen for itself, or has asked for, is not taken back by a report.
    if (reported == joining && is_one_of(now, {active, stopping})) return now;
    if (reported == stopping) return now;
    // Asked to stop, it is gone, however it went.
    if (now == stopping && reported == failed) return stopped;
    return reported;
}

} // namespace parlor::domain
