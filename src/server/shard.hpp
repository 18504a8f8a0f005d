#pragma once
#include "server/runtime_adapters.hpp"
#include "service/lobby_shard.hpp"
#include "service/shard_context.hpp"
#include "ws/peer_registry.hpp"

namespace parlor::server {

/// Everything that lives on one shard. Made before the loops run; used on the shard's thread alone.
struct Shard {
    Shard(const service::Settings& settings, const Clock& clock, service::Shards& shards, ShardIndex self,
          runtime::ShardLoop& loop, service::Courier& courier, service::Store& store,
          const service::ParticipantIds& ids)
        : timers(loop), context{settings, clock, shards, self, timers, courier, store, ids}
    {
    }

    TimersAdapter timers;
    service::ShardContext context;
    ws::PeerRegistry peers;
};

} // namespace parlor::server
