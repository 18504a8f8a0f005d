#pragma once
#include "base/ids.hpp"
#include "service/api.hpp"
#include "service/ports.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

namespace parlor::service {

class Turn;

/// Lets what moderators do happen one after the other in each lobby, so that a ban which was asked for right after a mute
/// knows of the mute. One per shard, used on it alone.
class Turns {
public:
    /// At most `most_waiting` wait in one lobby, half of them for one session.
    Turns(Shards& shards, ShardIndex self, std::size_t most_waiting)
        : lines_(std::make_shared<Lines>(Lines{shards, self, {}})), most_waiting_(most_waiting)
    {
    }

    /// Runs `act(turn, reply)` at once where nobody has the turn, else after all who came before; refuses with `unavailable`
    /// where too many wait.
    template <class T, class Act> void take(const LobbyId& lobby, const SessionId& by, Reply<T> reply, Act act);

private:
    friend class Turn;

    struct Waiting {
        SessionId by;
        UniqueFunction<void(Turn)> act;
    };
    struct Lines {
        Shards& shards;
        ShardIndex self;
        /// A lobby stands here while somebody has the turn.
        std::unordered_map<LobbyId, std::deque<Waiting>> of;
    };

    static void go_on(const std::shared_ptr<Lines>& lines, const LobbyId& lobby);

    std::shared_ptr<Lines> lines_;
    std::size_t most_waiting_;
};

/// Whoever holds it decides about a lobby, and makes the decision durable, with no other act of a moderator in between.
/// It is given back when it goes, on whatever thread and for whatever reason, and the next one begins after that.
class Turn {
public:
    Turn(Turn&&) noexcept = default;
    Turn& operator=(Turn&&) = delete;
    ~Turn()
    {
        const auto lines = lines_.lock();
        if (!lines) return;
        try {
            lines->shards.post(lines->self, [weak = std::move(lines_), lobby = std::move(lobby_)] {
                if (auto back = weak.lock()) Turns::go_on(back, lobby);
            });
        } catch (const std::exception&) {
            // No memory for so little: this lobby has no moderators until the server is started anew.
        }
    }

private:
    friend class Turns;
    Turn(std::weak_ptr<Turns::Lines> lines, LobbyId lobby) : lines_(std::move(lines)), lobby_(std::move(lobby)) {}

    std::weak_ptr<Turns::Lines> lines_;
    LobbyId lobby_;
};

template <class T, class Act> void Turns::take(const LobbyId& lobby, const SessionId& by, Reply<T> reply, Act act)
{
    auto found = lines_->of.find(lobby);
    if (found == lines_->of.end()) {
        Turn turn{lines_, lobby};
        lines_->of.emplace(lobby, std::deque<Waiting>{});
        return act(std::move(turn), std::move(reply));
    }
    auto& line = found->second;
    const auto own = static_cast<std::size_t>(std::ranges::count(line, by, &Waiting::by));
    if (line.size() >= most_waiting_ || own >= most_waiting_ / 2)
        return reply(Error{Errc::unavailable, "Too many acts of moderators wait in this lobby; try again."});
    line.push_back({by, [reply = std::move(reply), act = std::move(act)](Turn turn) mutable {
                        act(std::move(turn), std::move(reply));
                    }});
}

inline void Turns::go_on(const std::shared_ptr<Lines>& lines, const LobbyId& lobby)
{
    auto found = lines->of.find(lobby);
    if (found == lines->of.end()) return;
    if (found->second.empty()) {
        lines->of.erase(found);
        return;
    }
    auto next = std::move(found->second.front());
    found->second.pop_front();
    next.act(Turn{lines, lobby});
}

} // namespace parlor::service
