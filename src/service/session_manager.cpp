#include "service/session_manager.hpp"

#include "base/address.hpp"
#include "service/back.hpp"
#include "service/bot/bot_secrets.hpp"
#include "service/events.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

/// Expired sessions are erased in steps, so that the store serves others in between.
constexpr std::size_t sweep_step = 500;

Error no_session()
{
    return {Errc::unauthenticated, "There is no such session, or it has ended."};
}

} // namespace

SessionManager::SessionManager(ShardContext& context, Random& random)
    : context_(context), random_(random), creations_(context.settings.sessions_per_address_per_minute),
      names_(context, [this](const SessionId& session) { return is_connected(session); })
{
}

template <class T> Reply<T> SessionManager::back(Reply<T> reply)
{
    return service::back(context_.shards, std::move(reply));
}

void SessionManager::start(Reply<protocol::Empty> done)
{
    context_.store.release_all_names(context_.clock.now(),
                                     context_.here<void>([this, done = std::move(done)](Result<void> released) mutable {
                                         if (!released) return done(released.error());
                                         load_bans(std::move(done));
                                     }));
}

void SessionManager::load_bans(Reply<protocol::Empty> done)
{
    context_.store.load_server_bans(context_.here<std::vector<domain::Ban>>(
        [this, done = std::move(done)](Result<std::vector<domain::Ban>> bans) mutable {
            if (!bans) return done(std::move(bans).error());
            for (const auto& ban : *bans) bans_.add(ban);
            done(protocol::Empty{});
        }));
}

void SessionManager::create(std::string client_address, Reply<CreatedSession> reply)
{
    on_home([this, address = std::move(client_address), reply = back(std::move(reply))]() mutable {
        if (auto admitted = admit({}, address); !admitted) return reply(admitted.error());
        if (auto allowed = creations_.take(address, context_.clock.instant(), "new sessions from this address");
            !allowed)
            return reply(allowed.error());
        auto secret = new_session_token(random_);
        const auto now = context_.clock.now();
        domain::SessionRecord record{.id = secret.id,
                                     .token_hash = secret.hash,
                                     .name = {},
                                     .created_at = now,
                                     .expires_at = now + context_.settings.session_lifetime};
        context_.store.create_session(
            record, context_.here<void>([this, record, token = std::move(secret.token),
                                         reply = std::move(reply)](Result<void> created) mutable {
                if (!created) return reply(created.error());
                auto wire = to_wire(keep(std::move(record)).record);
                const auto age = std::chrono::duration_cast<std::chrono::seconds>(context_.settings.session_lifetime);
                reply(CreatedSession{std::move(wire), std::move(token), age.count()});
            }));
    });
}

void SessionManager::authenticate(std::string token, std::string client_address, Reply<AuthenticatedSession> reply)
{
    if (is_bot_token(token))
        return reply(Error{Errc::forbidden, "A bot's token opens its WebSocket, and nothing else."});
    on_home([this, token = std::move(token), address = std::move(client_address),
             reply = back(std::move(reply))]() mutable {
        find(read_session_token(std::move(token)),
             [this, address = std::move(address), reply = std::move(reply)](Result<Live*> session) mutable {
                 if (!session) return reply(std::move(session).error());
                 const auto& record = (*session)->record;
                 if (auto admitted = admit(record, address); !admitted) return reply(admitted.error());
                 const auto left =
                     std::chrono::duration_cast<std::chrono::seconds>(record.expires_at - context_.clock.now());
                 reply(AuthenticatedSession{record.id, to_wire(record), left.count()});
             });
    });
}

domain::Visitor SessionManager::visitor(const domain::SessionRecord& session, const std::string& address)
{
    auto name = domain::parse_name(session.name);
    return {.session = session.id,
            .protected_name = name ? std::move(name->key) : std::string{},
            .network = client_network(address)};
}

Result<void> SessionManager::admit(const domain::SessionRecord& session, const std::string& address) const
{
    if (bans_.size() == 0) return {};
    if (const auto* ban = bans_.find(visitor(session, address), context_.clock.now())) return banned_from_server(*ban);
    return {};
}

