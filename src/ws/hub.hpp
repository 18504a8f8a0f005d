#pragma once
#include "net/outbox.hpp"
#include "net/send_batch.hpp"
#include "protocol/errors.hpp"
#include "runtime/shard_pool.hpp"
#include "ws/permessage_deflate.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <vector>

namespace parlor::ws {

class WsConnection;

/// Bounds of every WebSocket.
struct WsOptions {
    std::size_t message_bytes = 65'536; ///< longer messages end the connection with 1009
    Millis heartbeat{15'000};           ///< how often the server pings; silence of 2.5 of them ends the connection
    net::OutboxLimits outbox;
    Millis blocked_time{10'000}; ///< a client that takes no byte for this long is closed with 4008
    Millis close_time{10'000};   ///< a closing connection may take this long to send its last bytes
    bool batch_sends = true;     ///< one system call for the writes of a turn (io_uring), where the kernel allows it
    DeflateOptions deflate;      ///< for clients that offer it
};

/// How many WebSockets were closed, by close code. Any thread.
class CloseCounts {
public:
    /// RFC 6455 §7.4.1's codes and our own; others are not counted.
    static constexpr std::size_t kinds = 32;
    static constexpr unsigned code_at(std::size_t place)
    {
        return static_cast<unsigned>(place < 16 ? 1000 + place : 4000 - 16 + place);
    }

    void add(protocol::CloseCode code)
    {
        const auto number = static_cast<unsigned>(code);
        const auto place = number >= 4000 ? number - code_at(16) + 16 : number - code_at(0);
        if (place < kinds) counts_[place].fetch_add(1, std::memory_order_relaxed);
    }
    std::uint64_t at(std::size_t place) const { return counts_[place].load(std::memory_order_relaxed); }

private:
    std::array<std::atomic<std::uint64_t>, kinds> counts_{};
};

/// What one shard's WebSockets share: the list of those with something to write, flushed once per turn, and a tick that
/// finds the silent and the blocked. On its shard's thread alone, but for the counters.
class WsHub {
public:
    WsHub(runtime::ShardLoop& loop, WsOptions options);
    ~WsHub();

    const WsOptions& options() const { return options_; }
    runtime::ShardLoop& loop() { return loop_; }
    /// For one `recv()` at a time.
    std::array<char, 65'536>& read_buffer() { return *read_buffer_; }

    /// For clients that take compressed messages.
    Deflater& deflater() { return deflater_; }
    const Deflater& deflater() const { return deflater_; }
    Inflater& inflater() { return inflater_; }

    void add(std::shared_ptr<WsConnection> connection);
    void remove(WsConnection& connection);
    /// It has something to write at the end of this turn.
    void mark_dirty(std::shared_ptr<WsConnection> connection) { dirty_.push_back(std::move(connection)); }
    /// Its listener is to be told that it closed, at the end of this turn.
    void mark_ended(std::shared_ptr<WsConnection> connection) { ended_.push_back(std::move(connection)); }

    /// Ends every connection at once, and takes no new one from then on.
    void finish_all();
    bool finished() const { return finished_; }
    /// Connections whose sockets are open, closing ones included; any thread.
    std::size_t size() const { return size_.load(std::memory_order_relaxed); }
    /// Whether it writes by io_uring; any thread.
    bool batches() const { return batching_.load(std::memory_order_relaxed); }
    /// Bytes that wait for clients, as of the last tick; any thread.
    std::size_t waiting_bytes() const { return waiting_bytes_.load(std::memory_order_relaxed); }

    struct Counters {
        std::atomic<std::uint64_t> opened{0};
        std::atomic<std::uint64_t> messages{0}; ///< received
        std::atomic<std::uint64_t> bytes_received{0};
        std::atomic<std::uint64_t> frames_queued{0};
        std::atomic<std::uint64_t> bytes_sent{0};
        std::atomic<std::uint64_t> too_slow{0};
        std::atomic<std::uint64_t> silent{0};
        std::atomic<std::uint64_t> dropped_frames{0};
        CloseCounts closed; ///< by the server
    };
    Counters counters;

private:
    void turn_end();
    void flush_dirty();
    void flush_together();
    /// What `write` throws ends its connection, and nobody else's.
    template <class Write> void guarded(WsConnection& connection, Write write);
    void tick();

    runtime::ShardLoop& loop_;
    const WsOptions options_;
    const Millis tick_;
    std::unique_ptr<std::array<char, 65'536>> read_buffer_;
    Deflater deflater_;
    Inflater inflater_;
    std::vector<std::shared_ptr<WsConnection>> all_;
    std::vector<std::shared_ptr<WsConnection>> dirty_;
    /// Those of `dirty_` whose turn has come; kept for its memory.
    std::vector<std::shared_ptr<WsConnection>> writing_;
    struct Batch;
    std::unique_ptr<Batch> batch_;
    bool batch_tried_ = false;
    bool finished_ = false;
    std::atomic<bool> batching_{false};
    std::vector<std::shared_ptr<WsConnection>> ended_;
    std::atomic<std::size_t> size_{0};
    std::atomic<std::size_t> waiting_bytes_{0};
};

} // namespace parlor::ws
