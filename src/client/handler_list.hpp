#pragma once
#include "base/log.hpp"
#include "base/unique_function.hpp"

#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace parlor::client {

/// Holds a handler in its place: the handler is called as long as this lives. It may outlive what it was given by.
class [[nodiscard]] Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::shared_ptr<bool> active) : active_(std::move(active)) {}
    Subscription(Subscription&&) noexcept = default;
    Subscription& operator=(Subscription&& other) noexcept
    {
        std::swap(active_, other.active_);
        return *this;
    }
    ~Subscription() { undo(); }

    /// From now on the handler is not called any more, not even by the event that is being handled.
    void undo()
    {
        if (auto active = std::exchange(active_, nullptr)) *active = false;
    }

private:
    std::shared_ptr<bool> active_;
};

/// The handlers of one type of event, called in the order in which they came. Handlers may add and undo handlers, their
/// own included; new ones hear the next event. One that throws is logged and stops nobody else. Used on one thread.
template <class Event> class HandlerList {
public:
    using Handler = UniqueFunction<void(const Event&)>;

    Subscription add(Handler handler)
    {
        forget_undone();
        auto slot = std::make_shared<Slot>(Slot{true, std::move(handler)});
        slots_.push_back(slot);
        return Subscription{{slot, &slot->active}};
    }

    bool empty() const { return slots_.empty(); }

    void call(const Event& event)
    {
        ++depth_;
        for (std::size_t i = 0, count = slots_.size(); i < count; ++i) {
            const auto slot = slots_[i];
            if (!slot->active) continue;
            try {
                slot->handler(event);
            } catch (const std::exception& fault) {
                log::error("client_handler_failed", {{"what", fault.what()}});
            }
        }
        --depth_;
        forget_undone();
    }

private:
    struct Slot {
        bool active;
        Handler handler;
    };

    void forget_undone()
    {
        if (depth_ > 0) return;
        std::erase_if(slots_, [](const auto& slot) { return !slot->active; });
    }

    std::vector<std::shared_ptr<Slot>> slots_;
    /// Calls under way; what they walk over must stay.
    int depth_ = 0;
};

} // namespace parlor::client
