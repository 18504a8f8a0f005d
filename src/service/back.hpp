#pragma once
#include "service/api.hpp"

#include <utility>

namespace parlor::service {

/// A reply that comes back to the calling shard, from whatever shard it is given on.
template <class T> Reply<T> back(Shards& shards, Reply<T> reply)
{
    return [&shards, shard = shards.current(), reply = std::move(reply)](Result<T> result) mutable {
        if (shard == shards.current()) return reply(std::move(result));
        shards.post(shard,
                    [reply = std::move(reply), result = std::move(result)]() mutable { reply(std::move(result)); });
    };
}

} // namespace parlor::service
