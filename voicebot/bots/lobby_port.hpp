#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "voicebot/media/rtc_peer.hpp"

#include <optional>
#include <string>
#include <vector>

/// A bot's lobby without the wire: what it learns and what it can do. All on the loop's thread.
namespace parlor::voicebot::bots {

struct Member {
    ParticipantId id;
    PersonId person;
    std::string name;
    bool bot = false;
    bool online = true;
    /// Muted by a moderator, or asked not to be transcribed: not to be heard.
    bool silenced = false;
};

/// A line of the log.
struct LogLine {
    ParticipantId from;
    PersonId person;
    std::string name;
    std::string text;
    bool bot = false;
    bool spoken = false;
    Timestamp at{};
    Seq seq = 0;
    /// It stood in the log before the bot came: to be known, not to be answered.
    bool old = false;
};

/// Something that was said, as it goes to everybody.
struct Caption {
    ParticipantId speaker;
    std::string utterance_id;
    std::string text;
    bool final = false;
    Timestamp started_at{};
};

class LobbyPort {
public:
    virtual ~LobbyPort() = default;
    /// A line in the chat.
    virtual void write(const std::string& text) = 0;
    virtual void caption(const Caption& caption) = 0;
    virtual void relay_description(const ParticipantId& to, std::int64_t negotiation, media::DescriptionKind kind,
                                   const std::string& sdp) = 0;
    virtual void relay_candidate(const ParticipantId& to, std::int64_t negotiation,
                                 const media::Candidate& candidate) = 0;
    /// Asks the side that offers for a new connection.
    virtual void ask_for_restart(const ParticipantId& to) = 0;
    /// What the bot shows of itself: whether it sends sound and a picture.
    virtual void show_media(bool microphone, bool camera) = 0;
};

struct Joined {
    Member self;
    std::vector<Member> members; ///< the others
    std::vector<media::IceServer> ice_servers;
    /// False in a lobby without media: there is nobody to connect to.
    bool media = true;
    /// Media go by relays alone.
    bool relay_only = false;
};

class LobbyEvents {
public:
    virtual ~LobbyEvents() = default;
    /// In, for the first time or again after the connection was away.
    virtual void joined(const Joined& lobby) = 0;
    /// Everybody else who is here now.
    virtual void members_changed(const std::vector<Member>& members) = 0;
    /// A line of the log, in its order.
    virtual void line_added(const LogLine& line) = 0;
    virtual void description_came(const ParticipantId& from, std::int64_t negotiation, media::DescriptionKind kind,
                                  const std::string& sdp) = 0;
    virtual void candidate_came(const ParticipantId& from, std::int64_t negotiation,
                                std::optional<media::Candidate> candidate) = 0;
    virtual void restart_asked(const ParticipantId& from) = 0;
    /// Out for good.
    virtual void ended(const std::string& why) = 0;
};

} // namespace parlor::voicebot::bots
