#pragma once
#include "base/clock.hpp"
#include "base/event_bus.hpp"
#include "service/api.hpp"
#include "service/courier.hpp"
#include "service/passwords.hpp"
#include "service/ports.hpp"
#include "service/secrets.hpp"
#include "service/settings.hpp"
#include "service/store.hpp"

namespace parlor::service {

/// What one shard counts for the metrics; read and written on the shard alone.
struct ShardCounters {
    std::uint64_t joins = 0;
    std::uint64_t resumes = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t entries = 0;
    std::uint64_t refused_commands = 0;
    std::uint64_t relayed = 0;
    std::uint64_t lobbies_created = 0;
    std::uint64_t lobbies_ended = 0;
};

/// What the rooms of one shard share. Everything here belongs to the shard or is thread-safe, and outlives the rooms.
struct ShardContext {
    const Settings& settings;
    const Clock& clock;
    Shards& shards;
    ShardIndex self;
    Timers& timers;
    Courier& courier;
    Store& store;
    const ParticipantIds& ids;
    Random& random;
    Passwords& passwords;
    EventBus events{};
    ShardCounters counters{};

    /// A store completion that runs `then` on this shard.
    template <class T> Done<T> here(UniqueFunction<void(Result<T>)> then)
    {
        return [&target = shards, shard = self, then = std::move(then)](Result<T> result) mutable {
            target.post(shard,
                        [then = std::move(then), result = std::move(result)]() mutable { then(std::move(result)); });
        };
    }
};

} // namespace parlor::service
