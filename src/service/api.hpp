#pragma once
#include "base/result.hpp"
#include "base/unique_function.hpp"
#include "protocol/chat.hpp"
#include "protocol/invite.hpp"
#include "protocol/lobby.hpp"
#include "protocol/session.hpp"
#include "protocol/signaling.hpp"
#include "service/attachments.hpp"
#include "service/bot/bot_pass.hpp"
#include "service/ports.hpp"

#include <cstdint>
#include <string>

/// What the edges (HTTP, WebSocket) may ask of the services. Every method may be called on any shard and returns at once;
/// unless said otherwise its reply comes on the calling shard, exactly once. The services check everything: state, role,
/// size, rate; the edges only translate.
namespace parlor::service {

template <class T> using Reply = UniqueFunction<void(Result<T>)>;

/// Who asks; made by an edge from an authenticated session.
struct Actor {
    SessionId session;
    /// The session's name; empty = none.
    std::string name;
    /// Whether a password protects that name.
    bool name_protected = false;
    /// Hash of the token of an invite that is shown over HTTP; empty = none.
    std::string invite{};
    /// Textual IP address, after trusted proxies.
    std::string address;
    /// The WebSocket that asks; null over HTTP.
    ConnectionPtr connection;
    /// That WebSocket's lobbies; null over HTTP.
    std::shared_ptr<Attachments> attachments;
    /// Set where a bot's instance asks; null for people.
    std::shared_ptr<const BotPass> bot{};
};

struct CreatedSession {
    protocol::Session session;
    std::string token;
    std::int64_t max_age_s = 0;
};

struct AuthenticatedSession {
    SessionId id;
    protocol::Session session;
    /// How long it lives on, as a cookie wants it.
    std::int64_t max_age_s = 0;
};

class SessionApi {
public:
    virtual ~SessionApi() = default;
    /// Refuses with `rate_limited` (sessions per address and minute), `banned` (this address), `unavailable`.
    virtual void create(std::string client_address, Reply<CreatedSession> reply) = 0;
    /// Refuses with `unauthenticated` where the token belongs to no live session, and with `banned` where the server keeps
    /// out the session, its name or the address. Whoever is seen lives on: a session ends its lifetime after it was last
    /// used, to within a tenth of it or a day.
    virtual void authenticate(std::string token, std::string client_address, Reply<AuthenticatedSession> reply) = 0;
    /// Refuses with `bad_request` (not a name), `name_taken`, `banned` (the name), `password_required`, `wrong_password`,
    /// `rate_limited`.
    virtual void set_name(Actor actor, protocol::SetName message, Reply<protocol::SessionResult> reply) = 0;
    /// Protects the session's name by a password, or changes it. Refuses with `conflict` (the session has no name),
    /// `password_required`, `wrong_password`, `rate_limited`.
    virtual void set_password(Actor actor, protocol::SetPassword body, Reply<protocol::SessionResult> reply) = 0;
    /// Takes the protection away. Also refuses with `not_found` where there is none.
    virtual void remove_password(Actor actor, protocol::RemovePassword body, Reply<protocol::SessionResult> reply) = 0;
    /// Ends the session everywhere: its connections close with 4001. With `erase_texts` what it wrote is never served
    /// again from the reply on.
    virtual void end(Actor actor, protocol::EndSession body, Reply<protocol::Empty> reply) = 0;
};

/// Lobbies as HTTP sees them.
class LobbyApi {
public:
    virtual ~LobbyApi() = default;
    /// Public lobbies, most people first. `query` filters by name (empty = all), `cursor` continues a page.
    virtual void list(std::string query, std::string cursor, std::size_t limit, Reply<protocol::LobbyPage> reply) = 0;
    /// An `idempotency_key` (empty = none) makes repeats return the first lobby.
    virtual void create(Actor actor, protocol::CreateLobby body, std::string idempotency_key,
                        Reply<protocol::LobbyCreated> reply) = 0;
    /// An actor without session may see public lobbies. A private one answers `not_found`, here and below, to whoever is
    /// no member, is not in and shows no valid invite.
    virtual void get(Actor actor, LobbyId lobby, Reply<protocol::LobbyResult> reply) = 0;
    /// By role (`forbidden`). `conflict` where `version` is not the lobby's.
    virtual void update(Actor actor, LobbyId lobby, std::int64_t version, protocol::LobbyPatch body,
                        Reply<protocol::LobbyResult> reply) = 0;
    /// Owner only.
    virtual void end(Actor actor, LobbyId lobby, Reply<protocol::Empty> reply) = 0;
    /// Members only (`not_joined`).
    virtual void entries(Actor actor, protocol::GetEntries query, Reply<protocol::EntryPage> reply) = 0;
    virtual void participants(Actor actor, protocol::ListParticipants query,
                              Reply<protocol::ParticipantPage> reply) = 0;
    // Invites, for owner and moderators, wherever they are (`forbidden`)
    virtual void create_invite(Actor actor, LobbyId lobby, protocol::CreateInvite body,
                               Reply<protocol::InviteResult> reply) = 0;
    virtual void list_invites(Actor actor, LobbyId lobby, Reply<protocol::InviteList> reply) = 0;
    virtual void revoke_invite(Actor actor, LobbyId lobby, InviteId invite, Reply<protocol::Empty> reply) = 0;
};

/// What operators ask.
class HealthApi {
public:
    virtual ~HealthApi() = default;
    /// Any thread.
    virtual bool draining() const = 0;
    /// Whether the store answers; refuses with `unavailable`.
    virtual void probe(Reply<protocol::Empty> reply) = 0;
    /// Prometheus text format 0.0.4.
    virtual void metrics(Reply<std::string> reply) = 0;
};

} // namespace parlor::service
