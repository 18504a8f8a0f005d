#include "store/memory/memory_store_impl.hpp"

#include <algorithm>

namespace parlor::store {
void MemoryStore::hold()
{
    std::lock_guard lock{mutex_};
    holding_ = true;
}

void MemoryStore::release()
{
    std::vector<UniqueFunction<void()>> held;
    {
        std::lock_guard lock{mutex_};
        holding_ = false;
        held.swap(held_);
    }
    for (auto& task : held) task();
}

void MemoryStore::fail_with(std::optional<Error> fault)
{
    std::lock_guard lock{mutex_};
    fault_ = std::move(fault);
}

void MemoryStore::erase_texts(Log& log, Seq target)
{
    for (auto& entry : log.entries) {
        if (auto* text = std::get_if<domain::TextBody>(&entry.body); text && entry.seq == target) {
            text->text.clear();
            text->deleted = true;
        }
        if (auto* edit = std::get_if<domain::EditBody>(&entry.body); edit && edit->target == target) edit->text.clear();
    }
}

Appended MemoryStore::append_one(Log& log, domain::Draft draft)
{
    const std::pair key{draft.author.session, domain::idempotency_key(draft.body)};
    const bool named = !key.second.empty();
    if (named)
        if (auto before = log.by_client_id.find(key); before != log.by_client_id.end()) return {before->second, true};
    const domain::Accepted accepted{++log.record.last_seq, draft.at};
    if (named) log.by_client_id.emplace(key, accepted);
    const auto* erase = std::get_if<domain::DeleteBody>(&draft.body);
    const Seq erased = erase ? erase->target : 0;
    log.entries.push_back({accepted.seq, accepted.at, std::move(draft.author), std::move(draft.body)});
    if (erased) erase_texts(log, erased);
    ++stats_.appended;
    return {accepted, false};
}

void MemoryStore::append(LobbyId lobby, std::vector<domain::Draft> drafts, Done<std::vector<Appended>> done)
{
    carry_out(std::move(done), [this, lobby, drafts = std::move(drafts)]() mutable -> Result<std::vector<Appended>> {
        auto found = lobbies_.find(lobby);
        if (found == lobbies_.end()) return no_lobby();
        std::vector<Appended> all;
        for (auto& draft : drafts) all.push_back(append_one(found->second, std::move(draft)));
        return all;
    });
}

void MemoryStore::read_after(LobbyId lobby, Seq after, std::size_t limit, Done<EntrySlice> done)
{
    carry_out(std::move(done), [this, lobby, after, limit]() -> Result<EntrySlice> {
        auto found = lobbies_.find(lobby);
        if (found == lobbies_.end()) return no_lobby();
        EntrySlice slice;
        for (const auto& entry : found->second.entries) {
            if (entry.seq <= after) continue;
            slice.more = slice.entries.size() == limit;
            if (slice.more) break;
            slice.entries.push_back(entry);
        }
        return slice;
    });
}

void MemoryStore::read_before(LobbyId lobby, Seq before, std::size_t limit, Done<EntrySlice> done)
{
    carry_out(std::move(done), [this, lobby, before, limit]() -> Result<EntrySlice> {
        auto found = lobbies_.find(lobby);
        if (found == lobbies_.end()) return no_lobby();
        EntrySlice slice;
        for (const auto& entry : found->second.entries)
            if (entry.seq < before) slice.entries.push_back(entry);
        if (slice.entries.size() > limit) {
            slice.more = true;
            slice.entries.erase(slice.entries.begin(), slice.entries.end() - static_cast<std::ptrdiff_t>(limit));
        }
        return slice;
    });
}

void MemoryStore::read_facts(LobbyId lobby, std::vector<Seq> seqs,
                             Done<std::vector<std::optional<domain::EntryFacts>>> done)
{
    using All = std::vector<std::optional<domain::EntryFacts>>;
    carry_out(std::move(done), [this, lobby, seqs = std::move(seqs)]() -> Result<All> {
        auto found = lobbies_.find(lobby);
        if (found == lobbies_.end()) return no_lobby();
        All all(seqs.size());
        for (std::size_t i = 0; i < seqs.size(); ++i) {
            for (const auto& entry : found->second.entries) {
                const domain::Accepted accepted{entry.seq, entry.at};
                if (entry.seq == seqs[i]) {
                    all[i].emplace();
                    all[i]->seq = entry.seq;
                    all[i]->author = entry.author.session;
                    all[i]->is_text = std::holds_alternative<domain::TextBody>(entry.body);
                } else if (all[i]) {
                    const auto* erase = std::get_if<domain::DeleteBody>(&entry.body);
                    if (erase && erase->target == seqs[i]) all[i]->deleted = accepted;
                    const auto* reaction = std::get_if<domain::ReactionBody>(&entry.body);
                    if (reaction && reaction->target == seqs[i])
                        all[i]->reactions[{reaction->emoji, entry.author.person}] = {reaction->on, accepted};
                }
            }
        }
        return all;
    });
}

void MemoryStore::trim_log(LobbyId lobby, Seq up_to, Timestamp before, std::size_t limit, Done<Trimmed> done)
{
    carry_out(std::move(done), [this, lobby, up_to, before, limit]() -> Result<Trimmed> {
        auto found = lobbies_.find(lobby);
        if (found == lobbies_.end()) return no_lobby();
        auto& entries = found->second.entries;
        const auto kept = [&](const domain::Entry& entry) { return entry.seq > up_to && entry.at >= before; };
        auto end = std::ranges::find_if(entries, kept);
        const auto most = std::min<std::ptrdiff_t>(end - entries.begin(), static_cast<std::ptrdiff_t>(limit));
        Trimmed step{.up_to = 0, .more = entries.begin() + most != end, .oldest = {}};
        entries.erase(entries.begin(), entries.begin() + most);
        step.up_to = entries.empty() ? found->second.record.last_seq : entries.front().seq - 1;
        if (!entries.empty()) step.oldest = entries.front().at;
        return step;
    });
}

std::size_t MemoryStore::persistent_of(const SessionId& owner) const
{
    return static_cast<std::size_t>(std::ranges::count_if(lobbies_, [&](const auto& item) {
        return item.second.record.persistent && item.second.record.owner == owner;
    }));
}

void MemoryStore::create_lobby(domain::LobbyRecord record, service::CreationTerms terms, Done<domain::LobbyRecord> done)
{
    carry_out(
        std::move(done), [this, record = std::move(record), terms = std::move(terms)]() -> Result<domain::LobbyRecord> {
            const auto& key = terms.key;
            if (key) {
                const auto made = created_.find({key->session, key->key});
                const auto found = made == created_.end() ? lobbies_.end() : lobbies_.find(made->second);
                if (found != lobbies_.end()) return found->second.record;
            }
            if (record.persistent && !record.owner.empty() && persistent_of(record.owner) >= terms.most_persistent)
                return service::too_many_persistent(terms);
            if (key) created_[{key->session, key->key}] = record.id;
            return lobbies_.try_emplace(record.id, Log{record, {}, {}, {}, {}, {}}).first->second.record;
        });
}

void MemoryStore::update_lobby(domain::LobbyRecord record, std::int64_t expected_version,
                               Done<domain::LobbyRecord> done)
{
    carry_out(std::move(done),
              [this, record = std::move(record), expected_version]() mutable -> Result<domain::LobbyRecord> {
                  auto found = lobbies_.find(record.id);
                  if (found == lobbies_.end()) return no_lobby();
                  auto& stored = found->second.record;
                  if (stored.version != expected_version)
                      return Error{Errc::conflict, "The settings have changed since you read them."};
                  record.version = expected_version + 1;
                  record.last_seq = stored.last_seq;
                  stored = std::move(record);
                  return stored;
              });
}

void MemoryStore::end_lobby(LobbyId lobby, Done<void> done)
{
    carry_out(std::move(done), [this, lobby]() -> Result<void> {
        if (lobbies_.erase(lobby) == 0) return no_lobby();
        std::erase_if(bots_, [&](const auto& item) { return item.second.lobby == lobby; });
        return {};
    });
}

void MemoryStore::load_lobbies(Done<std::vector<domain::LobbyRecord>> done)
{
    carry_out(std::move(done), [this]() -> Result<std::vector<domain::LobbyRecord>> {
        std::vector<domain::LobbyRecord> all;
        for (const auto& [id, log] : lobbies_) all.push_back(log.record);
        return all;
    });
}

void MemoryStore::create_session(domain::SessionRecord record, Done<void> done)
{
    carry_out(std::move(done), [this, record = std::move(record)]() -> Result<void> {
        sessions_.insert_or_assign(record.id, record);
        return {};
    });
}

void MemoryStore::find_session(SessionId id, Done<domain::SessionRecord> done)
{
    carry_out(std::move(done), [this, id]() -> Result<domain::SessionRecord> {
        auto found = sessions_.find(id);
        if (found == sessions_.end()) return no_session();
        return found->second;
    });
}

void MemoryStore::renew_session(SessionId id, Timestamp expires_at, Done<void> done)
{
    carry_out(std::move(done), [this, id, expires_at]() -> Result<void> {
        auto found = sessions_.find(id);
        if (found == sessions_.end()) return no_session();
        found->second.expires_at = expires_at;
        return {};
    });
}

bool MemoryStore::drop_session(const SessionId& session)
{
    if (sessions_.erase(session) == 0) return false;
    drop_name(session);
    for (auto& [id, log] : lobbies_) log.standings.erase(session);
    return true;
}

void MemoryStore::delete_session(SessionId id, Done<void> done)
{
    carry_out(std::move(done), [this, id]() -> Result<void> {
        if (!drop_session(id)) return no_session();
        return {};
    });
}

void MemoryStore::erase_session(SessionId id, Erasure also, Done<void> done)
{
    carry_out(std::move(done), [this, id, also]() -> Result<void> {
        for (const auto& [key, held] : names_)
            if (also.name && held.session == id) protected_names_.erase(key);
        if (!drop_session(id)) return no_session();
        if (!also.texts) return {};
        for (auto& [lobby, log] : lobbies_)
            for (auto& entry : log.entries)
                domain::erase_writing(entry, [&](const SessionId& session) { return session == id; });
        return {};
    });
}

void MemoryStore::erase_expired_sessions(Timestamp now, std::size_t limit, Done<std::vector<SessionId>> done)
{
    carry_out(std::move(done), [this, now, limit]() -> Result<std::vector<SessionId>> {
        std::vector<SessionId> expired;
        for (const auto& [id, session] : sessions_)
            if (session.expires_at < now && expired.size() < limit) expired.push_back(id);
        for (const auto& id : expired) drop_session(id);
        return expired;
    });
}

void MemoryStore::load_secret(std::string name, std::string fresh, Done<std::string> done)
{
    carry_out(std::move(done), [this, name = std::move(name), fresh = std::move(fresh)]() -> Result<std::string> {
        return secrets_.try_emplace(name, fresh).first->second;
    });
}

void MemoryStore::back_up(Timestamp, Done<Backup> done)
{
    carry_out(std::move(done), []() -> Result<Backup> {
        return Error{Errc::unsupported, "What is kept in memory has no backup."};
    });
}

void MemoryStore::probe(Done<void> done)
{
    carry_out(std::move(done), []() -> Result<void> { return {}; });
}

StoreStats MemoryStore::stats() const
{
    std::lock_guard lock{mutex_};
    auto stats = stats_;
    stats.queued = held_.size();
    return stats;
}

void MemoryStore::stop()
{
    release();
    std::lock_guard lock{mutex_};
    stopped_ = true;
}

} // namespace parlor::store
