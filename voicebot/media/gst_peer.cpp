#include "voicebot/media/gst_peer.hpp"

#include "voicebot/media/negotiation.hpp"
#include "voicebot/media/webrtc_pipeline.hpp"

#include <utility>

namespace parlor::voicebot::media {

/// What the peer and GStreamer's call-backs share. The call-backs post here; everything else is the loop's, and `events_` is
/// null once the peer is gone.
class GstPeer::Core final : public PipelineSink, public std::enable_shared_from_this<Core> {
public:
    Core(Loop& loop, PeerEvents& events, bool polite) : loop_(loop), events_(&events), negotiation_(polite) {}

    void open(const PeerSettings& settings)
    {
        pipeline_ = std::make_unique<WebrtcPipeline>(weak_from_this(), settings);
    }
    void close()
    {
        events_ = nullptr;
        pipeline_.reset();
    }
    WebrtcPipeline& pipeline() { return *pipeline_; }

    void offer();
    void remote_description(std::int64_t negotiation, DescriptionKind kind, const std::string& sdp);
    void remote_candidate(std::int64_t negotiation, const Candidate& candidate);

    void local_sdp(DescriptionKind kind, std::string sdp) override
    {
        post([kind, text = std::move(sdp)](Core& core) mutable { core.described(kind, std::move(text)); });
    }
    void local_ice(Candidate candidate) override
    {
        post([held = std::move(candidate)](Core& core) mutable { core.found(std::move(held)); });
    }
    void remote_applied() override
    {
        post([](Core& core) { core.applied(); });
    }
    void link_connected() override
    {
        post([](Core& core) {
            // Packets from before the connection stands would pile up and be played late.
            core.pipeline_->open_senders();
            core.events_->connected();
        });
    }
    void link_failed(std::string reason) override
    {
        post([text = std::move(reason)](Core& core) mutable { core.events_->hopeless(std::move(text)); });
    }
    void frame_heard(audio::PcmView frame) override
    {
        post([samples = audio::Pcm(frame.begin(), frame.end())](Core& core) { core.events_->heard(samples); });
    }
    void key_frame_asked() override
    {
        post([](Core& core) { core.events_->key_frame_wanted(); });
    }

private:
    template <class Work> void post(Work work)
    {
        loop_.post([weak = weak_from_this(), held = std::move(work)]() mutable {
            const auto core = weak.lock();
            if (core && core->events_) held(*core);
        });
    }
    void applied();
    void described(DescriptionKind kind, std::string sdp);
    void found(Candidate candidate);

    Loop& loop_;
    PeerEvents* events_;
    Negotiation negotiation_;
    bool owes_answer_ = false;
    /// Whether the other side has our description; candidates that are found before it wait.
    bool described_ = false;
    std::vector<Candidate> found_;
    std::unique_ptr<WebrtcPipeline> pipeline_;
};

void GstPeer::Core::offer()
{
    const auto now = SystemClock{}.now();
    negotiation_.begin_offer(to_ms(now));
    pipeline_->create_offer();
}

void GstPeer::Core::remote_description(std::int64_t negotiation, DescriptionKind kind, const std::string& sdp)
{
    switch (negotiation_.remote_description(negotiation, kind, sdp)) {
    case Negotiation::Verdict::ignore: return;
    case Negotiation::Verdict::new_start: return link_failed("the other side has begun anew");
    case Negotiation::Verdict::apply: break;
    }
    owes_answer_ = kind == DescriptionKind::offer;
    if (!pipeline_->apply_remote(kind, sdp)) link_failed("the other side's description can't be read");
}

void GstPeer::Core::applied()
{
    if (std::exchange(owes_answer_, false)) pipeline_->create_answer();
    for (const auto& candidate : negotiation_.applied()) pipeline_->add_candidate(candidate);
}

void GstPeer::Core::described(DescriptionKind kind, std::string sdp)
{
    described_ = true;
    events_->local_description(negotiation_.number(), kind, std::move(sdp));
    for (auto& candidate : std::exchange(found_, {}))
        events_->local_candidate(negotiation_.number(), std::move(candidate));
}

void GstPeer::Core::found(Candidate candidate)
{
    if (described_)
        events_->local_candidate(negotiation_.number(), std::move(candidate));
    else
        found_.push_back(std::move(candidate));
}

void GstPeer::Core::remote_candidate(std::int64_t negotiation, const Candidate& candidate)
{
    if (negotiation_.remote_candidate(negotiation, candidate)) pipeline_->add_candidate(candidate);
}

GstPeer::GstPeer(Loop& loop, PeerEvents& events, const PeerSettings& settings)
    : core_(std::make_shared<Core>(loop, events, settings.polite))
{
    core_->open(settings);
}

GstPeer::~GstPeer()
{
    core_->close();
}

void GstPeer::offer()
{
    core_->offer();
}

void GstPeer::remote_description(std::int64_t negotiation, DescriptionKind kind, const std::string& sdp)
{
    core_->remote_description(negotiation, kind, sdp);
}

void GstPeer::remote_candidate(std::int64_t negotiation, std::optional<Candidate> candidate)
{
    if (candidate) core_->remote_candidate(negotiation, *candidate);
}

void GstPeer::send_audio(const Packet& packet)
{
    core_->pipeline().push_audio(packet);
}

void GstPeer::send_video(const Packet& packet)
{
    core_->pipeline().push_video(packet);
}

} // namespace parlor::voicebot::media
