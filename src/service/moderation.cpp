#include "service/moderation.hpp"

#include "protocol/describe.hpp"
#include "service/secrets.hpp"
#include "service/wire_map.hpp"

namespace parlor::service {
namespace {

/// A participant for the answer: as it is now, or as it was where it left meanwhile.
Reply<void> answer_with(const Moderation::RoomPtr& room, const domain::Participant& before,
                        Reply<protocol::ParticipantResult> reply)
{
    return [room, before, reply = std::move(reply)](Result<void> done) mutable {
        if (!done) return reply(done.error());
        const auto* now = room->lobby().find(before.id);
        reply(protocol::ParticipantResult{to_wire(now ? *now : before)});
    };
}

Reply<void> answer_empty(Reply<protocol::Empty> reply)
{
    return [reply = std::move(reply)](Result<void> done) mutable {
        if (!done) return reply(done.error());
        reply(protocol::Empty{});
    };
}

std::string described(const domain::Participant& participant)
{
    return participant.name + " (" + participant.session.str() + ")";
}

Room::Removal removal_by(const Room& room, const Actor& actor, std::string message)
{
    const auto* by = room.participant_of(actor.connection);
    return {by ? by->id : ParticipantId{}, std::move(message)};
}

} // namespace

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::Mute& message, Turn turn,
                      Reply<protocol::ParticipantResult> reply)
{
    const ParticipantId target{message.participant_id};
    auto standing = domain::decide(room->lobby(), domain::Mute{actor.session, target, message.on});
    if (!standing) return reply(std::move(standing).error());
    const auto& before = *room->lobby().find(target);
    auto record = trail_.line(room->id(), actor, domain::Action::mute, described(before));
    record.details = message.on ? R"({"on":true})" : R"({"on":false})";
    auto then = answer_with(room, before, std::move(reply));
    context_.store.put_standing(room->id(), *standing,
                                trail_.finish(
                                    std::move(record),
                                    [room, standing = *standing, turn = std::move(turn)] {
                                        room->access_changed(domain::StandingSet{standing});
                                    },
                                    std::move(then)));
}

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::SetRole& message, Turn turn,
                      Reply<protocol::ParticipantResult> reply)
{
    const ParticipantId target{message.participant_id};
    auto decision = domain::decide(room->lobby(), domain::SetRole{.by = actor.session,
                                                                  .target = target,
                                                                  .role = from_wire(message.role),
                                                                  .now = context_.clock.now()});
    if (!decision) return reply(std::move(decision).error());
    const auto& before = *room->lobby().find(target);
    auto record = trail_.line(room->id(), actor, domain::Action::set_role, described(before));
    record.details = audit_detail("role", protocol::enum_name(message.role));
    auto then = answer_with(room, before, std::move(reply));
    if (const auto* change = std::get_if<domain::OwnerChange>(&*decision))
        return give_lobby_away(room, *change, std::move(turn), std::move(record), std::move(then));
    auto standing = std::get<domain::Standing>(*decision);
    context_.store.put_standing(
        room->id(), standing,
        trail_.finish(
            std::move(record),
            [room, standing, turn = std::move(turn)] { room->access_changed(domain::StandingSet{standing}); },
            std::move(then)));
}