void SessionManager::banned(const domain::Ban& ban)
{
    bans_.add(ban);
    for (const auto& [id, live] : live_)
        for (const auto& item : live.listening) {
            auto admitted = admit(live.record, item.address);
            if (admitted) continue;
            context_.courier.run(item.connection, [listener = item.listener, why = admitted.error()] {
                if (auto there = listener.lock()) there->session_banned(why);
            });
        }
}

void SessionManager::find(SessionToken token, Reply<Live*> reply)
{
    auto id = token.id;
    find(std::move(id), [this, hash = std::move(token.hash), reply = std::move(reply)](Result<Live*> session) mutable {
        if (!session) return reply(std::move(session));
        const auto& record = (*session)->record;
        if (!same_secret(record.token_hash, hash) || record.expires_at <= context_.clock.now())
            return reply(no_session());
        live_on(**session);
        reply(std::move(session));
    });
}

void SessionManager::live_on(Live& session)
{
    const auto lifetime = context_.settings.session_lifetime;
    const auto until = context_.clock.now() + lifetime;
    // Not at every look: each renewal is a write.
    if (until - session.record.expires_at < std::min<Millis>(lifetime / 10, std::chrono::days{1})) return;
    session.record.expires_at = until;
    context_.store.renew_session(session.record.id, until, [](Result<void>) {});
}

void SessionManager::find(SessionId session, Reply<Live*> reply)
{
    if (session.empty()) return reply(no_session());
    auto known = live_.find(session);
    if (known != live_.end()) return reply(&known->second);
    load(std::move(session), std::move(reply));
}

void SessionManager::load(SessionId session, Reply<Live*> reply)
{
    context_.store.find_session(
        session,
        context_.here<domain::SessionRecord>([this, session, reply = std::move(reply),
                                              before = displacements_](Result<domain::SessionRecord> record) mutable {
            if (!record)
                return reply(record.error().code == Errc::not_found ? no_session() : std::move(record).error());
            if (live_.contains(session)) return find(std::move(session), std::move(reply));
            // Another session may have taken its name since the store read it.
            if (before != displacements_) return load(std::move(session), std::move(reply));
            reply(&keep(std::move(*record)));
        }));
}

bool SessionManager::is_connected(const SessionId& session) const
{
    auto found = live_.find(session);
    return found != live_.end() && found->second.reserved > 0;
}

SessionManager::Live& SessionManager::keep(domain::SessionRecord record)
{
    if (live_.size() >= context_.settings.cached_sessions) make_room();
    auto id = record.id;
    return live_.try_emplace(std::move(id), Live{std::move(record), 0, {}}).first->second;
}

void SessionManager::make_room()
{
    // Any unused one will do: what is needed again is read again.
    std::size_t wanted = std::max<std::size_t>(1, context_.settings.cached_sessions / 16);
    for (auto item = live_.begin(); item != live_.end() && wanted > 0;) {
        if (item->second.reserved > 0) {
            ++item;
            continue;
        }
        item = live_.erase(item);
        --wanted;
    }
}

void SessionManager::reserve(std::string token, std::string client_address, Reply<SessionTicket> reply)
{
    on_home([this, token = std::move(token), address = std::move(client_address),
             reply = back(std::move(reply))]() mutable {
        find(read_session_token(std::move(token)),
             [this, address = std::move(address), reply = std::move(reply)](Result<Live*> session) mutable {
                 if (!session) return reply(std::move(session).error());
                 if (auto admitted = admit((*session)->record, address); !admitted) return reply(admitted.error());
                 const auto most = context_.settings.connections_per_session;
                 if ((*session)->reserved >= most)
                     return reply(Error{Errc::rate_limited,
                                        "A session has at most " + std::to_string(most) + " connections at a time.",
                                        {},
                                        5000});
                 reply(take_place(**session, std::move(address)));
             });
    });
}

