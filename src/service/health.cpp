#include "service/health.hpp"

#include "service/shard_tour.hpp"

namespace parlor::service {

Health::Health(SessionManager& sessions, BotManager& bots, std::vector<std::unique_ptr<LobbyShard>>& homes, Extra extra)
    : sessions_(sessions), bots_(bots), homes_(homes), extra_(std::move(extra))
{
}

void Health::probe(Reply<protocol::Empty> reply)
{
    auto& home = homes_.front()->context();
    auto& here = homes_[home.shards.current()]->context();
    here.store.probe(here.here<void>([reply = std::move(reply)](Result<void> works) mutable {
        if (!works) return reply(works.error());
        reply(protocol::Empty{});
    }));
}

/// What one shard after the other adds, on its own thread.
struct Health::Gathering {
    ShardCounters counters;
    std::size_t lobbies = 0;
    std::size_t participants = 0;
    std::size_t sessions = 0;
    std::uint64_t delivered = 0;
    std::uint64_t event_failures = 0;
    BotStats bots;

    void add(LobbyShard& home)
    {
        const auto& from = home.context().counters;
        counters.joins += from.joins;
        counters.resumes += from.resumes;
        counters.timeouts += from.timeouts;
        counters.entries += from.entries;
        counters.refused_commands += from.refused_commands;
        counters.relayed += from.relayed;
        counters.lobbies_created += from.lobbies_created;
        counters.lobbies_ended += from.lobbies_ended;
        lobbies += home.size();
        participants += home.directory().people();
        delivered += home.context().courier.delivered();
        event_failures += home.context().events.failures();
    }
};

void Health::metrics(Reply<std::string> reply)
{
    tour_shards<Gathering>(
        homes_.front()->context().shards, {},
        [this](ShardIndex shard, Gathering& gathering) {
            if (shard == 0) {
                gathering.sessions = sessions_.connected();
                gathering.bots = bots_.stats();
            }
            gathering.add(*homes_[shard]);
        },
        [this, reply = std::move(reply)](const Gathering& gathered) mutable { reply(write(gathered)); });
}

std::string Health::write(const Gathering& gathered) const
{
    prometheus::Writer out;
    out.gauge("parlor_lobbies", "Lobbies that are open.", static_cast<double>(gathered.lobbies));
    out.gauge("parlor_participants", "Participants of public lobbies.", static_cast<double>(gathered.participants));
    out.gauge("parlor_sessions_connected", "Sessions with at least one connection.",
              static_cast<double>(gathered.sessions));
    const auto& counters = gathered.counters;
    out.counter("parlor_joins_total", "Participants who came in.", counters.joins);
    out.counter("parlor_resumes_total", "Participants who came back to their place.", counters.resumes);
    out.counter("parlor_timeouts_total", "Participants who did not come back in time.", counters.timeouts);
    out.counter("parlor_entries_total", "Entries committed to the logs of lobbies.", counters.entries);
    out.counter("parlor_commands_refused_total", "Commands to logs that were refused.", counters.refused_commands);
    out.counter("parlor_relayed_total", "Messages relayed between participants.", counters.relayed);
    out.counter("parlor_lobbies_created_total", "Lobbies created.", counters.lobbies_created);
    out.counter("parlor_lobbies_ended_total", "Lobbies ended.", counters.lobbies_ended);
    out.counter("parlor_frames_delivered_total", "Frames handed to connections by lobbies.", gathered.delivered);
    out.counter("parlor_event_failures_total", "Event subscribers that threw.", gathered.event_failures);
    gathered.bots.write(out);
    const auto stats = homes_.front()->context().store.stats();
    out.gauge("parlor_store_queued", "Calls that wait for the store.", static_cast<double>(stats.queued));
    out.counter("parlor_store_commits_total", "Transactions committed.", stats.commits);
    out.counter("parlor_store_appended_total", "Entries appended to the store.", stats.appended);
    out.counter("parlor_store_failed_total", "Store calls answered by an I/O error.", stats.failed);
    out.counter("parlor_store_rejected_total", "Store calls refused because its queue was full.", stats.rejected);
    out.gauge("parlor_draining", "1 while the server drains.", draining() ? 1 : 0);
    if (extra_) extra_(out);
    return out.take();
}

} // namespace parlor::service
