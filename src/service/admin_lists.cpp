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

/// A cursor of the audit log; 0 where it is none.
std::int64_t number_of(const std::string& cursor)
{
    std::int64_t number = 0;
    const auto* end = cursor.data() + cursor.size();
    const auto [after, fault] = std::from_chars(cursor.data(), end, number);
    return fault == std::errc{} && after == end ? number : 0;
}

} // namespace

void AdminManager::list_sessions(PageQuery page, Reply<protocol::AdminSessionPage> reply)
{
    if (!fits_ids(page)) return reply(foreign_cursor());
    using Record = domain::SessionRecord;
    SearchableList<Record> list{
        .read =
            [this](const std::string& cursor, std::size_t limit, Reply<std::vector<Record>> items) {
                context_.store.list_sessions(SessionId{cursor}, limit,
                                             context_.here<std::vector<Record>>(std::move(items)));
            },
        .cursor_of = [](const Record& record) { return record.id.str(); },
        .text_of = [](const Record& record) { return search_text(record.name, record.id.str()); }};
    search(std::move(list), std::move(page), std::move(reply), [this](FoundPage<Record> found, auto done) {
        protocol::AdminSessionPage sessions{.sessions = {}, .next_cursor = std::move(found.next_cursor)};
        for (const auto& record : found.items)
            sessions.sessions.push_back(to_admin_wire(record, parts_.sessions.connections_of(record.id)));
        done(std::move(sessions));
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
    using Record = domain::LobbyRecord;
    SearchableList<Record> list{
        .read =
            [this](const std::string& cursor, std::size_t limit, Reply<std::vector<Record>> items) {
                context_.store.list_lobbies(LobbyId{cursor}, limit,
                                            context_.here<std::vector<Record>>(std::move(items)));
            },
        .cursor_of = [](const Record& record) { return record.id.str(); },
        .text_of = [](const Record& record) { return search_text(record.name, record.id.str(), record.owner.str()); }};
    search(std::move(list), std::move(page), std::move(reply), [this](FoundPage<Record> found, auto done) {
        protocol::AdminLobbyPage lobbies{.lobbies = {}, .next_cursor = std::move(found.next_cursor)};
        for (const auto& record : found.items)
            lobbies.lobbies.push_back({.lobby = to_wire(record, 0), .owner_session_id = record.owner});
        with_people(std::move(lobbies), std::move(done));
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
    SearchableList<domain::Ban> list{
        .read =
            [this](const std::string& cursor, std::size_t limit, Reply<std::vector<domain::Ban>> items) {
                items(parts_.sessions.bans().page(BanId{cursor}, limit));
            },
        .cursor_of = [](const domain::Ban& ban) { return ban.id.str(); },
        .text_of =
            [](const domain::Ban& ban) {
                return search_text(ban.name, ban.network, ban.session.str(), ban.reason, ban.id.str());
            }};
    search(std::move(list), std::move(page), std::move(reply), [](FoundPage<domain::Ban> found, auto done) {
        protocol::AdminBanPage bans{.bans = {}, .next_cursor = std::move(found.next_cursor)};
        for (const auto& ban : found.items) bans.bans.push_back(to_admin_wire(ban));
        done(std::move(bans));
    });
}

void AdminManager::list_audit(PageQuery page, Reply<protocol::AuditPage> reply)
{
    if (!page.cursor.empty() && number_of(page.cursor) < 1) return reply(foreign_cursor());
    SearchableList<AuditRecord> list{
        .read =
            [this](const std::string& cursor, std::size_t limit, Reply<std::vector<AuditRecord>> items) {
                context_.store.read_audit(number_of(cursor), limit,
                                          stored<AuditSlice>(std::move(items), [](auto slice, auto done) {
                                              done(std::move(slice.records));
                                          }));
            },
        .cursor_of = [](const AuditRecord& record) { return std::to_string(record.number); },
        .text_of =
            [](const AuditRecord& record) {
                return search_text(record.action, record.name, record.address, record.target, record.lobby.str(),
                                   record.session.str(), record.details);
            }};
    search(std::move(list), std::move(page), std::move(reply), [](FoundPage<AuditRecord> found, auto done) {
        protocol::AuditPage log{.entries = {}, .next_cursor = std::move(found.next_cursor)};
        for (const auto& record : found.items) log.entries.push_back(to_admin_wire(record));
        done(std::move(log));
    });
}

} // namespace parlor::service
