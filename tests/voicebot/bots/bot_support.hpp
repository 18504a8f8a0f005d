#pragma once
#include "tests/voicebot/support/test_loop.hpp"
#include "voicebot/bots/workshop.hpp"

#include <deque>

/// Stand-ins for everything around a bot: its lobby, its peers, its engines. All on a manual clock.
namespace parlor::voicebot::test {

/// The wall clock that goes with a ManualLoop.
class LoopClock final : public Clock {
public:
    explicit LoopClock(const ManualLoop& loop) : loop_(loop) {}
    Timestamp now() const override
    {
        return from_ms(1'700'000'000'000) + std::chrono::duration_cast<Millis>(loop_.now() - Instant{});
    }
    Instant instant() const override { return loop_.now(); }

private:
    const ManualLoop& loop_;
};

/// Remembers what a bot does to its lobby.
class PortStub final : public bots::LobbyPort {
public:
    void write(const std::string& text) override { written.push_back(text); }
    void caption(const bots::Caption& caption) override { captions.push_back(caption); }
    void relay_description(const ParticipantId& to, std::int64_t, media::DescriptionKind,
                           const std::string& sdp) override
    {
        relayed.push_back(to.str() + ' ' + sdp);
    }
    void relay_candidate(const ParticipantId&, std::int64_t, const media::Candidate&) override {}
    void ask_for_restart(const ParticipantId& to) override { restarts.push_back(to.str()); }
    void show_media(bool microphone, bool camera) override { shown = {microphone, camera}; }

    std::vector<std::string> written;
    std::vector<bots::Caption> captions;
    std::vector<std::string> relayed;
    std::vector<std::string> restarts;
    std::pair<bool, bool> shown{false, false};
};

/// Peers without media: what they were told stands in `log`, in order; what they tell the test says.
struct PeerStubs {
    struct Peer final : media::RtcPeer {
        Peer(PeerStubs& the_stubs, media::PeerEvents& the_events, const media::PeerSettings& the_settings)
            : stubs(the_stubs), events(the_events), settings(the_settings), number(++stubs.made)
        {
            stubs.open.push_back(this);
        }
        ~Peer() override
        {
            std::erase(stubs.open, this);
            stubs.log.push_back("end " + std::to_string(number));
        }
        void offer() override { stubs.log.push_back("offer " + std::to_string(number)); }
        void remote_description(std::int64_t, media::DescriptionKind, const std::string& sdp) override
        {
            stubs.log.push_back("take " + std::to_string(number) + ' ' + sdp);
        }
        void remote_candidate(std::int64_t, std::optional<media::Candidate>) override
        {
            stubs.log.push_back("candidate " + std::to_string(number));
        }
        void send_audio(const media::Packet& packet) override { sent.push_back(packet); }
        void send_video(const media::Packet& packet) override { sent.push_back(packet); }

        PeerStubs& stubs;
        media::PeerEvents& events;
        const media::PeerSettings settings;
        const int number;
        std::vector<media::Packet> sent;
    };

    bots::Mesh::MakePeer make()
    {
        return [this](media::PeerEvents& events, const media::PeerSettings& settings) {
            return std::unique_ptr<media::RtcPeer>{std::make_unique<Peer>(*this, events, settings)};
        };
    }
    std::vector<std::string> take_log() { return std::exchange(log, {}); }

    std::vector<Peer*> open;
    std::vector<std::string> log;
    int made = 0;
};

/// Makes a second of sound of each word, when the test says `synthesise`.
class VoiceStub final : public speech::Synthesiser {
public:
    Result<std::unique_ptr<speech::Speech>> speak(speech::SpeechRequest request, speech::SpeechHandler handler) override
    {
        said.push_back(request.text);
        auto job = std::make_shared<Job>();
        job->handler = std::move(handler);
        jobs.push_back(job);
        return std::unique_ptr<speech::Speech>{std::make_unique<Handle>(job)};
    }
    /// Ends the oldest request that waits, with sound or by failing.
    void synthesise(std::size_t seconds = 1, bool fails = false)
    {
        synthesise({audio::Pcm(seconds * audio::speaking_rate, 4'000)}, fails);
    }
    /// Likewise, in these pieces.
    void synthesise(const std::vector<audio::Pcm>& pieces, bool fails = false)
    {
        while (!jobs.empty() && jobs.front()->cancelled) jobs.pop_front();
        if (jobs.empty()) return;
        const auto job = jobs.front();
        jobs.pop_front();
        for (const auto& piece : pieces) {
            job->handler(piece);
            if (job->cancelled) return;
        }
        if (fails)
            job->handler(Error{.code = Errc::unavailable, .message = "no voice"});
        else
            job->handler(speech::SpeechEnd{});
    }

    std::vector<std::string> said;

private:
    struct Job {
        speech::SpeechHandler handler;
        bool cancelled = false;
    };
    class Handle final : public speech::Speech {
    public:
        explicit Handle(std::shared_ptr<Job> job) : job_(std::move(job)) {}
        ~Handle() override { job_->cancelled = true; }

    private:
        std::shared_ptr<Job> job_;
    };
    std::deque<std::shared_ptr<Job>> jobs;
};

/// Understands what the test says.
class RecogniserStub final : public speech::Recogniser {
public:
    struct Open {
        speech::TranscriptHandler handler;
        std::size_t samples = 0;
        bool finished = false;
        bool cancelled = false;
    };

    Result<std::unique_ptr<speech::Recognition>> begin(speech::TranscriptHandler handler) override
    {
        if (refuses) return Error{.code = Errc::unavailable, .message = "full"};
        open.push_back(std::make_shared<Open>());
        open.back()->handler = std::move(handler);
        return std::unique_ptr<speech::Recognition>{std::make_unique<Handle>(open.back())};
    }
    void tell(std::size_t which, const std::string& text, bool final = true)
    {
        if (!open[which]->cancelled) open[which]->handler(speech::Transcript{text, final});
    }

    std::vector<std::shared_ptr<Open>> open;
    bool refuses = false;

private:
    class Handle final : public speech::Recognition {
    public:
        explicit Handle(std::shared_ptr<Open> opened) : open_(std::move(opened)) {}
        ~Handle() override { open_->cancelled = true; }
        void push(audio::PcmView samples) override { open_->samples += samples.size(); }
        void finish() override { open_->finished = true; }

    private:
        std::shared_ptr<Open> open_;
    };
};

inline bots::Member person(const std::string& id, const std::string& name = {})
{
    return {.id = ParticipantId{id}, .person = PersonId{"person-" + id}, .name = name.empty() ? id : name};
}

inline bots::Member bot(const std::string& id, const std::string& name = {})
{
    auto member = person(id, name);
    member.bot = true;
    return member;
}

} // namespace parlor::voicebot::test
