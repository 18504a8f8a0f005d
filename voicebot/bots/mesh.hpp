#pragma once
#include "voicebot/bots/lobby_port.hpp"
#include "voicebot/loop/loop.hpp"
#include "voicebot/media/fan_out.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace parlor::voicebot::bots {

/// Whether `self` gives way to `other` in a negotiation: toward a person a bot never does; otherwise whoever has the greater
/// id does (PROTOCOL.md, "Negotiation").
bool is_polite(const Member& self, const Member& other);

struct MeshSettings {
    bool hears = true;
    bool speaks = true;
    bool shows = false;
    std::vector<std::string> addresses{};
    /// Between giving a connection up and making the next, longer each time up to `longest_wait`.
    Millis first_wait{500};
    Millis longest_wait{8'000};
};

/// What comes out of the connections; on the loop.
class MeshEvents {
public:
    virtual ~MeshEvents() = default;
    virtual void peer_connected(const ParticipantId& id) = 0;
    virtual void peer_heard(const ParticipantId& id, audio::PcmView frame) = 0;
    virtual void peer_gone(const ParticipantId& id) = 0;
    virtual void key_frame_wanted() = 0;
};

/// The bot's connections to everybody in the lobby: makes one for each who is there, replaces those that are past hope, and
/// drops those whose participant has gone. The loop's thread only.
class Mesh {
public:
    using MakePeer = std::function<std::unique_ptr<media::RtcPeer>(media::PeerEvents&, const media::PeerSettings&)>;

    Mesh(Loop& loop, LobbyPort& port, MeshEvents& events, MakePeer make, MeshSettings settings);
    ~Mesh();
    Mesh(const Mesh&) = delete;
    Mesh& operator=(const Mesh&) = delete;

    /// `fresh`: for the first time, so that others may still know an earlier instance of this bot.
    void joined(const Joined& lobby, bool fresh);
    void members_changed(const std::vector<Member>& members);
    void description_came(const ParticipantId& from, std::int64_t negotiation, media::DescriptionKind kind,
                          const std::string& sdp);
    void candidate_came(const ParticipantId& from, std::int64_t negotiation, std::optional<media::Candidate> candidate);
    void restart_asked(const ParticipantId& from);
    /// Ends all connections.
    void close();

    /// Where the bot's sound and picture go.
    media::FanOut& out() { return out_; }
    std::size_t size() const { return links_.size(); }
    std::size_t connected() const;

private:
    class Link;
    /// What came from somebody of whom nothing is known yet.
    struct Early {
        ParticipantId from;
        std::int64_t negotiation = 0;
        media::DescriptionKind kind = media::DescriptionKind::offer;
        std::optional<std::string> sdp{};
        std::optional<media::Candidate> candidate{};
    };
    /// Bounds what strangers can make the bot keep; the oldest goes first.
    static constexpr std::size_t most_early = 64;

    void open(const Member& member);
    void keep(Early early);
    media::PeerSettings peer_settings(const Member& member) const;

    Loop& loop_;
    LobbyPort& port_;
    MeshEvents& events_;
    MakePeer make_;
    const MeshSettings settings_;
    media::FanOut out_;
    Member self_;
    bool media_ = true;
    bool relay_only_ = false;
    std::vector<media::IceServer> ice_servers_;
    std::map<ParticipantId, Member> members_;
    std::map<ParticipantId, std::unique_ptr<Link>> links_;
    std::deque<Early> early_;
};

} // namespace parlor::voicebot::bots
