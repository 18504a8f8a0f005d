#include "service/lobby_manager_impl.hpp"

/// What moderators do over their connections; replies are given on the lobby's home shard.
namespace parlor::service {

template <class Message>
void LobbyManager::moderate(Actor actor, Message message, Reply<typename Message::Result> reply)
{
    const LobbyId lobby{message.lobby_id};
    at_home(lobby, [actor = std::move(actor), lobby, message = std::move(message),
                    reply = std::move(reply)](LobbyShard& home) mutable {
        home.turns().take(lobby, std::move(reply),
                          [&home, lobby, actor = std::move(actor),
                           message = std::move(message)](Reply<typename Message::Result> answer) {
                              auto room = home.require_member(lobby, actor);
                              if (!room) return answer(std::move(room).error());
                              home.moderation().call(*room, actor, message, std::move(answer));
                          });
    });
}

template void LobbyManager::moderate(Actor, protocol::Mute, Reply<protocol::ParticipantResult>);
template void LobbyManager::moderate(Actor, protocol::SetRole, Reply<protocol::ParticipantResult>);
template void LobbyManager::moderate(Actor, protocol::Kick, Reply<protocol::Empty>);
template void LobbyManager::moderate(Actor, protocol::Ban, Reply<protocol::BanResult>);
template void LobbyManager::moderate(Actor, protocol::Unban, Reply<protocol::Empty>);
template void LobbyManager::moderate(Actor, protocol::ListBans, Reply<protocol::BanList>);
template void LobbyManager::moderate(Actor, protocol::Admit, Reply<protocol::Empty>);
template void LobbyManager::moderate(Actor, protocol::Deny, Reply<protocol::Empty>);

void LobbyManager::call(Actor actor, protocol::UpdateLobby message, Reply<protocol::LobbyResult> reply)
{
    const LobbyId lobby{message.lobby_id};
    at_home(lobby, [actor = std::move(actor), lobby, message = std::move(message),
                    reply = std::move(reply)](LobbyShard& home) mutable {
        auto room = home.require_member(lobby, actor);
        if (!room) return reply(std::move(room).error());
        home.settings().update(*room, actor, message.version, message, std::move(reply));
    });
}

void LobbyManager::call(Actor actor, protocol::CloseLobby message, Reply<protocol::LobbyResult> reply)
{
    const LobbyId lobby{message.lobby_id};
    at_home(lobby, [actor = std::move(actor), lobby, reply = std::move(reply)](LobbyShard& home) mutable {
        auto room = home.require_member(lobby, actor);
        if (!room) return reply(std::move(room).error());
        home.end(actor, lobby, std::move(reply));
    });
}

} // namespace parlor::service
