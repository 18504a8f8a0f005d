#include "client/pending_requests.hpp"

#include "base/log.hpp"

#include <charconv>
#include <exception>

namespace parlor::client {

PendingRequests::~PendingRequests()
{
    for (auto& [id, one] : waiting_) timers_.cancel(one.timer);
}

std::uint64_t PendingRequests::add(Answer answer, Millis timeout)
{
    const auto id = ++last_id_;
    const auto timer = timers_.after(timeout, [this, id] {
        end(id, Error{Errc::unavailable, "The server did not answer in time."});
    });
    waiting_.emplace(id, Waiting{std::move(answer), timer});
    return id;
}

void PendingRequests::end(std::string_view id, Result<const boost::json::value*> result)
{
    std::uint64_t number = 0;
    const auto* last = id.data() + id.size();
    const auto [rest, fault] = std::from_chars(id.data(), last, number);
    if (fault == std::errc{} && rest == last) end(number, std::move(result));
}

void PendingRequests::end(std::uint64_t id, Result<const boost::json::value*> result)
{
    // Out of the table first: the answer may ask again.
    auto found = waiting_.extract(id);
    if (found.empty()) return;
    timers_.cancel(found.mapped().timer);
    try {
        found.mapped().answer(std::move(result));
    } catch (const std::exception& fault) {
        log::error("client_answer_failed", {{"what", fault.what()}});
    }
}

void PendingRequests::fail_all(const Error& error)
{
    const auto last = last_id_;
    while (!waiting_.empty() && waiting_.begin()->first <= last) end(waiting_.begin()->first, error);
}

} // namespace parlor::client
