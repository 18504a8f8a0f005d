#pragma once
#include "service/ports.hpp"

#include <memory>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// Names an audience across shards; made by its home courier.
using AudienceKey = std::uint64_t;

/// Carries frames from the shard where they arise to the connections, wherever those live. Everything that one courier
/// hands to one connection arrives in the order of the calls, broadcasts and single frames alike. Frames for another
/// shard travel together: one mailbox post per pair of shards and loop turn, a broadcast counted once, whatever the
/// number of its receivers there. One per shard, used on its thread alone.
class Courier {
public:
    Courier(Shards& shards, ShardIndex self) : shards_(shards), self_(self), outgoing_(shards.count()) {}

    /// The couriers of all shards, by index; set once before use. The vector outlives the couriers.
    void connect(const std::vector<std::unique_ptr<Courier>>& all) { all_ = &all; }

    /// A frame for one connection.
    void send(const ConnectionPtr& to, FramePtr frame);
    /// Ends a connection after the frames handed over so far.
    void close(const ConnectionPtr& to, protocol::CloseCode code, std::string reason);
    /// Runs on the connection's shard after the frames handed over so far have been queued there.
    void run(const ConnectionPtr& at, Task task);

    AudienceKey make_audience();
    void remove_audience(AudienceKey audience);
    void enter(AudienceKey audience, const ConnectionPtr& member);
    void exit(AudienceKey audience, const ConnectionPtr& member);
    /// A frame for all of the audience but one (0 = for all).
    void broadcast(AudienceKey audience, const FramePtr& frame, ConnectionId except = 0);

    /// Posts what has gathered for other shards; called at the end of each loop turn. True where there was any.
    bool end_turn();

    /// Frames handed to connections of this shard since the start.
    std::uint64_t delivered() const { return delivered_; }

private:
    enum class Kind : unsigned char { send, close, run, enter, exit, broadcast };
    struct Parcel {
        Kind kind = Kind::send;
        protocol::CloseCode code = protocol::CloseCode::normal;
        AudienceKey audience = 0;
        ConnectionId except = 0;
        ConnectionPtr connection;
        FramePtr frame;
        std::string reason;
        Task task;
    };
    /// The part of an audience that lives on this shard.
    using Members = std::vector<ConnectionPtr>;
    struct Audience {
        /// How many of its members live on each shard.
        std::vector<std::uint32_t> counts;
    };

    void take(Parcel parcel);
    void receive(std::vector<Parcel> parcels);
    void hand_out(AudienceKey audience, const FramePtr& frame, ConnectionId except);

    Shards& shards_;
    const ShardIndex self_;
    const std::vector<std::unique_ptr<Courier>>* all_ = nullptr;
    std::vector<std::vector<Parcel>> outgoing_;
    std::unordered_map<AudienceKey, Audience> audiences_;
    std::unordered_map<AudienceKey, Members> members_;
    std::uint64_t next_audience_ = 1;
    std::uint64_t delivered_ = 0;
};

/// The couriers of all shards.
class Couriers {
public:
    explicit Couriers(Shards& shards) : shards_(shards)
    {
        for (ShardIndex i = 0; i < shards.count(); ++i) all_.push_back(std::make_unique<Courier>(shards, i));
        for (auto& courier : all_) courier->connect(all_);
    }
    /// The calling shard's.
    Courier& here() { return *all_[shards_.current()]; }
    Courier& of(ShardIndex shard) { return *all_[shard]; }

private:
    Shards& shards_;
    std::vector<std::unique_ptr<Courier>> all_;
};

} // namespace parlor::service
