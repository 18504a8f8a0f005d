#include "store/memory/memory_store_impl.hpp"

/// The calls about names.
namespace parlor::store {
namespace {

Error no_name()
{
    return {Errc::not_found, "There is no such name."};
}

} // namespace

void MemoryStore::drop_name(const SessionId& session)
{
    std::erase_if(names_, [&](const auto& item) { return item.second.session == session; });
}

domain::NameState MemoryStore::name_state(const std::string& key) const
{
    domain::NameState state;
    if (auto found = protected_names_.find(key); found != protected_names_.end()) state.password_hash = found->second;
    if (auto held = names_.find(key); held != names_.end()) {
        state.holder = held->second.session;
        state.released_at = held->second.released_at;
    }
    return state;
}

void MemoryStore::claim_name(NameClaim claim, Done<NameClaimed> done)
{
    carry_out(std::move(done), [this, claim = std::move(claim)]() -> Result<NameClaimed> {
        auto claimant = sessions_.find(claim.session);
        if (claimant == sessions_.end()) return no_session();
        const auto state = name_state(claim.key);
        auto displaced =
            domain::decide(state, domain::ClaimName{.session = claim.session,
                                                    .proof = claim.proof,
                                                    .force = claim.force,
                                                    .free_if_released_before = claim.free_if_released_before});
        if (!displaced) return displaced.error();
        if (*displaced)
            if (auto other = sessions_.find(**displaced); other != sessions_.end()) {
                other->second.name.clear();
                other->second.name_protected = false;
            }
        drop_name(claim.session);
        names_.insert_or_assign(claim.key,
                                HeldName{claim.session, claim.connected ? std::nullopt : std::optional{claim.now}});
        claimant->second.name = claim.name;
        claimant->second.name_protected = !state.password_hash.empty();
        return NameClaimed{*displaced, claimant->second.name_protected};
    });
}

void MemoryStore::read_name(std::string key, Done<domain::NameState> done)
{
    carry_out(std::move(done), [this, key = std::move(key)]() -> Result<domain::NameState> { return name_state(key); });
}

void MemoryStore::protect_name(std::string key, domain::ProtectName command, Done<void> done)
{
    carry_out(std::move(done), [this, key = std::move(key), command = std::move(command)]() -> Result<void> {
        if (auto fine = domain::decide(name_state(key), command); !fine) return fine;
        if (command.new_hash.empty())
            protected_names_.erase(key);
        else
            protected_names_.insert_or_assign(key, command.new_hash);
        if (auto holder = sessions_.find(command.session); holder != sessions_.end())
            holder->second.name_protected = !command.new_hash.empty();
        return {};
    });
}

void MemoryStore::rehash_name(std::string key, std::string old_hash, std::string new_hash, Done<void> done)
{
    carry_out(
        std::move(done),
        [this, key = std::move(key), old_hash = std::move(old_hash), new_hash = std::move(new_hash)]() -> Result<void> {
            auto found = protected_names_.find(key);
            if (found != protected_names_.end() && found->second == old_hash) found->second = new_hash;
            return {};
        });
}

void MemoryStore::list_names(std::string after, std::size_t limit, Done<std::vector<NameRecord>> done)
{
    carry_out(std::move(done), [this, after = std::move(after), limit]() -> Result<std::vector<NameRecord>> {
        std::set<std::string> keys;
        for (const auto& [key, held] : names_) keys.insert(key);
        for (const auto& [key, hash] : protected_names_) keys.insert(key);
        std::vector<NameRecord> page;
        for (auto key = keys.upper_bound(after); key != keys.end() && page.size() < limit; ++key) {
            NameRecord record{.key = *key, .name = {}, .state = name_state(*key)};
            if (record.state.holder) record.name = sessions_.at(*record.state.holder).name;
            page.push_back(std::move(record));
        }
        return page;
    });
}

void MemoryStore::overrule_protection(std::string key, std::string hash, Done<std::optional<SessionId>> done)
{
    carry_out(std::move(done),
              [this, key = std::move(key), hash = std::move(hash)]() -> Result<std::optional<SessionId>> {
                  const auto state = name_state(key);
                  if (hash.empty() && state.password_hash.empty()) return no_name();
                  if (hash.empty())
                      protected_names_.erase(key);
                  else
                      protected_names_.insert_or_assign(key, hash);
                  if (state.holder) sessions_.at(*state.holder).name_protected = !hash.empty();
                  return state.holder;
              });
}

void MemoryStore::free_name(std::string key, Done<std::optional<SessionId>> done)
{
    carry_out(std::move(done), [this, key = std::move(key)]() -> Result<std::optional<SessionId>> {
        const auto state = name_state(key);
        if (!state.holder && state.password_hash.empty()) return no_name();
        protected_names_.erase(key);
        names_.erase(key);
        if (state.holder) {
            auto& session = sessions_.at(*state.holder);
            session.name.clear();
            session.name_protected = false;
        }
        return state.holder;
    });
}

void MemoryStore::hold_name(SessionId session, Done<void> done)
{
    carry_out(std::move(done), [this, session]() -> Result<void> {
        for (auto& [key, held] : names_)
            if (held.session == session) held.released_at.reset();
        return {};
    });
}

void MemoryStore::release_name(SessionId session, Timestamp at, Done<void> done)
{
    carry_out(std::move(done), [this, session, at]() -> Result<void> {
        for (auto& [key, held] : names_)
            if (held.session == session && !held.released_at) held.released_at = at;
        return {};
    });
}

void MemoryStore::release_all_names(Timestamp at, Done<void> done)
{
    carry_out(std::move(done), [this, at]() -> Result<void> {
        for (auto& [key, held] : names_)
            if (!held.released_at) held.released_at = at;
        return {};
    });
}

} // namespace parlor::store
