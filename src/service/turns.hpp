#pragma once
#include "base/ids.hpp"
#include "service/api.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

namespace parlor::service {

/// Lets what is decided by the state of a lobby, and changes it only once it is durable, happen one after the other in
/// each lobby: a ban that was asked for right after a mute then knows of the mute. One per shard, used on it alone.
class Turns {
public:
    /// At most `most_waiting` wait in one lobby.
    explicit Turns(std::size_t most_waiting) : most_waiting_(most_waiting) {}

    /// Runs `work(reply)` once all that came before in this lobby have replied; refuses with `unavailable` where too many
    /// wait. `work` must reply once, at once or later.
    template <class T, class Work> void take(const LobbyId& lobby, Reply<T> reply, Work work)
    {
        auto& line = lines_[lobby];
        if (line.waiting.size() >= most_waiting_)
            return reply(
                Error{Errc::unavailable,
                      "As many as may wait to change this lobby (setting lobby.moderation_queue). Try again."});
        line.waiting.emplace_back([this, lobby, reply = std::move(reply), work = std::move(work)]() mutable {
            work(Reply<T>{[this, lobby, reply = std::move(reply)](Result<T> result) mutable {
                reply(std::move(result));
                lines_.at(lobby).taken = false;
                go_on(lobby);
            }});
        });
        go_on(lobby);
    }

private:
    struct Line {
        std::deque<UniqueFunction<void()>> waiting;
        bool taken = false;    ///< somebody's turn has begun and not ended
        bool going_on = false; ///< `go_on` is at work further up: turns that end at once must not nest
    };

    void go_on(const LobbyId& lobby)
    {
        auto& line = lines_.at(lobby);
        if (line.going_on) return;
        line.going_on = true;
        while (!line.taken && !line.waiting.empty()) {
            auto turn = std::move(line.waiting.front());
            line.waiting.pop_front();
            line.taken = true;
            turn();
        }
        line.going_on = false;
        if (!line.taken) lines_.erase(lobby);
    }

    std::size_t most_waiting_;
    std::unordered_map<LobbyId, Line> lines_;
};

} // namespace parlor::service
