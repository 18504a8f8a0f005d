#pragma once
#include "base/clock.hpp"
#include "base/prometheus.hpp"
#include "domain/bot/bot.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace parlor::service {

/// What is counted of bots since the start.
struct BotCounters {
    std::uint64_t starts = 0;
    std::uint64_t restarts = 0;
    std::uint64_t failures = 0;
    std::uint64_t refusals = 0; ///< of providers: refused, timed out, never joined
    std::uint64_t dispatched = 0;
    std::uint64_t dispatch_ms = 0;

    /// The time from the choice of a provider until the bot was in its lobby.
    void joined(Millis after);
    /// Of the last ones, by share; 0 where there are none.
    Millis dispatch_quantile(double share) const;

private:
    static constexpr std::size_t kept = 1024;
    std::vector<Millis> last_;
    std::size_t next_ = 0;
};

/// A snapshot for the metrics.
struct BotStats {
    std::array<std::size_t, 7> by_state{};
    std::size_t providers = 0;
    std::uint64_t loads = 0; ///< reports of providers
    BotCounters counters;

    void write(prometheus::Writer& out) const;
};

} // namespace parlor::service
