#include "tests/voicebot/host/person.hpp"

#include "voicebot/audio/level.hpp"
#include "voicebot/audio/resampler.hpp"
#include "voicebot/media/gst_peer.hpp"
#include "voicebot/media/gst_runtime.hpp"

namespace parlor::voicebot::test {
namespace {

/// Louder than what codecs make of silence.
constexpr double loud_db = 45;

} // namespace

Person::Person(std::uint16_t port, const std::string& token, const std::string& lobby)
{
    media::warm_up_gstreamer();
    thread_.run([&] {
        seat_ = std::make_unique<host::Seat>(
            thread_.loop(),
            host::SeatOptions{.server = {.host = "127.0.0.1", .port = port}, .token = token, .lobby_id = {lobby}},
            static_cast<host::SeatEvents&>(*this));
        mesh_ = std::make_unique<bots::Mesh>(
            loop_, *seat_, static_cast<bots::MeshEvents&>(*this),
            [this](media::PeerEvents& events, const media::PeerSettings& settings) {
                return std::unique_ptr<media::RtcPeer>{std::make_unique<media::GstPeer>(loop_, events, settings)};
            },
            bots::MeshSettings{.addresses = {"127.0.0.1"}});
        microphone_ = std::make_shared<bots::Microphone>(mesh_->out());
        seat_->attach(static_cast<bots::LobbyEvents*>(this));
        seat_->start();
    });
    pacer_.add(microphone_);
}

Person::~Person()
{
    microphone_->stop();
    thread_.run([this] {
        seat_->attach(nullptr);
        mesh_.reset();
        seat_.reset();
    });
    media::await_retired_pipelines();
}

void Person::joined(const bots::Joined& lobby)
{
    id_ = lobby.self.id;
    {
        std::lock_guard lock{mutex_};
        joined_at_ = loop_.now();
    }
    mesh_->joined(lobby, true);
}

void Person::description_came(const ParticipantId& from, std::int64_t negotiation, media::DescriptionKind kind,
                              const std::string& sdp)
{
    mesh_->description_came(from, negotiation, kind, sdp);
}

void Person::candidate_came(const ParticipantId& from, std::int64_t negotiation,
                            std::optional<media::Candidate> candidate)
{
    mesh_->candidate_came(from, negotiation, std::move(candidate));
}

void Person::peer_heard(const ParticipantId&, audio::PcmView frame)
{
    std::lock_guard lock{mutex_};
    heard_.insert(heard_.end(), frame.begin(), frame.end());
    if (++frames_ == 1) first_frame_ = loop_.now();
    if (audio::level_db(frame) > loud_db) {
        last_loud_ = loop_.now();
        if (!first_loud_) first_loud_ = last_loud_;
    }
    changed_.notify_all();
}

Instant Person::say(audio::PcmView samples)
{
    audio::Resampler resampler{audio::hearing_rate, audio::speaking_rate};
    audio::Pcm out;
    resampler.push(samples, out);
    resampler.finish(out);
    auto& playout = microphone_->playout();
    const auto generation = playout.begin();
    const auto now = loop_.now();
    playout.push(generation, out);
    playout.end(generation);
    return now;
}

Instant Person::wait_for_voice(std::chrono::milliseconds longest)
{
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, longest, [this] { return first_loud_.has_value(); }))
        throw std::runtime_error("waited in vain for a voice");
    return *first_loud_;
}

void Person::wait_for_voice_after(Instant moment, std::chrono::milliseconds longest)
{
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, longest, [&] { return last_loud_ >= moment; }))
        throw std::runtime_error("waited in vain for a voice that goes on");
}

Instant Person::wait_for_silence(std::chrono::milliseconds time, std::chrono::milliseconds longest)
{
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, longest, [&] { return loop_.now() - last_loud_ >= time; }))
        throw std::runtime_error("waited in vain for silence");
    return last_loud_;
}

void Person::wait_for_frames(std::size_t count)
{
    std::unique_lock lock{mutex_};
    const auto wanted = frames_ + count;
    const auto longest = audio::frame_length * static_cast<int>(count) + parlor::test::patience;
    if (!changed_.wait_for(lock, longest, [&] { return frames_ >= wanted; }))
        throw std::runtime_error("waited in vain for sound that flows");
}

std::chrono::milliseconds Person::join_to_sound()
{
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, parlor::test::patience, [&] { return frames_ > 0; }))
        throw std::runtime_error("waited in vain for sound");
    return std::chrono::duration_cast<std::chrono::milliseconds>(first_frame_ - joined_at_);
}

audio::Pcm Person::take_heard()
{
    std::lock_guard lock{mutex_};
    first_loud_.reset();
    return std::exchange(heard_, {});
}

} // namespace parlor::voicebot::test
