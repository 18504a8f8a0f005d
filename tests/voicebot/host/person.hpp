#pragma once
#include "tests/support/client_loop.hpp"
#include "tests/support/mailbox.hpp"
#include "voicebot/bots/mesh.hpp"
#include "voicebot/bots/mouth.hpp"
#include "voicebot/host/host_loop.hpp"
#include "voicebot/host/seat.hpp"

#include <mutex>

namespace parlor::voicebot::test {

/// Somebody in a lobby with a microphone and ears, who does what the test says: as a browser would, over the same wire and
/// with media of their own. Everything blocks, and throws after a while.
class Person final : private bots::LobbyEvents, private bots::MeshEvents, private host::SeatEvents {
public:
    Person(std::uint16_t port, const std::string& token, const std::string& lobby);
    ~Person() override;

    /// Waits until media flow between this person and somebody else.
    void wait_for_peer()
    {
        connected_.take([](const auto&) { return true; }, "media");
    }
    /// Begins to say what was recorded at 16 kHz, and does not wait; when its first frame went out.
    Instant say(audio::PcmView samples);
    /// Waits until something loud is heard; since when.
    Instant wait_for_voice(std::chrono::milliseconds longest = parlor::test::patience);
    /// Waits until something loud is heard at this moment or later.
    void wait_for_voice_after(Instant moment, std::chrono::milliseconds longest = parlor::test::patience);
    /// Waits until nothing loud was heard for `time`; when the last loud frame was.
    Instant wait_for_silence(std::chrono::milliseconds time,
                             std::chrono::milliseconds longest = parlor::test::patience);
    /// Waits until `count` more frames of 20 ms have come, loud or not.
    void wait_for_frames(std::size_t count);
    /// From being in the lobby to the first sound of anybody, silence too; waits for it.
    std::chrono::milliseconds join_to_sound();
    /// Everything heard since the last call, at 16 kHz.
    audio::Pcm take_heard();
    /// Waits for a line of the log that fits.
    template <class Fits> bots::LogLine wait_for_line(Fits fits, const std::string& what)
    {
        return lines_.take(fits, what);
    }
    ParticipantId id() const { return id_; }

private:
    void joined(const bots::Joined& lobby) override;
    void members_changed(const std::vector<bots::Member>& members) override { mesh_->members_changed(members); }
    void line_added(const bots::LogLine& line) override { lines_.put(line); }
    void description_came(const ParticipantId& from, std::int64_t negotiation, media::DescriptionKind kind,
                          const std::string& sdp) override;
    void candidate_came(const ParticipantId& from, std::int64_t negotiation,
                        std::optional<media::Candidate> candidate) override;
    void restart_asked(const ParticipantId& from) override { mesh_->restart_asked(from); }
    void ended(const std::string&) override {}

    void peer_connected(const ParticipantId& id) override { connected_.put(id); }
    void peer_heard(const ParticipantId& id, audio::PcmView frame) override;
    void peer_gone(const ParticipantId&) override {}
    void key_frame_wanted() override {}

    void seated() override {}
    void unseated(const Error&) override {}

    parlor::test::ClientLoop thread_;
    host::HostLoop loop_{thread_.loop()};
    media::Pacer pacer_{audio::frame_length};
    std::shared_ptr<bots::Microphone> microphone_;
    std::unique_ptr<host::Seat> seat_;
    std::unique_ptr<bots::Mesh> mesh_;
    ParticipantId id_;
    parlor::test::Mailbox<ParticipantId> connected_;
    parlor::test::Mailbox<bots::LogLine> lines_;
    std::mutex mutex_;
    std::condition_variable changed_;
    audio::Pcm heard_;
    std::size_t frames_ = 0;
    Instant joined_at_{};
    Instant first_frame_{};
    std::optional<Instant> first_loud_;
    Instant last_loud_{};
};

} // namespace parlor::voicebot::test
