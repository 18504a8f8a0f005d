#include "service/door.hpp"

#include "service/configured_lobbies.hpp"
#include "service/visitor.hpp"

namespace parlor::service {

void Door::knock(std::shared_ptr<Room> room, Actor actor, protocol::Join message, Reply<protocol::JoinOutcome> reply)
{
    // Whoever may add bots has asked for this one: it shows nothing and waits for nobody.
    if (actor.bot) return enter({std::move(room), std::move(actor), std::move(message), {}, std::move(reply)});
    domain::Knock knock{.id = context_.ids.participant(actor.session, room->id(), TabId{message.tab}),
                        .visitor = visitor_of(actor),
                        .invite_hash = actor.invite};
    proceed({std::move(room), std::move(actor), std::move(message), std::move(knock), std::move(reply)});
}

void Door::proceed(Attempt attempt)
{
    attempt.knock.now = context_.clock.now();
    auto passage = domain::decide(attempt.room->lobby(), attempt.knock);
    if (!passage) return attempt.reply(std::move(passage).error());
    switch (*passage) {
    case domain::Passage::come_in: return admit(std::move(attempt));
    case domain::Passage::show_password: return check_password(std::move(attempt));
    case domain::Passage::wait:
        if (auto waits = attempt.room->wait(std::move(attempt.actor), std::move(attempt.message)); !waits)
            return attempt.reply(waits.error());
        return attempt.reply(protocol::JoinOutcome{protocol::JoinWaiting{}});
    }
}

void Door::check_password(Attempt attempt)
{
    if (!attempt.message.password)
        return attempt.reply(Error{Errc::password_required, "This lobby has a password.", "password"});
    auto tries = attempt.room->id().str() + '\n' + attempt.knock.visitor.network;
    if (auto allowed = tries_.take(tries, context_.clock.instant(), "tries at the password of this lobby"); !allowed)
        return attempt.reply(allowed.error());
    auto hash = attempt.room->lobby().record.password_hash;
    auto password = *attempt.message.password;
    context_.passwords.check(
        hash, std::move(password),
        [this, hash, tries = std::move(tries), attempt = std::move(attempt)](Result<PasswordCheck> check) mutable {
            if (check && !check->right)
                return attempt.reply(Error{Errc::wrong_password, "This is not the lobby's password.", "password"});
            tries_.give_back(tries);
            if (!check) return attempt.reply(std::move(check).error());
            // Where the password has been changed meanwhile it is asked for again.
            attempt.knock.password_right = attempt.room->lobby().record.password_hash == hash;
            proceed(std::move(attempt));
        });
}

void Door::admit(Attempt attempt)
{
    auto& room = *attempt.room;
    const auto& lobby = room.lobby();
    const bool returns = lobby.find(attempt.knock.id);
    auto standing = returns ? std::nullopt : domain::admission(lobby, attempt.actor.session, context_.clock.now());
    if (lobby.role_of(attempt.actor.session) > domain::Role::moderator &&
        moderates_by_name(context_.settings, lobby.record, attempt.knock.visitor.protected_name)) {
        const auto* before = lobby.standing_of(attempt.actor.session);
        standing = domain::Standing{.session = attempt.actor.session,
                                    .role = domain::Role::moderator,
                                    .muted = before && before->muted,
                                    .since = context_.clock.now()};
    }
    const auto* invite = domain::invite_used(lobby, attempt.knock);
    if (!standing && (returns || !invite)) return enter(std::move(attempt));
    const auto used = invite ? invite->id : InviteId{};
    // Taken at once: two who come at the same moment must not both use the last one.
    if (invite) room.access_changed(domain::InviteUsed{used});
    context_.store.admit(room.id(), standing, used,
                         context_.here<void>([attempt = std::move(attempt), standing, used](Result<void> kept) mutable {
                             if (!kept) {
                                 if (!used.empty()) attempt.room->access_changed(domain::InviteUsed{used, -1});
                                 return attempt.reply(kept.error());
                             }
                             if (standing) attempt.room->access_changed(domain::StandingSet{*standing});
                             enter(std::move(attempt));
                         }));
}

void Door::enter(Attempt attempt)
{
    auto room = attempt.room;
    room->join(std::move(attempt.actor), std::move(attempt.message),
               [reply = std::move(attempt.reply)](Result<protocol::JoinResult> joined) mutable {
                   if (!joined) return reply(std::move(joined).error());
                   reply(protocol::JoinOutcome{std::move(*joined)});
               });
}

} // namespace parlor::service
