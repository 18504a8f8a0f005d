#include "service/lobby_manager.hpp"

#include "service/lobby_manager_impl.hpp"

/// What members do over their connections; replies are given on the lobby's home shard.
namespace parlor::service {

void LobbyManager::call(Actor actor, protocol::Join message, Reply<protocol::JoinOutcome> reply)
{
    const LobbyId lobby{message.lobby_id};
    at_home(lobby, [actor = std::move(actor), lobby, message = std::move(message),
                    reply = std::move(reply)](LobbyShard& home) mutable {
        // Hashed whether or not the lobby is there, so that the time it takes tells nothing.
        if (message.invite) actor.invite = invite_hash(*message.invite);
        auto room = home.require_visible(lobby, actor);
        if (!room) return reply(std::move(room).error());
        home.door().knock(*room, std::move(actor), std::move(message), std::move(reply));
    });
}

void LobbyManager::call(Actor actor, protocol::Leave message, Reply<protocol::Empty> reply)
{
    const LobbyId lobby{message.lobby_id};
    at_home(lobby, [actor = std::move(actor), lobby, reply = std::move(reply)](LobbyShard& home) mutable {
        // Who waits may give up, also where the lobby is hidden from others.
        if (auto room = home.find(lobby); room && room->has_waiting(actor.connection))
            return reply(room->leave(actor.connection));
        auto room = home.require_member(lobby, actor);
        if (!room) return reply(std::move(room).error());
        reply((*room)->leave(actor.connection));
    });
}

void LobbyManager::call(const Actor& actor, protocol::ListParticipants message, Reply<protocol::ParticipantPage> reply)
{
    LobbyId lobby{message.lobby_id};
    as_member(
        actor, std::move(lobby), std::move(reply),
        [message = std::move(message)](Room& room, const ConnectionPtr&, Reply<protocol::ParticipantPage> answer) {
            answer(room.participants(message));
        });
}

void LobbyManager::call(const Actor& actor, protocol::UpdateParticipant message,
                        Reply<protocol::ParticipantResult> reply)
{
    LobbyId lobby{message.lobby_id};
    as_member(actor, std::move(lobby), std::move(reply),
              [message = std::move(message)](Room& room, const ConnectionPtr& connection,
                                             Reply<protocol::ParticipantResult> answer) {
                  answer(room.update(connection, message));
              });
}

void LobbyManager::submit(const Actor& actor, LobbyId lobby, domain::LogCommand command,
                          Reply<protocol::EntryAccepted> reply)
{
    as_member(actor, std::move(lobby), std::move(reply),
              [command = std::move(command)](Room& room, const ConnectionPtr& connection,
                                             Reply<protocol::EntryAccepted> answer) mutable {
                  room.submit(connection, std::move(command), std::move(answer));
              });
}

void LobbyManager::call(const Actor& actor, protocol::SendChatMessage message, Reply<protocol::EntryAccepted> reply)
{
    domain::Say say{.text = std::move(message.text), .client_id = {}, .reply_to = 0};
    if (message.client_id) say.client_id = *message.client_id;
    if (message.reply_to_seq) say.reply_to = *message.reply_to_seq;
    submit(actor, LobbyId{message.lobby_id}, std::move(say), std::move(reply));
}

void LobbyManager::call(const Actor& actor, protocol::EditChatMessage message, Reply<protocol::EntryAccepted> reply)
{
    submit(actor, LobbyId{message.lobby_id}, domain::EditText{message.target_seq, std::move(message.text)},
           std::move(reply));
}

void LobbyManager::call(const Actor& actor, protocol::DeleteChatMessage message, Reply<protocol::EntryAccepted> reply)
{
    submit(actor, LobbyId{message.lobby_id}, domain::DeleteText{message.target_seq}, std::move(reply));
}

void LobbyManager::call(const Actor& actor, protocol::SetReaction message, Reply<protocol::EntryAccepted> reply)
{
    submit(actor, LobbyId{message.lobby_id}, domain::React{message.target_seq, std::move(message.emoji), message.on},
           std::move(reply));
}

void LobbyManager::call(const Actor& actor, protocol::GetEntries message, Reply<protocol::EntryPage> reply)
{
    LobbyId lobby{message.lobby_id};
    as_member(actor, std::move(lobby), std::move(reply),
              [message = std::move(message)](Room& room, const ConnectionPtr&, Reply<protocol::EntryPage> answer) {
                  room.entries(message, std::move(answer));
              });
}

void LobbyManager::call(const Actor& actor, protocol::SetTyping message, Reply<protocol::Empty> reply)
{
    as_member(actor, LobbyId{message.lobby_id}, std::move(reply),
              [on = message.on](Room& room, const ConnectionPtr& connection, Reply<protocol::Empty> answer) {
                  answer(room.typing(connection, on));
              });
}

void LobbyManager::call(const Actor& actor, protocol::RelaySessionDescription message, Reply<protocol::Empty> reply)
{
    LobbyId lobby{message.lobby_id};
    as_member(actor, std::move(lobby), std::move(reply),
              [message = std::move(message)](Room& room, const ConnectionPtr& connection,
                                             Reply<protocol::Empty> answer) mutable {
                  answer(room.relay(connection, std::move(message)));
              });
}

void LobbyManager::call(const Actor& actor, protocol::RelayIceCandidate message, Reply<protocol::Empty> reply)
{
    LobbyId lobby{message.lobby_id};
    as_member(actor, std::move(lobby), std::move(reply),
              [message = std::move(message)](Room& room, const ConnectionPtr& connection,
                                             Reply<protocol::Empty> answer) mutable {
                  answer(room.relay(connection, std::move(message)));
              });
}

void LobbyManager::call(const Actor& actor, protocol::RelayData message, Reply<protocol::Empty> reply)
{
    LobbyId lobby{message.lobby_id};
    as_member(actor, std::move(lobby), std::move(reply),
              [message = std::move(message)](Room& room, const ConnectionPtr& connection,
                                             Reply<protocol::Empty> answer) mutable {
                  answer(room.relay(connection, std::move(message)));
              });
}

void LobbyManager::call(const Actor& actor, protocol::GetIceServers message, Reply<protocol::IceServers> reply)
{
    as_member(actor, LobbyId{message.lobby_id}, std::move(reply),
              [](Room& room, const ConnectionPtr& connection, Reply<protocol::IceServers> answer) {
                  answer(room.ice_servers(connection));
              });
}

void LobbyManager::call(const Actor& actor, protocol::PublishTranscript message,
                        Reply<protocol::TranscriptAccepted> reply)
{
    LobbyId lobby{message.lobby_id};
    as_member(actor, std::move(lobby), std::move(reply),
              [message = std::move(message)](Room& room, const ConnectionPtr& connection,
                                             Reply<protocol::TranscriptAccepted> answer) {
                  room.transcribe(connection, message, std::move(answer));
              });
}

void LobbyManager::visit(const LobbyId& lobby, UniqueFunction<void(const std::shared_ptr<Room>&)> use)
{
    at_home(lobby, [lobby, use = std::move(use)](LobbyShard& home) mutable { use(home.find(lobby)); });
}

void LobbyManager::connection_lost(const ConnectionPtr& connection, const LobbyId& lobby)
{
    at_home(lobby, [connection, lobby](LobbyShard& home) {
        if (auto room = home.find_even_ending(lobby)) room->connection_lost(connection);
    });
}

void LobbyManager::rename(const ConnectionPtr& connection, const LobbyId& lobby, domain::Naming naming)
{
    at_home(lobby, [connection, lobby, naming = std::move(naming)](LobbyShard& home) {
        if (auto room = home.find(lobby)) room->rename(connection, naming);
    });
}

} // namespace parlor::service
