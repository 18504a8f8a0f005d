#pragma once
#include "service/lobby_shard.hpp"
#include "service/moderation.hpp"
#include "service/rate_table.hpp"
#include "service/secrets.hpp"

#include <atomic>
#include <memory>
#include <vector>

namespace parlor::service {

/// All lobbies of this node, from any shard: takes each request to the lobby's home shard. HTTP's replies come back to
/// the calling shard. The live methods, those of WebSockets, reply on the home shard: an answer that goes out through
/// that shard's courier follows everything its receiver was told before.
class LobbyManager final : public LobbyApi {
public:
    /// `shards`: one per shard, by index; they outlive this. `random` must be thread-safe.
    LobbyManager(Shards& shards, std::vector<std::unique_ptr<LobbyShard>>& homes, Random& random);

    /// Gives the stored lobbies to their shards; `done` comes on the calling shard once all are open.
    void restore(std::vector<domain::LobbyRecord> records, std::vector<LobbyAccess> access, Task done);

    // HTTP
    void list(std::string query, std::string cursor, std::size_t limit, Reply<protocol::LobbyPage> reply) override;
    void create(Actor actor, protocol::CreateLobby body, std::string idempotency_key,
                Reply<protocol::LobbyCreated> reply) override;
    void get(Actor actor, LobbyId lobby, Reply<protocol::LobbyResult> reply) override;
    void update(Actor actor, LobbyId lobby, std::int64_t version, protocol::LobbyPatch body,
                Reply<protocol::LobbyResult> reply) override;
    void end(Actor actor, LobbyId lobby, Reply<protocol::Empty> reply) override;
    void entries(Actor actor, protocol::GetEntries query, Reply<protocol::EntryPage> reply) override;
    void participants(Actor actor, protocol::ListParticipants query, Reply<protocol::ParticipantPage> reply) override;
    void create_invite(Actor actor, LobbyId lobby, protocol::CreateInvite body,
                       Reply<protocol::InviteResult> reply) override;
    void list_invites(Actor actor, LobbyId lobby, Reply<protocol::InviteList> reply) override;
    void revoke_invite(Actor actor, LobbyId lobby, InviteId invite, Reply<protocol::Empty> reply) override;

    // For administrators
    void end_by_administrator(LobbyId lobby, Reply<protocol::Empty> reply);
    /// Answers with `look(lobby)`, called on its home shard. Refuses with `not_found`. Instantiated by the services alone.
    template <class T, class Look> void look_at(const LobbyId& lobby, Reply<T> reply, Look look);

    // Live: the actor has a connection
    void call(Actor actor, protocol::Join message, Reply<protocol::JoinOutcome> reply);
    void call(Actor actor, protocol::Leave message, Reply<protocol::Empty> reply);
    void call(const Actor& actor, protocol::ListParticipants message, Reply<protocol::ParticipantPage> reply);
    void call(const Actor& actor, protocol::UpdateParticipant message, Reply<protocol::ParticipantResult> reply);
    void call(const Actor& actor, protocol::SendChatMessage message, Reply<protocol::EntryAccepted> reply);
    void call(const Actor& actor, protocol::EditChatMessage message, Reply<protocol::EntryAccepted> reply);
    void call(const Actor& actor, protocol::DeleteChatMessage message, Reply<protocol::EntryAccepted> reply);
    void call(const Actor& actor, protocol::SetReaction message, Reply<protocol::EntryAccepted> reply);
    void call(const Actor& actor, protocol::GetEntries message, Reply<protocol::EntryPage> reply);
    void call(const Actor& actor, protocol::SetTyping message, Reply<protocol::Empty> reply);
    void call(const Actor& actor, protocol::RelaySessionDescription message, Reply<protocol::Empty> reply);
    void call(const Actor& actor, protocol::RelayIceCandidate message, Reply<protocol::Empty> reply);
    void call(const Actor& actor, protocol::RelayData message, Reply<protocol::Empty> reply);
    void call(const Actor& actor, protocol::GetIceServers message, Reply<protocol::IceServers> reply);
    void call(const Actor& actor, protocol::PublishTranscript message, Reply<protocol::TranscriptAccepted> reply);
    void call(Actor actor, protocol::UpdateLobby message, Reply<protocol::LobbyResult> reply);
    void call(Actor actor, protocol::CloseLobby message, Reply<protocol::LobbyResult> reply);
    void call(Actor actor, protocol::ListBans message, Reply<protocol::BanList> reply);
    /// Everything else that moderators do (protocol/moderation.hpp).
    template <class Message>
    requires requires(Moderation& moderation, std::shared_ptr<Room> room, const Actor& actor, const Message& message,
                      Turn turn, Reply<typename Message::Result> reply)
    {
        moderation.call(room, actor, message, std::move(turn), std::move(reply));
    }
    void call(Actor actor, Message message, Reply<typename Message::Result> reply)
    {
        moderate(std::move(actor), std::move(message), std::move(reply));
    }

