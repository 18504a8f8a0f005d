#pragma once
#include "voicebot/bots/ear.hpp"
#include "voicebot/bots/lobby_port.hpp"
#include "voicebot/bots/mesh.hpp"
#include "voicebot/bots/workshop.hpp"

#include <atomic>
#include <map>
#include <memory>

namespace parlor::voicebot::bots {

struct BotSettings {
    MeshSettings mesh{};
    EarSettings ear{};
};

/// What all kinds of bots have in common: connections to everybody, an ear for each person, the people's names. The loop's
/// thread only. Bots don't listen to bots: two assistants would talk for ever.
class Bot : public LobbyEvents, private MeshEvents, protected EarEvents {
public:
    /// `recogniser` is null where nothing is to be understood.
    Bot(Workshop& workshop, LobbyPort& port, std::unique_ptr<speech::Recogniser> recogniser, BotSettings settings);
    ~Bot() override;
    Bot(const Bot&) = delete;
    Bot& operator=(const Bot&) = delete;

    void joined(const Joined& lobby) override;
    void members_changed(const std::vector<Member>& members) override;
    void description_came(const ParticipantId& from, std::int64_t negotiation, media::DescriptionKind kind,
                          const std::string& sdp) override;
    void candidate_came(const ParticipantId& from, std::int64_t negotiation,
                        std::optional<media::Candidate> candidate) override;
    void restart_asked(const ParticipantId& from) override;
    void line_added(const LogLine&) override {}
    void ended(const std::string& why) override;

    /// Whether it is in the middle of saying something.
    virtual bool speaks() const { return false; }
    std::size_t connected_peers() const { return mesh_.connected(); }
    const std::map<ParticipantId, Member>& members() const { return members_; }

protected:
    /// The media of a person stand.
    virtual void person_connected(const Member&) {}
    void key_frame_wanted() override {}
    void speech_started(const ParticipantId&) override {}
    void speech_ended(const ParticipantId&) override {}
    void understood(const Utterance&) override {}

    const Member& self() const { return self_; }
    /// From the next utterance on.
    void replace_recogniser(std::unique_ptr<speech::Recogniser> recogniser);
    /// The member's name; a placeholder for who is gone.
    std::string name_of(const ParticipantId& id) const;
    media::FanOut& out() { return mesh_.out(); }
    /// Loudness of the loudest person now, in dB; any thread.
    double loudest_db() const { return loudest_db_; }

    Workshop& workshop_;
    LobbyPort& port_;

private:
    void peer_connected(const ParticipantId& id) override;
    void peer_heard(const ParticipantId& id, audio::PcmView frame) override;
    void peer_gone(const ParticipantId& id) override;
    void note_arrivals();
    bool is_heard(const Member& member) const { return !member.bot && !member.silenced; }

    const BotSettings settings_;
    std::unique_ptr<speech::Recogniser> recogniser_;
    Member self_;
    std::map<ParticipantId, Member> members_;
    std::map<ParticipantId, std::unique_ptr<Ear>> ears_;
    /// Who is not connected yet, and since when.
    std::map<ParticipantId, Instant> awaited_;
    std::atomic<double> loudest_db_{0};
    bool was_in_ = false;
    Mesh mesh_;
};

} // namespace parlor::voicebot::bots
