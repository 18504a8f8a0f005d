#pragma once
#include "service/ports.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace parlor::service {

/// Takes `state` to every shard, one after the other, each on its own thread, and then back to the calling shard: nothing
/// is read across threads. `visit` is called once per shard, `done` once at the end.
template <class State>
void tour_shards(Shards& shards, State state, std::function<void(ShardIndex, State&)> visit,
                 UniqueFunction<void(State)> done)
{
    struct Tour {
        Shards& shards;
        ShardIndex asker;
        State state;
        std::function<void(ShardIndex, State&)> visit;
        UniqueFunction<void(State)> done;

        static void step(std::unique_ptr<Tour> tour, ShardIndex shard)
        {
            auto& all = tour->shards;
            const bool over = shard == all.count();
            const auto next = over ? tour->asker : shard;
            all.post(next, [tour = std::move(tour), shard, over]() mutable {
                if (over) return tour->done(std::move(tour->state));
                tour->visit(shard, tour->state);
                step(std::move(tour), shard + 1);
            });
        }
    };
    Tour::step(
        std::unique_ptr<Tour>(new Tour{shards, shards.current(), std::move(state), std::move(visit), std::move(done)}),
        0);
}

} // namespace parlor::service
