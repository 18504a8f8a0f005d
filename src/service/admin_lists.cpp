#include "service/admin_manager.hpp"
#include "service/admin_pages.hpp"
#include "service/admin_wire.hpp"
#include "service/lobby_manager_impl.hpp"
#include "service/shard_tour.hpp"
#include "service/wire_map.hpp"

#include <charconv>

/// What administrators look at.
namespace parlor::service {
namespace {

constexpr std::size_t most_participants = 500;

} // namespace

void AdminManager::list_sessions(PageQuery page, Reply<protocol::AdminSessionPage> reply)
{
    if (!fits_ids(page)) return reply(foreign_cursor());
    at_home(std::move(reply), [this, page = std::move(page)](Reply<protocol::AdminSessionPage> answer) {
        context_.store.list_sessions(
            SessionId{page.cursor}, page.limit + 1,
            stored<std::vector<domain::SessionRecord>>(
                std::move(answer), [this, limit = page.limit](const auto& records, auto done) {
                    protocol::AdminSessionPage sessions;
                    for (const auto& record : records)
                        sessions.sessions.push_back(to_admin_wire(record, parts_.sessions.connections_of(record.id)));
                    cut(sessions.sessions, limit, sessions.next_cursor, [](const auto& item) { return item.id; });
                    done(std::move(sessions));
                }));
    });
}

void AdminManager::get_session(SessionId session, Reply<protocol::AdminSessionResult> reply)
{
    at_home(std::move(reply), [this, session](Reply<protocol::AdminSessionResult> answer) {
        context_.store.find_session(
            session, stored<domain::SessionRecord>(std::move(answer), [this](const auto& record, auto done) {
                done(protocol::AdminSessionResult{to_admin_wire(record, parts_.sessions.connections_of(record.id))});
            }));
    });
}

void AdminManager::list_lobbies(PageQuery page, Reply<protocol::AdminLobbyPage> reply)
{
    if (!fits_ids(page)) return reply(foreign_cursor());
    at_home(std::move(reply), [this, page = std::move(page)](Reply<protocol::AdminLobbyPage> answer) {
        context_.store.list_lobbies(
            LobbyId{page.cursor}, page.limit + 1,
            stored<std::vector<domain::LobbyRecord>>(
                std::move(answer), [this, limit = page.limit](const auto& records, auto done) {
                    protocol::AdminLobbyPage lobbies;
                    for (const auto& record : records)
                        lobbies.lobbies.push_back({.lobby = to_wire(record, 0), .owner_session_id = record.owner});
                    cut(lobbies.lobbies, limit, lobbies.next_cursor, [](const auto& item) { return item.lobby.id; });
                    with_people(std::move(lobbies), std::move(done));
                }));
    });
}

void AdminManager::with_people(protocol::AdminLobbyPage page, Reply<protocol::AdminLobbyPage> reply)
{
    tour_shards<protocol::AdminLobbyPage>(
        shards_, std::move(page),
        [this](ShardIndex shard, protocol::AdminLobbyPage& lobbies) {
            for (auto& item : lobbies.lobbies)
                if (auto room = parts_.homes[shard]->find(LobbyId{item.lobby.id}))
                    item.lobby = to_wire(room->lobby().record, room->lobby().participants.size());
        },
        [reply = std::move(reply)](protocol::AdminLobbyPage lobbies) mutable { reply(std::move(lobbies)); });
}

void AdminManager::get_lobby(LobbyId lobby, Reply<protocol::AdminLobbyResult> reply)
{
    parts_.lobbies.look_at(lobby, std::move(reply), [](const domain::Lobby& state) {
        protocol::AdminLobbyResult result{.lobby = to_wire(state.record, state.participants.size()),
                                          .owner_session_id = state.record.owner,
                                          .participants = {}};
        for (const auto& [id, participant] : state.participants) {
            if (result.participants.size() == most_participants) break;
            result.participants.push_back({.participant = to_wire(participant), .session_id = participant.session});
        }
        return result;
    });
}

void AdminManager::list_bans(PageQuery page, Reply<protocol::AdminBanPage> reply)
{
    if (!fits_ids(page)) return reply(foreign_cursor());
    at_home(std::move(reply), [this, page = std::move(page)](Reply<protocol::AdminBanPage> answer) {
        protocol::AdminBanPage bans;
        for (const auto& ban : parts_.sessions.bans().page(BanId{page.cursor}, page.limit + 1))
            bans.bans.push_back(to_admin_wire(ban));
        cut(bans.bans, page.limit, bans.next_cursor, [](const auto& ban) { return ban.id; });
        answer(std::move(bans));
    });
}

void AdminManager::list_audit(PageQuery page, Reply<protocol::AuditPage> reply)
{
    std::int64_t before = 0;
    const auto* end = page.cursor.data() + page.cursor.size();
    const auto [after, fault] = std::from_chars(page.cursor.data(), end, before);
    if (!page.cursor.empty() && (fault != std::errc{} || after != end || before < 1)) return reply(foreign_cursor());
    at_home(std::move(reply), [this, before, limit = page.limit](Reply<protocol::AuditPage> answer) {
        context_.store.read_audit(before, limit,
                                  stored<AuditSlice>(std::move(answer), [](const auto& slice, auto done) {
                                      protocol::AuditPage log;
                                      for (const auto& record : slice.records)
                                          log.entries.push_back(to_admin_wire(record));
                                      if (slice.more)
                                          log.next_cursor.emplace(std::to_string(slice.records.back().number));
                                      done(std::move(log));
                                  }));
    });
}

} // namespace parlor::service
