#pragma once
#include "base/log.hpp"

#include <cstdint>
#include <exception>
#include <functional>
#include <typeindex>
#include <unordered_map>
#include <vector>

namespace parlor {

/// Typed events within one shard. Subscribers are called in the order of their subscription, synchronously; one that
/// throws is logged and counted and stops nobody else. Owned and used by one thread; subscribe before publishing.
class EventBus {
public:
    template <class Event> void subscribe(std::function<void(const Event&)> handler)
    {
        handlers_[typeid(Event)].push_back(
            [handler = std::move(handler)](const void* event) { handler(*static_cast<const Event*>(event)); });
    }

    template <class Event> void publish(const Event& event)
    {
        auto found = handlers_.find(typeid(Event));
        if (found == handlers_.end()) return;
        for (auto& handler : found->second) {
            try {
                handler(&event);
            } catch (const std::exception& fault) {
                ++failures_;
                log::error("event_subscriber_failed", {{"event", typeid(Event).name()}, {"what", fault.what()}});
            }
        }
    }

    /// How often a subscriber threw.
    std::uint64_t failures() const { return failures_; }

private:
    std::unordered_map<std::type_index, std::vector<std::function<void(const void*)>>> handlers_;
    std::uint64_t failures_ = 0;
};

} // namespace parlor
