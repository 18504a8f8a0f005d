#pragma once
#include "store/memory/memory_store.hpp"

#include <deque>
#include <random>

namespace parlor::test {

/// A store whose disk takes its time: entries are written in their order, some while after that was asked for, and answered for
/// some while after they are written; reads overtake both, see what is written, and are answered when that may have changed. When
/// is chance's to say.
class SlowStore final : public store::MemoryStore {
public:
    void append(LobbyId lobby, std::vector<domain::Draft> drafts,
                service::Done<std::vector<service::Appended>> done) override
    {
        if (prompt) return MemoryStore::append(std::move(lobby), std::move(drafts), std::move(done));
        writes_.emplace_back(
            [this, lobby = std::move(lobby), drafts = std::move(drafts), done = std::move(done)]() mutable {
                MemoryStore::append(
                    std::move(lobby), std::move(drafts),
                    [this, done = std::move(done)](Result<std::vector<service::Appended>> result) mutable {
                        answers_.emplace_back([done = std::move(done), result = std::move(result)]() mutable {
                            done(std::move(result));
                        });
                    });
            });
    }
    void read_after(LobbyId lobby, Seq after, std::size_t limit, service::Done<service::EntrySlice> done) override
    {
        if (prompt) return MemoryStore::read_after(std::move(lobby), after, limit, std::move(done));
        reads_.emplace_back([this, lobby = std::move(lobby), after, limit, done = std::move(done)]() mutable {
            MemoryStore::read_after(
                std::move(lobby), after, limit,
                [this, done = std::move(done)](Result<service::EntrySlice> slice) mutable {
                    reads_.emplace_back(
                        [done = std::move(done), slice = std::move(slice)]() mutable { done(std::move(slice)); });
                });
        });
    }

    /// Goes on a little; false where there is nothing to do.
    bool step(std::mt19937_64& random)
    {
        const auto left = writes_.size() + answers_.size() + reads_.size();
        if (left == 0) return false;
        const auto pick = random() % left;
        if (pick < writes_.size())
            take(writes_, 0);
        else if (pick < writes_.size() + answers_.size())
            take(answers_, 0);
        else
            take(reads_, random() % reads_.size());
        return true;
    }

    /// The process dies: some of what was to be written is, and nobody hears of anything.
    void crash(std::mt19937_64& random)
    {
        for (auto written = random() % (writes_.size() + 1); written > 0; --written) take(writes_, 0);
        writes_.clear();
        answers_.clear();
        reads_.clear();
    }

    /// Answers everything at once.
    bool prompt = false;

private:
    using Task = UniqueFunction<void()>;

    static void take(std::deque<Task>& tasks, std::size_t which)
    {
        auto task = std::move(tasks[which]);
        tasks.erase(tasks.begin() + static_cast<std::ptrdiff_t>(which));
        task();
    }

    std::deque<Task> writes_;
    std::deque<Task> answers_;
    std::deque<Task> reads_; ///< to be done, and to be answered
};

} // namespace parlor::test
