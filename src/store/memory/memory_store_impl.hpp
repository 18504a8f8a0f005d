#pragma once
#include "store/memory/memory_store.hpp"

/// The templates of MemoryStore, for its own source files.
namespace parlor::store {

using namespace service;

inline Error no_lobby()
{
    return {Errc::not_found, "There is no such lobby."};
}

inline Error no_session()
{
    return {Errc::not_found, "There is no such session."};
}

template <class T, class Work> void MemoryStore::carry_out(Done<T> done, Work work)
{
    UniqueFunction<void()> task = [this, done = std::move(done), work = std::move(work)]() mutable {
        std::optional<Result<T>> result;
        {
            std::lock_guard lock{mutex_};
            if (stopped_)
                result = Error{Errc::unavailable, "The store has stopped."};
            else if (fault_)
                result = *fault_;
            else
                result = work();
            ++stats_.commits;
        }
        done(std::move(*result));
    };
    {
        std::lock_guard lock{mutex_};
        if (holding_) return held_.push_back(std::move(task));
    }
    task();
}

} // namespace parlor::store
