#pragma once
#include "base/clock.hpp"
#include "base/frame.hpp"
#include "base/ids.hpp"
#include "base/unique_function.hpp"
#include "protocol/errors.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

/// What the services need of the world around them; the adapters live outside (runtime, net, store).
namespace parlor::service {

using Task = UniqueFunction<void()>;

/// Event loops, one thread each. A piece of state belongs to one shard and is touched on its thread alone.
class Shards {
public:
    virtual ~Shards() = default;
    virtual ShardIndex count() const = 0;
    /// The shard of the calling thread. A bug outside of one.
    virtual ShardIndex current() const = 0;
    /// Runs `task` later on that shard, also when it is the current one. Any thread. Tasks from one thread to one shard
    /// run in their order.
    virtual void post(ShardIndex shard, Task task) = 0;
    /// Which share of about the last second the calling thread's shard has worked, 0 … 1.
    virtual double busy_share() const = 0;
};

using TimerId = std::uint64_t;

/// Timers of one shard; used on its thread alone.
class Timers {
public:
    virtual ~Timers() = default;
    /// Runs `task` once, not before `delay` has passed.
    virtual TimerId after(Millis delay, Task task) = 0;
    /// Takes a timer back; nothing happens where it has run already.
    virtual void cancel(TimerId id) = 0;
};

/// Threads for work that would hold a shard up. Any thread.
class Workers {
public:
    virtual ~Workers() = default;
    /// False where as many tasks wait as may; the task is then not run.
    virtual bool submit(Task task) = 0;
};

/// Cryptographically strong random bytes. Thread-safe.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<unsigned char> bytes) = 0;
};

/// One client's socket, as much as the services know of it. It lives on its shard.
class Connection {
public:
    Connection(ConnectionId id, ShardIndex shard) : id_(id), shard_(shard) {}
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    ConnectionId id() const { return id_; }
    ShardIndex shard() const { return shard_; }
    /// False once it is closing or gone. Any thread.
    bool is_open() const { return open_.load(std::memory_order_acquire); }

    /// Queues a frame; what it holds is written at the end of the loop turn. Ignored when not open. Own shard only.
    virtual void send(const FramePtr& frame) = 0;
    /// Writes what is queued, then closes with this code. Own shard only.
    virtual void close(protocol::CloseCode code, std::string_view reason) = 0;

protected:
    void mark_closed() { open_.store(false, std::memory_order_release); }

private:
    const ConnectionId id_;
    const ShardIndex shard_;
    std::atomic<bool> open_{true};
};

using ConnectionPtr = std::shared_ptr<Connection>;

} // namespace parlor::service
