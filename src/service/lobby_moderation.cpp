#include "service/lobby_manager_impl.hpp"

/// What moderators do over their connections; replies are given on the lobby's home shard.
namespace parlor::service {
namespace {

template <class Message> constexpr domain::Action action_of{};
template <> constexpr auto action_of<protocol::Mute> = domain::Action::mute;
template <> constexpr auto action_of<protocol::SetRole> = domain::Action::set_role;
template <> constexpr auto action_of<protocol::Kick> = domain::Action::kick;
template <> constexpr auto action_of<protocol::Ban> = domain::Action::ban;
template <> constexpr auto action_of<protocol::Unban> = domain::Action::unban;
template <> constexpr auto action_of<protocol::Admit> = domain::Action::admit;
template <> constexpr auto action_of<protocol::Deny> = domain::Action::deny;

} // namespace

template <class Message>
void LobbyManager::moderate(Actor actor, Message message, Reply<typename Message::Result> reply)
{
    const LobbyId lobby{message.lobby_id};
    at_home(lobby, [actor = std::move(actor), lobby, message = std::move(message),
                    reply = std::move(reply)](LobbyShard& home) mutable {
        auto room = home.require_member(lobby, actor);
        if (!room) return reply(std::move(room).error());
        // Who may not is told so at once, and takes nobody's place among those who wait.
        if (auto allowed = domain::check((*room)->lobby(), actor.session, action_of<Message>); !allowed)
            return reply(allowed.error());
        const auto by = actor.session;
        home.turns().take(lobby, by, std::move(reply),
                          [&home, lobby, actor = std::move(actor),
                           message = std::move(message)](Turn turn, Reply<typename Message::Result> answer) {
                              auto still = home.require(lobby);
                              if (!still) return answer(std::move(still).error());
                              home.moderation().call(*still, actor, message, std::move(turn), std::move(answer));
                          });
    });
}

template void LobbyManager::moderate(Actor, protocol::Mute, Reply<protocol::ParticipantResult>);
template void LobbyManager::moderate(Actor, protocol::SetRole, Reply<protocol::ParticipantResult>);
template void LobbyManager::moderate(Actor, protocol::Kick, Reply<protocol::Empty>);
template void LobbyManager::moderate(Actor, protocol::Ban, Reply<protocol::BanResult>);
template void LobbyManager::moderate(Actor, protocol::Unban, Reply<protocol::Empty>);
template void LobbyManager::moderate(Actor, protocol::Admit, Reply<protocol::Empty>);
template void LobbyManager::moderate(Actor, protocol::Deny, Reply<protocol::Empty>);

void LobbyManager::call(Actor actor, protocol::ListBans message, Reply<protocol::BanList> reply)
{
    const LobbyId lobby{message.lobby_id};
    at_home(lobby, [actor = std::move(actor), lobby, message, reply = std::move(reply)](LobbyShard& home) mutable {
        auto room = home.require_member(lobby, actor);
        if (!room) return reply(std::move(room).error());
        home.moderation().call(*room, actor, message, std::move(reply));
    });
}

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