SessionTicket SessionManager::take_place(Live& session, std::string address)
{
    const auto id = session.record.id;
    const auto place = next_place_++;
    if (session.reserved++ == 0) {
        ++connected_;
        context_.store.hold_name(id, [](Result<void>) {});
    }
    return SessionTicket{session.record, std::move(address), place,
                         [this, id, place] { on_home([this, id, place] { give_back(id, place); }); }};
}

std::size_t SessionManager::connections_of(const SessionId& session) const
{
    auto found = live_.find(session);
    return found == live_.end() ? 0 : found->second.reserved;
}

void SessionManager::give_back(const SessionId& session, std::uint64_t place)
{
    auto found = live_.find(session);
    if (found == live_.end()) return;
    auto& live = found->second;
    std::erase_if(live.listening, [&](const auto& item) { return item.place == place; });
    // One that expired and was looked up again has no places.
    if (live.reserved == 0 || --live.reserved > 0) return;
    --connected_;
    context_.store.release_name(session, context_.clock.now(), [](Result<void>) {});
}

void SessionManager::attach(const SessionTicket& ticket, ConnectionPtr connection,
                            std::weak_ptr<SessionListener> listener)
{
    on_home([this, seen = ticket.session(), address = ticket.address(), place = ticket.place(),
             connection = std::move(connection), listener = std::move(listener)]() mutable {
        auto found = live_.find(seen.id);
        if (found == live_.end()) {
            context_.courier.run(connection, [listener] {
                if (auto there = listener.lock()) there->session_ended();
            });
            return;
        }
        auto& live = found->second;
        if (live.record != seen)
            context_.courier.run(connection, [listener, record = live.record] {
                if (auto there = listener.lock()) there->session_changed(record, false);
            });
        // A ban may have come since the ticket was made.
        if (auto admitted = admit(live.record, address); !admitted)
            context_.courier.run(connection, [listener, why = admitted.error()] {
                if (auto there = listener.lock()) there->session_banned(why);
            });
        live.listening.push_back({place, std::move(address), std::move(connection), std::move(listener)});
    });
}

void SessionManager::set_name(Actor actor, protocol::SetName message, Reply<protocol::SessionResult> reply)
{
    auto name = domain::parse_name(message.name);
    if (!name) return reply(std::move(name).error());
    Names::Wish wish{.session = actor.session,
                     .name = std::move(name->shown),
                     .key = std::move(name->key),
                     .password = {},
                     .force = message.force.value_or(false),
                     .address = actor.address};
    if (message.password) wish.password = std::move(*message.password);
    const auto asker = actor.connection ? actor.connection->id() : ConnectionId{0};
    on_home([this, asker, wish = std::move(wish), reply = back(std::move(reply))]() mutable {
        const domain::Visitor named{.session = {}, .protected_name = wish.key, .network = {}};
        if (const auto* ban = bans_.find(named, context_.clock.now())) return reply(banned_from_server(*ban));
        auto asked = wish;
        names_.claim(std::move(asked), [this, asker, wish = std::move(wish),
                                        reply = std::move(reply)](Result<NameClaimed> outcome) mutable {
            if (!outcome)
                return reply(outcome.error().code == Errc::not_found ? no_session() : std::move(outcome).error());
            claimed(wish, *outcome, asker);
            reply(known(wish.session));
        });
    });
}

void SessionManager::claimed(const Names::Wish& wish, const NameClaimed& outcome, ConnectionId asker)
{
    if (outcome.displaced) {
        ++displacements_;
        renamed(*outcome.displaced, {}, false, 0);
    }
    renamed(wish.session, wish.name, outcome.name_protected, asker);
}

void SessionManager::set_password(Actor actor, protocol::SetPassword body, Reply<protocol::SessionResult> reply)
{
    protect(std::move(actor), std::move(body.old_password), std::move(body.password), std::move(reply));
}

void SessionManager::remove_password(Actor actor, protocol::RemovePassword body, Reply<protocol::SessionResult> reply)
{
    protect(std::move(actor), std::move(body.old_password), {}, std::move(reply));
}

