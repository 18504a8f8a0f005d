#include "voicebot/bots/mesh.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <utility>

namespace parlor::voicebot::bots {

bool is_polite(const Member& self, const Member& other)
{
    if (self.bot != other.bot) return other.bot;
    return other.id < self.id;
}

/// The connection to one member, through all the peers that it takes.
class Mesh::Link final : public media::PeerEvents {
public:
    Link(Mesh& mesh, Member member) : mesh_(mesh), member_(std::move(member)) {}
    ~Link() override
    {
        mesh_.loop_.cancel(timer_);
        end_peer();
    }

    /// A new peer; the impolite side's offers at once.
    void begin()
    {
        end_peer();
        answered_ = false;
        peer_ = mesh_.make_(*this, mesh_.peer_settings(member_));
        mesh_.out_.add(*peer_);
        if (!polite()) peer_->offer();
    }
    bool polite() const { return is_polite(mesh_.self_, member_); }
    bool is_connected() const { return connected_; }
    /// Whether the other side has said anything about this connection.
    bool answered() const { return answered_; }

    void description_came(std::int64_t negotiation, media::DescriptionKind kind, const std::string& sdp)
    {
        answered_ = true;
        if (kind == media::DescriptionKind::offer) open_offer_ = {negotiation, sdp};
        peer_->remote_description(negotiation, kind, sdp);
    }
    void candidate_came(std::int64_t negotiation, std::optional<media::Candidate> candidate)
    {
        peer_->remote_candidate(negotiation, std::move(candidate));
    }

    void local_description(std::int64_t negotiation, media::DescriptionKind kind, std::string sdp) override
    {
        if (kind == media::DescriptionKind::answer) open_offer_.reset();
        mesh_.port_.relay_description(member_.id, negotiation, kind, sdp);
    }
    void local_candidate(std::int64_t negotiation, media::Candidate candidate) override
    {
        mesh_.port_.relay_candidate(member_.id, negotiation, candidate);
    }
    void connected() override
    {
        failures_ = 0;
        if (!std::exchange(connected_, true)) mesh_.events_.peer_connected(member_.id);
    }
    void heard(audio::PcmView frame) override { mesh_.events_.peer_heard(member_.id, frame); }
    void key_frame_wanted() override { mesh_.events_.key_frame_wanted(); }

    void hopeless(std::string reason) override
    {
        log::info("peer_given_up", {{"participant", member_.id.str()}, {"reason", std::move(reason)}});
        // An offer that the old peer could not take is for the new one.
        if (open_offer_ && polite()) return begin_with_offer();
        const auto wait =
            std::min(mesh_.settings_.first_wait * (1 << std::min(failures_, 10U)), mesh_.settings_.longest_wait);
        ++failures_;
        end_peer();
        mesh_.loop_.cancel(timer_);
        timer_ = mesh_.loop_.after(wait, [this] { begin_anew(); });
        peer_ = std::make_unique<NoPeer>();
    }

private:
    /// Stands in while the next peer is waited for.
    class NoPeer final : public media::RtcPeer {
    public:
        void offer() override {}
        void remote_description(std::int64_t, media::DescriptionKind, const std::string&) override {}
        void remote_candidate(std::int64_t, std::optional<media::Candidate>) override {}
        void send_audio(const media::Packet&) override {}
        void send_video(const media::Packet&) override {}
    };

    void end_peer()
    {
        if (peer_) mesh_.out_.remove(*peer_);
        peer_.reset();
        if (std::exchange(connected_, false)) mesh_.events_.peer_gone(member_.id);
    }
    /// Whoever can't take it either need not be followed by a third: it is handed on once.
    void begin_with_offer()
    {
        const auto [negotiation, sdp] = *std::exchange(open_offer_, {});
        begin();
        answered_ = true;
        peer_->remote_description(negotiation, media::DescriptionKind::offer, sdp);
    }
    void begin_anew()
    {
        if (open_offer_ && polite()) return begin_with_offer();
        begin();
        if (polite()) mesh_.port_.ask_for_restart(member_.id);
    }