void Moderation::give_lobby_away(const RoomPtr& room, const domain::OwnerChange& change, Turn turn, AuditRecord line,
                                 Then then)
{
    // Until the lobby has its new owner, the old one's standing as a moderator says nothing.
    const domain::Standing moderator{
        .session = room->lobby().record.owner, .role = domain::Role::moderator, .since = context_.clock.now()};
    context_.store.put_standing(room->id(), moderator, context_.here<void>([room, moderator](Result<void> kept) {
        if (kept) room->access_changed(domain::StandingSet{moderator});
    }));
    auto record = room->lobby().record;
    record.owner = change.owner;
    const auto version = record.version;
    context_.store.update_lobby(
        std::move(record), version,
        context_.here<domain::LobbyRecord>([this, room, turn = std::move(turn), line = std::move(line),
                                            then = std::move(then)](Result<domain::LobbyRecord> stored) mutable {
            if (!stored) return then(stored.error());
            room->settings_changed(*stored);
            trail_.write(std::move(line), std::move(then));
        }));
}

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::Kick& message, Turn turn,
                      Reply<protocol::Empty> reply)
{
    const ParticipantId target{message.participant_id};
    auto session = domain::decide(room->lobby(), domain::Kick{actor.session, target});
    if (!session) return reply(std::move(session).error());
    auto record = trail_.line(room->id(), actor, domain::Action::kick, described(*room->lobby().find(target)));
    const std::string reason = message.reason.value_or("");
    record.details = audit_detail("reason", reason);
    auto removal = removal_by(*room, actor, reason);
    auto then = answer_empty(std::move(reply));
    if (!room->lobby().standing_of(*session)) {
        room->remove(*session, domain::LeaveReason::kicked, removal);
        return trail_.write(std::move(record), std::move(then));
    }
    const auto left = domain::standing_after_removal(room->lobby(), *session);
    const domain::AccessEvent event =
        left ? domain::AccessEvent{domain::StandingSet{*left}} : domain::AccessEvent{domain::StandingDropped{*session}};
    auto done = trail_.finish(
        std::move(record),
        [room, session = *session, event, removal = std::move(removal), turn = std::move(turn)] {
            room->remove(session, domain::LeaveReason::kicked, removal);
            room->access_changed(event);
        },
        std::move(then));
    if (left)
        context_.store.put_standing(room->id(), *left, std::move(done));
    else
        context_.store.drop_standing(room->id(), *session, std::move(done));
}

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::Ban& message, Turn turn,
                      Reply<protocol::BanResult> reply)
{
    forget_old_bans(room);
    const ParticipantId target{message.participant_id};
    domain::PutBan command{.by = actor.session,
                           .target = target,
                           .id = BanId{random_id(context_.random)},
                           .reason = message.reason.value_or(""),
                           .until = {},
                           .by_address = message.address.value_or(false),
                           .now = context_.clock.now()};
    if (message.until) command.until = from_ms(*message.until);
    auto ban = domain::decide(room->lobby(), command);
    if (!ban) return reply(std::move(ban).error());
    const auto most = context_.settings.bans_per_lobby;
    if (room->lobby().bans.size() >= most)
        return reply(Error{Errc::unavailable, "A lobby has at most " + std::to_string(most) + " bans: lift some."});
    const auto& lobby = room->lobby();
    const auto* banned = lobby.find(target) ? lobby.find(target) : &lobby.waiting.at(target);
    auto record = trail_.line(room->id(), actor, domain::Action::ban, described(*banned));
    record.details = audit_detail("reason", ban->reason);
    auto answer = info(*room, *ban);
    const auto left = domain::standing_after_removal(lobby, ban->session);
    context_.store.put_ban(
        room->id(), *ban, left,
        trail_.finish(
            std::move(record),
            [room, event = domain::BanPut{*ban, left}, removal = removal_by(*room, actor, ban->reason),
             turn = std::move(turn)] { room->access_changed(event, removal); },
            [answer = std::move(answer), reply = std::move(reply)](Result<void> done) mutable {
                if (!done) return reply(done.error());
                reply(protocol::BanResult{std::move(answer)});
            }));
}

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::Unban& message, Turn turn,
                      Reply<protocol::Empty> reply)
{
    const BanId ban{message.ban_id};
    if (auto fine = domain::decide(room->lobby(), domain::LiftBan{actor.session, ban}); !fine)
        return reply(fine.error());
    const auto& lifted = room->lobby().bans.at(ban);
    auto record =
        trail_.line(room->id(), actor, domain::Action::unban, lifted.name + " (" + lifted.session.str() + ")");
    context_.store.drop_ban(room->id(), ban,
                            trail_.finish(
                                std::move(record),
                                [room, ban, turn = std::move(turn)] { room->access_changed(domain::BanLifted{ban}); },
                                answer_empty(std::move(reply))));
}

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::ListBans&, Reply<protocol::BanList> reply)
{
    if (auto allowed = domain::check(room->lobby(), actor.session, domain::Action::list_bans); !allowed)
        return reply(allowed.error());
    protocol::BanList list;
    for (const auto& [id, ban] : room->lobby().bans)
        if (ban.in_force(context_.clock.now())) list.bans.push_back(info(*room, ban));
    reply(std::move(list));
}

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::Admit& message, Turn turn,
                      Reply<protocol::Empty> reply)
{
    const ParticipantId target{message.participant_id};
    auto standing = domain::decide(room->lobby(),
                                   domain::Admit{.by = actor.session, .target = target, .now = context_.clock.now()});
    if (!standing) return reply(std::move(standing).error());
    auto line = trail_.line(room->id(), actor, domain::Action::admit, described(room->lobby().waiting.at(target)));
    room->admit_waiting(target, *standing,
                        [this, turn = std::move(turn), line = std::move(line),
                         reply = std::move(reply)](Result<void> admitted) mutable {
                            if (!admitted) return reply(admitted.error());
                            trail_.write(std::move(line), answer_empty(std::move(reply)));
                        });
}

void Moderation::call(RoomPtr room, const Actor& actor, const protocol::Deny& message, Turn,
                      Reply<protocol::Empty> reply)
{
    const ParticipantId target{message.participant_id};
    if (auto fine = domain::decide(room->lobby(), domain::Deny{actor.session, target}); !fine)
        return reply(fine.error());
    auto line = trail_.line(room->id(), actor, domain::Action::deny, described(room->lobby().waiting.at(target)));
    room->deny_waiting(target);
    trail_.write(std::move(line), answer_empty(std::move(reply)));
}

void Moderation::forget_old_bans(const RoomPtr& room)
{
    std::vector<BanId> over;
    for (const auto& [id, ban] : room->lobby().bans)
        if (!ban.in_force(context_.clock.now())) over.push_back(id);
    for (const auto& id : over) {
        context_.store.drop_ban(room->id(), id, [](Result<void>) {});
        room->access_changed(domain::BanLifted{id});
    }
}

protocol::BanInfo Moderation::info(const Room& room, const domain::Ban& ban) const
{
    protocol::BanInfo wire{.id = ban.id,
                           .person_id = context_.ids.person(ban.session, room.id()),
                           .name = ban.name,
                           .by = ban.by,
                           .reason = ban.reason,
                           .at = to_ms(ban.at),
                           .until = {},
                           .by_address = !ban.network.empty()};
    if (ban.until) wire.until.emplace(to_ms(*ban.until));
    return wire;
}

} // namespace parlor::service
