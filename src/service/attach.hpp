#pragma once
#include "service/attachments.hpp"
#include "service/courier.hpp"

#include <memory>
#include <string>

/// How rooms tell a connection in which lobbies it is, in the order of everything else that it is told.
namespace parlor::service {

inline void note_attached(Courier& courier, const ConnectionPtr& connection,
                          const std::shared_ptr<Attachments>& attachments, const LobbyId& lobby, std::string name)
{
    if (!attachments) return;
    courier.run(connection, [attachments, lobby, name = std::move(name)] { attachments->attached(lobby, name); });
}

inline void note_detached(Courier& courier, const ConnectionPtr& connection,
                          const std::shared_ptr<Attachments>& attachments, const LobbyId& lobby)
{
    if (!attachments) return;
    courier.run(connection, [attachments, lobby] { attachments->detached(lobby); });
}

} // namespace parlor::service
