#pragma once
#include "base/prometheus.hpp"
#include "protocol/web_hook.hpp"
#include "service/hook_lane.hpp"
#include "service/shard_context.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace parlor::service {

/// One request of a web hook.
struct HookRequest {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// Sends requests of web hooks, off the event loops, within the time that the settings allow; answers with the HTTP status.
class HookSender {
public:
    virtual ~HookSender() = default;
    /// Any thread; `done` runs on a thread of the sender. Refuses with `forbidden` where the target's address is in a private
    /// network, and with `unavailable`.
    virtual void send(HookRequest request, Done<int> done) = 0;
};

/// Something that happened, as hooks tell it.
struct HookEvent {
    protocol::WebHookType type;
    Timestamp at{};
    std::string data; ///< JSON
};

/// Counts since the start; any thread.
struct HookCounters {
    std::atomic<std::uint64_t> queued{0};     ///< events, once per target
    std::atomic<std::uint64_t> delivered{0};  ///< answered by a status of 2xx
    std::atomic<std::uint64_t> failed{0};     ///< tries that were not
    std::atomic<std::uint64_t> overflowed{0}; ///< not queued: as many waited as may
    std::atomic<std::uint64_t> expired{0};    ///< given up after `webhook.keep`
    std::atomic<std::uint64_t> unstored{0};   ///< not queued: the store refused
    std::atomic<std::uint64_t> gone{0};       ///< entries that left the log before they were told
    std::atomic<std::size_t> waiting{0};      ///< at this moment
};

void write_metrics(prometheus::Writer& out, const HookCounters& counters);

/// Tells other servers what happens here. Events wait in the store, so that neither a crash nor a target that is down loses
/// them; whoever publishes never waits. State lives on shard 0.
class WebHooks {
public:
    /// `home`: shard 0's.
    WebHooks(ShardContext& home, HookSender& sender);

    /// Takes up what waits from before. Once, on shard 0; `done` runs there.
    void start(Reply<protocol::Empty> done);
    /// Whether anybody wants events of this type. Any shard.
    bool wants(protocol::WebHookType type) const;
    /// Any shard; returns at once.
    void publish(HookEvent event);
    const HookCounters& counters() const { return counters_; }

private:
    struct Target {
        std::string url;
        HookLane lane;
        /// On their way into the store.
        std::size_t arriving = 0;
        TimerId timer = 0;
    };

    void take_up(const std::vector<HookPlace>& places);
    void queue(Target& target, Timestamp at, const std::string& body);
    void pump(Target& target);
    void send(Target& target, HookLane::Item item);
    void send_entry(Target& target, HookLane::Item item, protocol::WebHook hook);
    void send_body(Target& target, HookLane::Item item, std::string body);
    /// It is not told any more.
    void give_up(Target& target, HookLane::Item item);
    void answered(Target& target, HookLane::Item item, const Result<int>& status);
    void forget(std::int64_t number);
    bool expired(const HookLane::Item& item) const;
    HookRequest request_of(const Target& target, std::string body) const;
    void count_waiting();

    ShardContext& context_;
    HookSender& sender_;
    std::vector<std::unique_ptr<Target>> targets_;
    HookCounters counters_;
};

} // namespace parlor::service
