#include "voicebot/bots/bot.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <utility>

namespace parlor::voicebot::bots {

Bot::Bot(Workshop& workshop, LobbyPort& port, std::unique_ptr<speech::Recogniser> recogniser, BotSettings settings)
    : workshop_(workshop), port_(port), settings_(std::move(settings)), recogniser_(std::move(recogniser)),
      mesh_(workshop.loop, port, *this, workshop.make_peer, settings_.mesh)
{
}

Bot::~Bot() = default;

void Bot::joined(const Joined& lobby)
{
    self_ = lobby.self;
    members_.clear();
    for (const auto& one : lobby.members) members_.emplace(one.id, one);
    note_arrivals();
    mesh_.joined(lobby, !std::exchange(was_in_, true));
    port_.show_media(settings_.mesh.speaks, settings_.mesh.shows);
}

void Bot::members_changed(const std::vector<Member>& members)
{
    members_.clear();
    for (const auto& one : members) members_.emplace(one.id, one);
    std::erase_if(ears_, [this](auto& one) {
        const auto member = members_.find(one.first);
        if (member != members_.end() && is_heard(member->second)) return false;
        one.second->close();
        return true;
    });
    note_arrivals();
    mesh_.members_changed(members);
}

void Bot::description_came(const ParticipantId& from, std::int64_t negotiation, media::DescriptionKind kind,
                           const std::string& sdp)
{
    mesh_.description_came(from, negotiation, kind, sdp);
}

void Bot::candidate_came(const ParticipantId& from, std::int64_t negotiation, std::optional<media::Candidate> candidate)
{
    mesh_.candidate_came(from, negotiation, std::move(candidate));
}

void Bot::restart_asked(const ParticipantId& from)
{
    mesh_.restart_asked(from);
}

void Bot::ended(const std::string& why)
{
    log::info("bot_left", {{"participant", self_.id.str()}, {"reason", why}});
    mesh_.close();
    ears_.clear();
}

void Bot::replace_recogniser(std::unique_ptr<speech::Recogniser> recogniser)
{
    for (const auto& [id, ear] : ears_) ear->close();
    ears_.clear();
    recogniser_ = std::move(recogniser);
}

void Bot::note_arrivals()
{
    std::erase_if(awaited_, [this](const auto& one) { return !members_.contains(one.first); });
    for (const auto& [id, member] : members_)
        if (member.online) awaited_.emplace(id, workshop_.loop.now());
}

std::string Bot::name_of(const ParticipantId& id) const
{
    const auto member = members_.find(id);
    return member == members_.end() ? "Somebody" : member->second.name;
}

void Bot::peer_connected(const ParticipantId& id)
{
    ++workshop_.meters.connections;
    if (const auto since = awaited_.find(id); since != awaited_.end() && since->second != Instant::max()) {
        workshop_.meters.connect.add(std::chrono::duration_cast<Millis>(workshop_.loop.now() - since->second));
        since->second = Instant::max();
    }
    const auto member = members_.find(id);
    if (member != members_.end() && !member->second.bot) person_connected(member->second);
}

void Bot::peer_heard(const ParticipantId& id, audio::PcmView frame)
{
    const auto member = members_.find(id);
    if (member == members_.end() || !is_heard(member->second)) return;
    auto& ear = ears_[id];
    if (!ear)
        ear = std::make_unique<Ear>(workshop_.loop, workshop_.clock, recogniser_.get(), id,
                                    static_cast<EarEvents&>(*this), settings_.ear);
    ear->hear(frame);
    double loudest = 0;
    for (const auto& one : ears_) loudest = std::max(loudest, one.second->level_db());
    loudest_db_ = loudest;
}

void Bot::peer_gone(const ParticipantId& id)
{
    ++workshop_.meters.lost_connections;
    if (const auto ear = ears_.find(id); ear != ears_.end()) ear->second->close();
}

} // namespace parlor::voicebot::bots