    Mesh& mesh_;
    const Member member_;
    std::unique_ptr<media::RtcPeer> peer_;
    bool connected_ = false;
    bool answered_ = false;
    unsigned failures_ = 0;
    TimerId timer_ = 0;
    /// The last offer of theirs that has no answer.
    std::optional<std::pair<std::int64_t, std::string>> open_offer_;
};

Mesh::Mesh(Loop& loop, LobbyPort& port, MeshEvents& events, MakePeer make, MeshSettings settings)
    : loop_(loop), port_(port), events_(events), make_(std::move(make)), settings_(std::move(settings))
{
}

Mesh::~Mesh() = default;

media::PeerSettings Mesh::peer_settings(const Member& member) const
{
    return {.polite = is_polite(self_, member),
            .hears = settings_.hears,
            .speaks = settings_.speaks,
            .shows = settings_.shows,
            .ice_servers = ice_servers_,
            .addresses = settings_.addresses,
            .relay_only = relay_only_};
}

void Mesh::joined(const Joined& lobby, bool fresh)
{
    self_ = lobby.self;
    media_ = lobby.media;
    relay_only_ = lobby.relay_only;
    ice_servers_ = lobby.ice_servers;
    members_changed(lobby.members);
    for (const auto& [id, link] : links_) {
        const bool stale = fresh || !link->is_connected();
        if (link->polite() && stale) port_.ask_for_restart(id);
        // What was said while the connection was away is lost: links that were not through begin again.
        if (!link->polite() && !fresh && !link->is_connected()) link->begin();
    }
}

void Mesh::members_changed(const std::vector<Member>& members)
{
    std::map<ParticipantId, Member> now;
    for (const auto& one : members)
        if (one.id != self_.id) now.emplace(one.id, one);
    for (auto at = links_.begin(); at != links_.end();) at = now.count(at->first) ? std::next(at) : links_.erase(at);
    const auto before = std::exchange(members_, std::move(now));
    for (const auto& [id, member] : members_) {
        if (!member.online || !media_) continue;
        const auto old = before.find(id);
        const bool was_away = old != before.end() && !old->second.online;
        const auto link = links_.find(id);
        if (link == links_.end())
            open(member);
        else if (was_away && !link->second->is_connected() && !link->second->polite())
            link->second->begin();
    }
}

void Mesh::open(const Member& member)
{
    auto& link = links_[member.id] = std::make_unique<Link>(*this, member);
    link->begin();
    for (auto at = early_.begin(); at != early_.end();) {
        if (at->from != member.id) {
            ++at;
            continue;
        }
        const auto early = std::move(*at);
        at = early_.erase(at);
        if (early.sdp)
            link->description_came(early.negotiation, early.kind, *early.sdp);
        else
            link->candidate_came(early.negotiation, early.candidate);
    }
}

void Mesh::keep(Early early)
{
    if (early_.size() >= most_early) early_.pop_front();
    early_.push_back(std::move(early));
}

void Mesh::description_came(const ParticipantId& from, std::int64_t negotiation, media::DescriptionKind kind,
                            const std::string& sdp)
{
    // Descriptions may overtake the news of who has come.
    if (const auto link = links_.find(from); link != links_.end())
        link->second->description_came(negotiation, kind, sdp);
    else
        keep({.from = from, .negotiation = negotiation, .kind = kind, .sdp = sdp});
}

void Mesh::candidate_came(const ParticipantId& from, std::int64_t negotiation,
                          std::optional<media::Candidate> candidate)
{
    if (const auto link = links_.find(from); link != links_.end())
        link->second->candidate_came(negotiation, std::move(candidate));
    else
        keep({.from = from, .negotiation = negotiation, .candidate = std::move(candidate)});
}

void Mesh::restart_asked(const ParticipantId& from)
{
    const auto link = links_.find(from);
    if (link == links_.end() || link->second->polite()) return;
    // A first offer that is still on its way reaches the new instance as well.
    if (link->second->answered()) link->second->begin();
}

void Mesh::close()
{
    links_.clear();
    members_.clear();
    early_.clear();
}

std::size_t Mesh::connected() const
{
    return static_cast<std::size_t>(
        std::count_if(links_.begin(), links_.end(), [](const auto& one) { return one.second->is_connected(); }));
}

} // namespace parlor::voicebot::bots
