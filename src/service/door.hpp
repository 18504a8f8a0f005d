#pragma once
#include "domain/lobby/door.hpp"
#include "service/rate_table.hpp"
#include "service/room.hpp"

#include <memory>

namespace parlor::service {

/// The way into a lobby: who shows an invite or the right password, who is let in at once and who waits. One per shard,
/// for the rooms whose home it is; replies come there.
class Door {
public:
    explicit Door(ShardContext& context) : context_(context), tries_(context.settings.password.tries_per_minute) {}

    /// `actor.invite` is that of the message. Refuses as `domain::decide` of the knock, with `password_required`, `wrong_password`, `rate_limited` (wrong ones
    /// are counted by lobby and address), and as `Room::join`. Answers once it is durable that the person may come again.
    void knock(std::shared_ptr<Room> room, Actor actor, protocol::Join message, Reply<protocol::JoinOutcome> reply);

private:
    struct Attempt {
        std::shared_ptr<Room> room;
        Actor actor;
        protocol::Join message;
        domain::Knock knock;
        Reply<protocol::JoinOutcome> reply;
    };

    void proceed(Attempt attempt);
    void check_password(Attempt attempt);
    void admit(Attempt attempt);
    static void enter(Attempt attempt);

    ShardContext& context_;
    RateTable tries_;
};

} // namespace parlor::service
