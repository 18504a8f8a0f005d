#pragma once
#include "store/sqlite/sqlite_store.hpp"

#include <optional>
#include <utility>

/// The template of SqliteStore, for its own source files.
namespace parlor::store {

using namespace service;

template <class T, class Work> class JobOf final : public Job {
public:
    JobOf(Done<T> done, Work work) : done_(std::move(done)), work_(std::move(work)) {}
    void carry_out(Database& database) override { result_.emplace(work_(database)); }
    void answer() override { done_(std::move(*result_)); }
    void refuse(const Error& error) override { done_(error); }

private:
    Done<T> done_;
    Work work_;
    std::optional<Result<T>> result_;
};

template <class T, class Work> std::unique_ptr<Job> SqliteStore::job(Done<T> done, Work work)
{
    return std::make_unique<JobOf<T, Work>>(std::move(done), std::move(work));
}

} // namespace parlor::store