void SessionManager::protect(Actor actor, std::optional<std::string> old_password, std::optional<std::string> password,
                             Reply<protocol::SessionResult> reply)
{
    Names::Protection wish{.session = actor.session,
                           .key = {},
                           .old_password = std::move(old_password),
                           .password = std::move(password),
                           .address = std::move(actor.address)};
    on_home([this, wish = std::move(wish), reply = back(std::move(reply))]() mutable {
        auto id = wish.session;
        find(std::move(id), [this, wish = std::move(wish), reply = std::move(reply)](Result<Live*> session) mutable {
            if (!session) return reply(std::move(session).error());
            auto name = (*session)->record.name;
            auto parsed = domain::parse_name(name);
            if (!parsed) return reply(Error{Errc::conflict, "Set a name first: it is what the password protects."});
            wish.key = std::move(parsed->key);
            const bool protects = wish.password.has_value();
            auto owner = wish.session;
            names_.protect(std::move(wish), [this, owner = std::move(owner), name = std::move(name), protects,
                                             reply = std::move(reply)](Result<protocol::Empty> kept) mutable {
                if (!kept) return reply(std::move(kept).error());
                renamed(owner, name, protects, 0);
                reply(known(owner));
            });
        });
    });
}

void SessionManager::renamed(const SessionId& session, const std::string& name, bool name_protected, ConnectionId asker)
{
    auto found = live_.find(session);
    if (found == live_.end()) return;
    auto& record = found->second.record;
    if (record.name == name && record.name_protected == name_protected) return;
    record.name = name;
    record.name_protected = name_protected;
    for (const auto& item : found->second.listening)
        context_.courier.run(item.connection,
                             [listener = item.listener, record, by_itself = item.connection->id() == asker] {
                                 if (auto there = listener.lock()) there->session_changed(record, by_itself);
                             });
}

Result<protocol::SessionResult> SessionManager::known(const SessionId& session) const
{
    auto found = live_.find(session);
    if (found == live_.end()) return no_session();
    return protocol::SessionResult{to_wire(found->second.record)};
}

void SessionManager::end(Actor actor, protocol::EndSession body, Reply<protocol::Empty> reply)
{
    on_home([this, session = actor.session,
             also = Erasure{body.erase_name.value_or(false), body.erase_texts.value_or(false)},
             reply = back(std::move(reply))]() mutable {
        context_.store.erase_session(
            session, also,
            context_.here<void>([this, session, also, reply = std::move(reply)](Result<void> gone) mutable {
                if (!gone && gone.error().code != Errc::not_found) return reply(gone.error());
                ended(session);
                context_.events.publish(SessionsGone{{session}});
                if (!also.texts) return reply(protocol::Empty{});
                context_.events.publish(
                    TextsErased{session, [reply = std::move(reply)]() mutable { reply(protocol::Empty{}); }});
            }));
    });
}

void SessionManager::ended(const SessionId& session)
{
    auto found = live_.find(session);
    if (found == live_.end()) return;
    if (found->second.reserved > 0) --connected_;
    for (const auto& item : found->second.listening)
        context_.courier.run(item.connection, [listener = item.listener] {
            if (auto there = listener.lock()) there->session_ended();
        });
    live_.erase(found);
}

void SessionManager::sweep()
{
    const auto now = context_.clock.now();
    std::vector<SessionId> expired;
    for (auto& [id, live] : live_)
        if (live.reserved > 0) live_on(live);
    for (const auto& [id, live] : live_)
        if (live.record.expires_at <= now) expired.push_back(id);
    for (const auto& id : expired) ended(id);
    for (const auto& ban : bans_.sweep(now)) context_.store.drop_ban({}, ban, [](Result<void>) {});
    erase_expired();
    context_.timers.after(context_.settings.session_sweep, [this] { sweep(); });
}

void SessionManager::erase_expired()
{
    context_.store.erase_expired_sessions(
        context_.clock.now(), sweep_step,
        context_.here<std::vector<SessionId>>([this](Result<std::vector<SessionId>> erased) {
            if (!erased || erased->empty()) return;
            context_.events.publish(SessionsGone{*erased});
            if (erased->size() == sweep_step) erase_expired();
        }));
}

} // namespace parlor::service
