#pragma once
#include "voicebot/host/bot_kinds.hpp"
#include "voicebot/host/seat.hpp"

namespace parlor::voicebot::host {

/// What becomes of a running bot; on the loop, never from inside a call of the instance.
class InstanceEvents {
public:
    virtual ~InstanceEvents() = default;
    /// It is in its lobby, for the first time or again.
    virtual void bot_active(const protocol::Id& bot_id) = 0;
    /// It is out of it for good.
    virtual void bot_lost(const protocol::Id& bot_id, const Error& why) = 0;
};

/// One running bot: its seat in the lobby and what sits there. The loop's thread only.
class Instance final : private SeatEvents {
public:
    /// Refuses as `make_bot` does.
    static Result<std::unique_ptr<Instance>> start(runtime::ShardLoop& loop, bots::Workshop& workshop,
                                                   const protocol::StartBot& order, InstanceEvents& events);
    ~Instance() override;

    Result<void> configure(const std::string& config);
    /// Leaves the lobby.
    void leave();
    const std::string& type() const { return type_; }
    /// Whether it is in the middle of saying something.
    bool speaks() const { return made_.bot->speaks(); }
    bool joined() const { return seat_.joined(); }
    std::size_t connected_peers() const { return made_.bot->connected_peers(); }

private:
    Instance(runtime::ShardLoop& loop, bots::Workshop& workshop, const protocol::StartBot& order, SeatOptions options,
             InstanceEvents& events);

    void seated() override { events_.bot_active(id_); }
    void unseated(const Error& why) override { events_.bot_lost(id_, why); }

    bots::Workshop& workshop_;
    InstanceEvents& events_;
    const protocol::Id id_;
    const std::string type_;
    const std::string name_;
    Seat seat_;
    Made made_;
};

} // namespace parlor::voicebot::host
