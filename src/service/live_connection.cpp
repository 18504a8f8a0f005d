#include "service/live_connection.hpp"

#include "protocol/encode.hpp"
#include "service/visitor.hpp"
#include "service/wire_map.hpp"

namespace parlor::service {
LiveConnection::LiveConnection(LiveServices& services, SessionTicket ticket, ConnectionPtr connection)
    : services_(services), ticket_(std::move(ticket)),
      session_(ticket_.session()), actor_{.session = session_.id,
                                          .name = session_.name,
                                          .name_protected = session_.name_protected,
                                          .address = ticket_.address(),
                                          .connection = std::move(connection),
                                          .attachments = {},
                                          .bot = ticket_.bot()},
      rates_(services.settings)
{
}

void LiveConnection::open()
{
    actor_.attachments =
        std::make_shared<Attachments>([self = weak_from_this(), &lobbies = services_.lobbies,
                                       connection = actor_.connection](const LobbyId& lobby, const std::string& name) {
            auto there = self.lock();
            // The socket broke while the lobby let it in.
            if (!there || there->lost_) return lobbies.connection_lost(connection, lobby);
            there->attached(lobby, name);
        });
    if (actor_.bot)
        services_.bots.attach(ticket_, actor_.connection, weak_from_this());
    else
        services_.sessions.attach(ticket_, actor_.connection, weak_from_this());
}

void LiveConnection::lost()
{
    lost_ = true;
    for (const auto& lobby : actor_.attachments->lobbies()) services_.lobbies.connection_lost(actor_.connection, lobby);
}

protocol::Welcome LiveConnection::welcome() const
{
    const auto& settings = services_.settings;
    return {.session = to_wire(session_),
            .connection_id = std::to_string(actor_.connection->id()),
            .server = services_.server,
            .heartbeat_ms = settings.heartbeat.count(),
            .limits = {.message_bytes = settings.message_bytes,
                       .messages_per_second = settings.messages_per_second,
                       .message_burst = settings.message_burst,
                       .chat_text_bytes = settings.log.text_bytes,
                       .relay_one_bytes = settings.relay_one_bytes,
                       .relay_all_bytes = settings.relay_all_bytes,
                       .lobbies_per_connection = settings.lobbies_per_connection,
                       .connections_per_session = settings.connections_per_session,
                       .resume_entries = settings.resume_entries}};
}

void LiveConnection::call(protocol::SetName message, Reply<protocol::SessionResult> reply)
{
    if (actor_.bot) return reply(not_for_bots());
    services_.sessions.set_name(actor_, std::move(message), std::move(reply));
}

void LiveConnection::call(protocol::Join message, Reply<protocol::JoinOutcome> reply)
{
    if (actor_.bot && actor_.bot->lobby.str() != message.lobby_id)
        return reply(Error{Errc::forbidden, "This bot was started for another lobby.", "lobby_id"});
    auto& attachments = *actor_.attachments;
    const auto most = services_.settings.lobbies_per_connection;
    if (!attachments.lobbies().contains(LobbyId{message.lobby_id}) &&
        attachments.lobbies().size() + attachments.joining >= most)
        return reply(Error{Errc::conflict,
                           "One connection can be in at most " + std::to_string(most) + " lobbies at a time.",
                           "lobby_id"});
    ++attachments.joining;
    services_.lobbies.call(actor_, std::move(message),
                           [attachments = actor_.attachments, connection = actor_.connection,
                            &lobbies = services_.lobbies,
                            reply = std::move(reply)](Result<protocol::JoinOutcome> result) mutable {
                               lobbies.courier_here().run(connection, [attachments] { --attachments->joining; });
                               reply(std::move(result));
                           });
}

void LiveConnection::attached(const LobbyId& lobby, const std::string& name)
{
    if (name != actor_.name) services_.lobbies.rename(actor_.connection, lobby, naming_of(session_));
}

void LiveConnection::session_changed(const domain::SessionRecord& session, bool by_itself)
{
    if (lost_) return;
    session_ = session;
    actor_.name = session.name;
    actor_.name_protected = session.name_protected;
    for (const auto& lobby : actor_.attachments->lobbies())
        services_.lobbies.rename(actor_.connection, lobby, naming_of(session));
    if (!by_itself) actor_.connection->send(protocol::message_frame(protocol::SessionChanged{to_wire(session)}));
}

void LiveConnection::session_ended()
{
    end(protocol::CloseCode::session_ended, "This session has ended.");
}

void LiveConnection::session_banned(const Error& why)
{
    end(protocol::CloseCode::banned, why.message);
}

void LiveConnection::end(protocol::CloseCode code, std::string_view why)
{
    if (lost_) return;
    // They leave at once, without the grace time of a broken connection.
    for (const auto& lobby : actor_.attachments->lobbies())
        services_.lobbies.call(actor_, protocol::Leave{lobby}, [](Result<protocol::Empty>) {});
    actor_.connection->close(code, why);
}

void LiveConnection::access_ended()
{
    if (!lost_) actor_.connection->close(protocol::CloseCode::session_ended, "This bot runs elsewhere now.");
}

Error LiveConnection::not_for_bots()
{
    return {Errc::forbidden, "Bots may not do this."};
}

} // namespace parlor::service
