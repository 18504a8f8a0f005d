#pragma once
#include "base/result.hpp"
#include "base/unique_function.hpp"
#include "runtime/timers.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <map>
#include <string_view>

namespace parlor::client {

/// Requests that the server has not answered yet. Each ends exactly once: by its answer, by its time-out, or by `fail_all`.
/// Used on its loop's thread.
class PendingRequests {
public:
    /// Called with the `data` of the ack (good during the call), or with why there is none.
    using Answer = UniqueFunction<void(Result<const boost::json::value*>)>;

    /// At most `most` at a time.
    PendingRequests(runtime::TimerQueue& timers, std::size_t most) : timers_(timers), most_(most) {}
    ~PendingRequests();
    PendingRequests(const PendingRequests&) = delete;
    PendingRequests& operator=(const PendingRequests&) = delete;

    bool full() const { return waiting_.size() >= most_; }
    std::size_t size() const { return waiting_.size(); }
    /// The id under which the server must answer.
    std::uint64_t add(Answer answer, Millis timeout);
    /// Ends the request with that id; an unknown one (timed out meanwhile) is passed over.
    void end(std::string_view id, Result<const boost::json::value*> result);
    /// Ends all that wait now, in their order.
    void fail_all(const Error& error);

private:
    struct Waiting {
        Answer answer;
        runtime::TimerId timer;
    };

    void end(std::uint64_t id, Result<const boost::json::value*> result);

    runtime::TimerQueue& timers_;
    const std::size_t most_;
    std::map<std::uint64_t, Waiting> waiting_;
    std::uint64_t last_id_ = 0;
};

} // namespace parlor::client
