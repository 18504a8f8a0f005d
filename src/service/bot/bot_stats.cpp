#include "service/bot/bot_stats.hpp"

#include <algorithm>

namespace parlor::service {

void BotCounters::joined(Millis after)
{
    ++dispatched;
    dispatch_ms += static_cast<std::uint64_t>(after.count());
    if (last_.size() < kept)
        last_.push_back(after);
    else
        last_[next_++ % kept] = after;
}

Millis BotCounters::dispatch_quantile(double share) const
{
    if (last_.empty()) return Millis{0};
    auto sorted = last_;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
    std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(at));
    return sorted[at];
}

void BotStats::write(prometheus::Writer& out) const
{
    out.head("parlor_bots", "Bots that lobbies want, by state.", "gauge");
    for (std::size_t i = 0; i < by_state.size(); ++i)
        out.sample("parlor_bots", "state", domain::to_string(static_cast<domain::BotState>(i)),
                   static_cast<double>(by_state[i]));
    out.gauge("parlor_bot_providers", "Bot providers that are connected and have registered.",
              static_cast<double>(providers));
    out.counter("parlor_bot_provider_loads_total", "Reports of their load by providers.", loads);
    out.counter("parlor_bot_starts_total", "Bots that a provider was asked to start.", counters.starts);
    out.counter("parlor_bot_refusals_total", "Starts that a provider refused or did not carry out.", counters.refusals);
    out.counter("parlor_bot_restarts_total", "Bots started anew because their run was lost.", counters.restarts);
    out.counter("parlor_bot_failures_total", "Bots that were given up.", counters.failures);
    out.counter("parlor_bot_dispatched_total", "Bots that came into their lobby.", counters.dispatched);
    out.counter("parlor_bot_dispatch_milliseconds_total", "From the choice of a provider until then, all together.",
                counters.dispatch_ms);
    out.head("parlor_bot_dispatch_milliseconds", "The same, of the last thousand, by quantile.", "gauge");
    for (const auto& [share, name] : {std::pair{0.5, "0.5"}, std::pair{0.99, "0.99"}})
        out.sample("parlor_bot_dispatch_milliseconds", "quantile", name,
                   static_cast<double>(counters.dispatch_quantile(share).count()));
}

} // namespace parlor::service
