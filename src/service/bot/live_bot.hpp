#pragma once
#include "domain/bot/bot.hpp"
#include "domain/bot/config.hpp"
#include "service/bot/provider_pool.hpp"

#include <deque>
#include <set>
#include <string>

namespace parlor::service {

/// A bot that a lobby wants, and how it stands with it. Lives on the shard of the BotManager.
struct LiveBot {
    domain::BotRecord record;
    domain::ConfigValue config;
    domain::BotState state = domain::BotState::requested;
    std::string detail;

    /// Who runs it; 0 = nobody, or a provider that is lost while its instance may go on (`orphan_of`: that one's key).
    ProviderId provider = 0;
    std::string orphan_of;
    /// The name of who runs it or ran it last.
    std::string provider_name;
    /// Grows with each start, so that what belongs to an earlier one is told from what belongs to this.
    std::uint64_t run = 0;
    Timestamp started_at{};
    Instant dispatched{};
    /// Nobody wants it any more, and the store has been told so: nothing of it may be kept again.
    bool unwanted = false;
    /// Who could not start it, in this round.
    std::set<ProviderId> tried;
    /// Whatever the present state waits for.
    TimerId timer = 0;
    std::deque<Instant> restarts;

    ParticipantId participant;
    /// Its instance is in the lobby and connected.
    bool present = false;
};

} // namespace parlor::service
