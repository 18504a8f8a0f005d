#pragma once
#include "tests/support/patience.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace parlor::test {

/// What was heard on some thread and is waited for on the test's.
template <class Item> class Mailbox {
public:
    void put(Item item)
    {
        {
            std::lock_guard lock{mutex_};
            items_.push_back(std::move(item));
        }
        arrived_.notify_all();
    }

    /// Takes out the first item that fits, and leaves the others. Throws where none comes in time.
    template <class Fits> Item take(Fits fits, const std::string& what, std::chrono::milliseconds longest = patience)
    {
        std::unique_lock lock{mutex_};
        const auto deadline = in(longest);
        for (;;) {
            for (auto item = items_.begin(); item != items_.end(); ++item) {
                if (!fits(*item)) continue;
                auto found = std::move(*item);
                items_.erase(item);
                return found;
            }
            if (arrived_.wait_until(lock, deadline) == std::cv_status::timeout)
                throw std::runtime_error("waited in vain for " + what);
        }
    }

    void clear()
    {
        std::lock_guard lock{mutex_};
        items_.clear();
    }
    /// Everything that is there now.
    std::vector<Item> all() const
    {
        std::lock_guard lock{mutex_};
        return {items_.begin(), items_.end()};
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Item> items_;
};

} // namespace parlor::test