    /// The connection is gone: its participants in these lobbies are offline.
    void connection_lost(const ConnectionPtr& connection, const LobbyId& lobby);
    void rename(const ConnectionPtr& connection, const LobbyId& lobby, domain::Naming naming);

    /// Runs `use` on the lobby's home shard; with null where there is no such lobby.
    void visit(const LobbyId& lobby, UniqueFunction<void(const std::shared_ptr<Room>&)> use);

    /// The calling shard's courier.
    Courier& courier_here() { return at(shards_.current()).context().courier; }

    /// The shard that a lobby lives on, whether there is one or not. Any thread.
    ShardIndex home_of(const LobbyId& lobby) const;

private:
    struct Listing;
    /// A lobby on its way into being.
    struct Creation {
        domain::Create command;
        Actor actor;
        std::string key;
        Reply<protocol::LobbyCreated> reply;
    };
    using RoomPtr = std::shared_ptr<Room>;

    LobbyShard& at(ShardIndex shard) { return *homes_[shard]; }
    /// Runs `then(LobbyShard&)` on the lobby's home shard.
    template <class Then> void at_home(const LobbyId& lobby, Then then);
    /// Runs `use(home, room, actor, reply)` on the home shard where the actor may know of the lobby, else refuses with
    /// `not_found`. The reply comes back to the calling shard.
    template <class T, class Use> void if_visible(Actor actor, const LobbyId& lobby, Reply<T> reply, Use use);
    /// Runs `use(room, connection, reply)` there for one who is in; the reply stays there. What members say by the thousand
    /// comes this way: the actor is copied only where the home is another shard.
    template <class T, class Use> void as_member(const Actor& actor, LobbyId lobby, Reply<T> reply, Use use);
    /// A reply that comes back to the calling shard.
    template <class T> Reply<T> back(Reply<T> reply);
    /// An id of a lobby to come whose home is the next shard in turn, so that all have about as many. On shard 0.
    LobbyId new_id();
    Result<void> may_create(const Actor& actor);
    void keep(Creation creation);
    static void created(LobbyShard& home, const domain::LobbyRecord& record, Reply<protocol::LobbyCreated> reply);
    template <class Message> void moderate(Actor actor, Message message, Reply<typename Message::Result> reply);
    void sessions_gone(const std::vector<SessionId>& sessions);
    void texts_erased(const SessionId& author, Task done);
    /// Runs `use(LobbyShard&)` on every shard, then `done` on the calling one.
    void on_all(std::function<void(LobbyShard&)> use, Task done);
    void submit(const Actor& actor, LobbyId lobby, domain::LogCommand command, Reply<protocol::EntryAccepted> reply);

    Shards& shards_;
    std::vector<std::unique_ptr<LobbyShard>>& homes_;
    Random& random_;
    const Settings& settings_;
    /// Lobbies on all shards, those being created included.
    std::atomic<std::size_t> count_{0};
    unsigned next_home_ = 0;
    /// Creations by session; used on shard 0 alone.
    RateTable creations_;
};

} // namespace parlor::service
