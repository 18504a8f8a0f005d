#include "voicebot/host/seat.hpp"

#include "voicebot/host/wire_lobby.hpp"

#include <algorithm>
#include <random>

namespace parlor::voicebot::host {
namespace {

/// As the protocol bounds them.
constexpr std::size_t most_text = 65'536;
constexpr std::size_t most_candidate = 2'048;
/// Lines that a bot which is attached later is told.
constexpr std::size_t most_lines = 200;
/// The topic by which a polite peer asks the one that offers to begin anew.
constexpr std::string_view restart_topic = "webrtc.restart";

/// At most so many bytes of it, and whole characters of UTF-8.
std::string cut(const std::string& text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return text.substr(0, most);
}

std::string random_mark()
{
    std::random_device device;
    return std::to_string(device()) + '-' + std::to_string(device());
}

Error lost_for_good(std::uint16_t code)
{
    return {Errc::unauthenticated, "The server closed the bot's connection for good (" + std::to_string(code) + ")."};
}

} // namespace

Seat::Seat(runtime::ShardLoop& loop, SeatOptions options, SeatEvents& events)
    : options_(std::move(options)), events_(events),
      client_(loop, {.connection = {.server = options_.server, .token = options_.token}}), mark_(random_mark())
{
    for (const auto& entry : options_.entries) {
        old_until_ = client::seq_of(entry);
        if (auto line = line_of(entry)) lines_.push_back(std::move(*line));
    }
    for (auto& line : lines_) line.old = true;
    subscribe();
}

Seat::~Seat()
{
    subscriptions_.clear();
    membership_.reset();
}

void Seat::subscribe()
{
    const auto mine = [this](const auto& event) { return bot_ && event.lobby_id == options_.lobby_id; };
    subscriptions_.push_back(client_.on_state([this](const client::ConnectionState& state) {
        if (state.phase != client::Phase::ready) outgoing_.away();
        if (state.phase == client::Phase::failed) on_ended(lost_for_good(state.close_code));
    }));
    subscriptions_.push_back(client_.on<protocol::ParticipantsChanged>([this](const auto& event) {
        if (event.lobby_id == options_.lobby_id) changed(event);
    }));
    subscriptions_.push_back(client_.on<protocol::SessionDescription>([this, mine](const auto& event) {
        if (mine(event))
            bot_->description_came(ParticipantId{event.from}, event.negotiation, kind_of(event.description.type),
                                   event.description.sdp);
    }));
    subscriptions_.push_back(client_.on<protocol::IceCandidateEvent>([this, mine](const auto& event) {
        if (mine(event))
            bot_->candidate_came(ParticipantId{event.from}, event.negotiation, candidate_of(event.candidate));
    }));
    subscriptions_.push_back(client_.on<protocol::RelayedData>([this, mine](const auto& event) {
        if (mine(event) && event.topic == restart_topic) bot_->restart_asked(ParticipantId{event.from});
    }));
}

void Seat::attach(bots::LobbyEvents* bot)
{
    bot_ = bot;
    if (!bot_ || !was_in_) return;
    tell_joined();
    for (auto line : lines_) {
        line.old = true;
        bot_->line_added(line);
    }
}

void Seat::start()
{
    if (bot_)
        for (const auto& line : lines_) bot_->line_added(line);
    client::MembershipOptions options{.lobby_id = options_.lobby_id, .tab = {"bot"}};
    if (old_until_ > 0) options.after_seq = old_until_;
    client::MembershipListener& self = *this;
    membership_ = std::make_unique<client::LobbyMembership>(client_, std::move(options), self);
    client_.start();
}

void Seat::leave()
{
    if (membership_) membership_->leave();
    client_.stop();
}

void Seat::on_joined(const protocol::JoinResult& result)
{
    // Without the lobby's entries at hand, everything that is in the log by now is old.
    if (!was_in_ && old_until_ == 0) old_until_ = result.seq;
    was_in_ = true;
    self_ = member_of(result.participant);
    relay_only_ = result.lobby.ice_policy == protocol::IcePolicy::relay;
    has_media_ = result.lobby.media == protocol::MediaMode::mesh;
    members_.clear();
    for (const auto& one : result.participants) members_[one.id] = member_of(one);
    ice_servers_ = ice_servers_of(result.ice_servers);
    if (result.participants_cursor) fetch_rest(*result.participants_cursor);
    tell_joined();
    outgoing_.joined();
    events_.seated();
}

void Seat::fetch_rest(const std::string& cursor)
{
    client_.request(protocol::ListParticipants{.lobby_id = options_.lobby_id, .cursor = {cursor}, .limit = {500}},
                    [this, alive = std::weak_ptr{alive_}](const Result<protocol::ParticipantPage>& page) {
                        if (alive.expired() || !page) return;
                        for (const auto& one : page->participants) members_[one.id] = member_of(one);
                        tell_members();
                        if (page->next_cursor) fetch_rest(*page->next_cursor);
                    });
}

void Seat::on_entry(const protocol::Entry& entry)
{
    auto line = line_of(entry);
    if (!line) return;
    line->old = line->seq <= old_until_;
    if (lines_.size() >= most_lines) lines_.erase(lines_.begin());
    lines_.push_back(*line);
    if (bot_) bot_->line_added(*line);
}

void Seat::on_ended(const Error& why)
{
    outgoing_.away();
    client_.loop().post([this, alive = std::weak_ptr{alive_}, why] {
        if (!alive.expired()) events_.unseated(why);
    });
}

void Seat::changed(const protocol::ParticipantsChanged& change)
{
    for (const auto& gone : change.left) members_.erase(gone.participant_id);
    for (const auto& one : change.joined) members_[one.id] = member_of(one);
    for (const auto& one : change.updated)
        if (const auto known = members_.find(one.id); known != members_.end()) known->second = member_of(one);
    tell_members();
}

std::vector<bots::Member> Seat::others() const
{
    std::vector<bots::Member> out;
    for (const auto& [id, member] : members_)
        if (member.id != self_.id) out.push_back(member);
    return out;
}

void Seat::tell_members()
{
    if (bot_) bot_->members_changed(others());
}

void Seat::tell_joined()
{
    if (bot_)
        bot_->joined({.self = self_,
                      .members = others(),
                      .ice_servers = ice_servers_,
                      .media = has_media_,
                      .relay_only = relay_only_});
}

void Seat::write(const std::string& text)
{
    if (text.empty()) return;
    outgoing_.add(protocol::SendChatMessage{.lobby_id = options_.lobby_id,
                                            .text = {cut(text, most_text)},
                                            .client_id = {mark_ + '-' + std::to_string(++written_)},
                                            .reply_to_seq = {}});
}

void Seat::caption(const bots::Caption& caption)
{
    protocol::PublishTranscript line{.lobby_id = options_.lobby_id,
                                     .speaker = caption.speaker,
                                     .utterance_id = caption.utterance_id,
                                     .text = {cut(caption.text, most_text)},
                                     .final = caption.final,
                                     .started_at = to_ms(caption.started_at)};
    if (caption.final) return outgoing_.add(std::move(line));
    // What is half understood is soon outdated, so it is worth one attempt.
    (void)client_.send(line);
}

void Seat::relay_description(const ParticipantId& to, std::int64_t negotiation, media::DescriptionKind kind,
                             const std::string& sdp)
{
    if (sdp.empty() || sdp.size() > most_text) return;
    (void)client_.send(protocol::RelaySessionDescription{.lobby_id = options_.lobby_id,
                                                         .to = to,
                                                         .negotiation = negotiation,
                                                         .description = {.type = type_of(kind), .sdp = {sdp}}});
}

void Seat::relay_candidate(const ParticipantId& to, std::int64_t negotiation, const media::Candidate& candidate)
{
    if (candidate.text.size() > most_candidate) return;
    (void)client_.send(protocol::RelayIceCandidate{
        .lobby_id = options_.lobby_id, .to = to, .negotiation = negotiation, .candidate = candidate_of(candidate)});
}

void Seat::ask_for_restart(const ParticipantId& to)
{
    (void)client_.send(protocol::RelayData{
        .lobby_id = options_.lobby_id, .to = {to}, .topic = {std::string{restart_topic}}, .payload = {"{}"}});
}

void Seat::show_media(bool microphone, bool camera)
{
    (void)client_.send(
        protocol::UpdateParticipant{.lobby_id = options_.lobby_id,
                                    .media = {{.microphone = microphone, .camera = camera, .screen = false}},
                                    .hand = {},
                                    .away = {},
                                    .no_transcription = {}});
}

} // namespace parlor::voicebot::host
