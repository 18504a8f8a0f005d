#include "store/memory/memory_store_impl.hpp"

#include <algorithm>

/// The calls about who may do what, the audit log, and what administrators look at.
namespace parlor::store {

template <class Work> void MemoryStore::in_lobby(LobbyId lobby, Done<void> done, Work work)
{
    carry_out(std::move(done), [this, lobby = std::move(lobby), work = std::move(work)]() mutable -> Result<void> {
        auto found = lobbies_.find(lobby);
        if (found == lobbies_.end()) return no_lobby();
        work(found->second);
        return {};
    });
}

void MemoryStore::put_standing(LobbyId lobby, domain::Standing standing, Done<void> done)
{
    in_lobby(std::move(lobby), std::move(done), [standing = std::move(standing)](Log& log) {
        log.standings.insert_or_assign(standing.session, standing);
    });
}

void MemoryStore::drop_standing(LobbyId lobby, SessionId session, Done<void> done)
{
    in_lobby(std::move(lobby), std::move(done),
             [session = std::move(session)](Log& log) { log.standings.erase(session); });
}

void MemoryStore::put_ban(LobbyId lobby, domain::Ban ban, std::optional<domain::Standing> left, Done<void> done)
{
    if (lobby.empty())
        return carry_out(std::move(done), [this, ban = std::move(ban)]() -> Result<void> {
            server_bans_.insert_or_assign(ban.id, ban);
            return {};
        });
    in_lobby(std::move(lobby), std::move(done), [ban = std::move(ban), left = std::move(left)](Log& log) {
        log.standings.erase(ban.session);
        if (left) log.standings.emplace(left->session, *left);
        log.bans.insert_or_assign(ban.id, ban);
    });
}

void MemoryStore::drop_ban(LobbyId lobby, BanId ban, Done<void> done)
{
    if (lobby.empty())
        return carry_out(std::move(done), [this, ban = std::move(ban)]() -> Result<void> {
            server_bans_.erase(ban);
            return {};
        });
    in_lobby(std::move(lobby), std::move(done), [ban = std::move(ban)](Log& log) { log.bans.erase(ban); });
}

void MemoryStore::put_invite(LobbyId lobby, domain::Invite invite, Done<void> done)
{
    in_lobby(std::move(lobby), std::move(done),
             [invite = std::move(invite)](Log& log) { log.invites.insert_or_assign(invite.id, invite); });
}

void MemoryStore::drop_invite(LobbyId lobby, InviteId invite, Done<void> done)
{
    in_lobby(std::move(lobby), std::move(done), [invite = std::move(invite)](Log& log) { log.invites.erase(invite); });
}

void MemoryStore::admit(LobbyId lobby, std::optional<domain::Standing> standing, InviteId invite, Done<void> done)
{
    in_lobby(std::move(lobby), std::move(done), [standing = std::move(standing), invite = std::move(invite)](Log& log) {
        if (standing) log.standings.insert_or_assign(standing->session, *standing);
        if (auto found = log.invites.find(invite); found != log.invites.end()) ++found->second.uses;
    });
}

void MemoryStore::load_server_bans(Done<std::vector<domain::Ban>> done)
{
    carry_out(std::move(done), [this]() -> Result<std::vector<domain::Ban>> {
        std::vector<domain::Ban> all;
        for (const auto& [id, ban] : server_bans_) all.push_back(ban);
        return all;
    });
}

void MemoryStore::load_access(Done<std::vector<LobbyAccess>> done)
{
    carry_out(std::move(done), [this]() -> Result<std::vector<LobbyAccess>> {
        std::vector<LobbyAccess> all;
        for (const auto& [id, log] : lobbies_) {
            const auto& owner = log.record.owner;
            LobbyAccess access{.lobby = id,
                               .standings = {},
                               .bans = {},
                               .invites = {},
                               .orphaned = !owner.empty() && !sessions_.contains(owner)};
            for (const auto& [session, standing] : log.standings) access.standings.push_back(standing);
            for (const auto& [ban_id, ban] : log.bans) access.bans.push_back(ban);
            for (const auto& [invite_id, invite] : log.invites) access.invites.push_back(invite);
            if (access.orphaned || !log.standings.empty() || !log.bans.empty() || !log.invites.empty())
                all.push_back(std::move(access));
        }
        return all;
    });
}

void MemoryStore::append_audit(AuditRecord record, Done<void> done)
{
    carry_out(std::move(done), [this, record = std::move(record)]() mutable -> Result<void> {
        record.number = ++last_audit_;
        audit_.push_back(std::move(record));
        return {};
    });
}

void MemoryStore::read_audit(std::int64_t before, std::size_t limit, Done<AuditSlice> done)
{
    carry_out(std::move(done), [this, before, limit]() -> Result<AuditSlice> {
        AuditSlice slice;
        for (auto record = audit_.rbegin(); record != audit_.rend(); ++record) {
            if (before > 0 && record->number >= before) continue;
            slice.more = slice.records.size() == limit;
            if (slice.more) break;
            slice.records.push_back(*record);
        }
        return slice;
    });
}

void MemoryStore::erase_old_audit(Timestamp before, std::size_t limit, Done<std::size_t> done)
{
    carry_out(std::move(done), [this, before, limit]() -> Result<std::size_t> {
        std::size_t erased = 0;
        std::erase_if(audit_, [&](const auto& record) {
            const bool goes = record.at < before && erased < limit;
            erased += goes;
            return goes;
        });
        return erased;
    });
}

void MemoryStore::list_lobbies(LobbyId after, std::size_t limit, Done<std::vector<domain::LobbyRecord>> done)
{
    carry_out(std::move(done), [this, after, limit]() -> Result<std::vector<domain::LobbyRecord>> {
        std::vector<domain::LobbyRecord> page;
        for (auto item = lobbies_.upper_bound(after); item != lobbies_.end() && page.size() < limit; ++item)
            page.push_back(item->second.record);
        return page;
    });
}

void MemoryStore::list_sessions(SessionId after, std::size_t limit, Done<std::vector<domain::SessionRecord>> done)
{
    carry_out(std::move(done), [this, after, limit]() -> Result<std::vector<domain::SessionRecord>> {
        std::vector<domain::SessionRecord> page;
        for (auto item = sessions_.upper_bound(after); item != sessions_.end() && page.size() < limit; ++item)
            page.push_back(item->second);
        return page;
    });
}

} // namespace parlor::store
