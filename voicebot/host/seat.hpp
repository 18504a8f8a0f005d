#pragma once
#include "client/lobby_membership.hpp"
#include "voicebot/bots/lobby_port.hpp"
#include "voicebot/host/outgoing.hpp"

#include <map>

namespace parlor::voicebot::host {

struct SeatOptions {
    client::ServerAddress server;
    std::string token;
    protocol::Id lobby_id;
    /// The lobby's last entries, as they were when the bot was started.
    std::vector<protocol::Entry> entries{};
};

/// What happens to a seat; on the loop, never from inside a call of the seat.
class SeatEvents {
public:
    virtual ~SeatEvents() = default;
    /// In, for the first time or again.
    virtual void seated() = 0;
    /// Out for good.
    virtual void unseated(const Error& why) = 0;
};

/// A bot's place in its lobby, over the wire: joins, comes back after a lost connection, and carries everything between the lobby
/// and the bot. The loop's thread only.
class Seat final : public bots::LobbyPort, private client::MembershipListener {
public:
    Seat(runtime::ShardLoop& loop, SeatOptions options, SeatEvents& events);
    ~Seat() override;

    /// Who hears of everything from now on; told at once where things stand. Null: nobody.
    void attach(bots::LobbyEvents* bot);
    void start();
    /// Leaves the lobby and closes the connection.
    void leave();
    bool joined() const { return membership_ && membership_->joined(); }

    void write(const std::string& text) override;
    void caption(const bots::Caption& caption) override;
    void relay_description(const ParticipantId& to, std::int64_t negotiation, media::DescriptionKind kind,
                           const std::string& sdp) override;
    void relay_candidate(const ParticipantId& to, std::int64_t negotiation, const media::Candidate& candidate) override;
    void ask_for_restart(const ParticipantId& to) override;
    void show_media(bool microphone, bool camera) override;

private:
    void on_joined(const protocol::JoinResult& result) override;
    void on_entry(const protocol::Entry& entry) override;
    void on_ended(const Error& why) override;

    void subscribe();
    void changed(const protocol::ParticipantsChanged& change);
    void fetch_rest(const std::string& cursor);
    void tell_members();
    void tell_joined();
    std::vector<bots::Member> others() const;

    const SeatOptions options_;
    SeatEvents& events_;
    client::WebSocketClient client_;
    Outgoing outgoing_{client_};
    std::vector<client::Subscription> subscriptions_;
    std::unique_ptr<client::LobbyMembership> membership_;
    bots::LobbyEvents* bot_ = nullptr;
    bool was_in_ = false;
    bool has_media_ = true;
    bool relay_only_ = false;
    bots::Member self_;
    std::map<protocol::Id, bots::Member> members_;
    std::vector<media::IceServer> ice_servers_;
    /// Up to here the log is older than the bot.
    Seq old_until_ = 0;
    /// What a bot that is attached later is to know.
    std::vector<bots::LogLine> lines_;
    std::uint64_t written_ = 0;
    const std::string mark_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace parlor::voicebot::host
