#pragma once
#include "service/store.hpp"
#include "store/sqlite/database.hpp"

/// The store's calls as plain functions over a database. Those that write run inside a transaction; each looks before it
/// writes, so that a refusal leaves no trace. They throw SqlError where SQLite fails.
namespace parlor::store::tables {

using namespace service;

// log_tables.cpp
/// `erased` is set where a text was taken out.
Result<std::vector<Appended>> append(Database& database, const LobbyId& lobby, const std::vector<domain::Draft>& drafts,
                                     bool& erased);
Result<Trimmed> trim_log(Database& database, const LobbyId& lobby, Seq up_to, Timestamp before, std::size_t limit);
Result<EntrySlice> read_after(Database& database, const LobbyId& lobby, Seq after, std::size_t limit);
Result<EntrySlice> read_before(Database& database, const LobbyId& lobby, Seq before, std::size_t limit);
Result<std::vector<std::optional<domain::EntryFacts>>> read_facts(Database& database, const LobbyId& lobby,
                                                                  const std::vector<Seq>& seqs);

// lobby_tables.cpp
Result<domain::LobbyRecord> create_lobby(Database& database, const domain::LobbyRecord& record,
                                         const CreationTerms& terms);
Result<domain::LobbyRecord> update_lobby(Database& database, domain::LobbyRecord record, std::int64_t expected_version);
Result<void> end_lobby(Database& database, const LobbyId& lobby);
Result<std::vector<domain::LobbyRecord>> load_lobbies(Database& database);
Result<std::vector<domain::LobbyRecord>> list_lobbies(Database& database, const LobbyId& after, std::size_t limit);
/// Erases up to `limit` entries of ended lobbies, then the lobbies; true where more is left.
bool purge_ended(Database& database, std::size_t limit);
/// The number of a lobby that has not ended.
struct LobbyRow {
    std::int64_t n;
    Seq last_seq;
};
std::optional<LobbyRow> find_lobby(Database& database, const LobbyId& lobby);

// access_tables.cpp
Result<void> put_standing(Database& database, const LobbyId& lobby, const domain::Standing& standing);
Result<void> drop_standing(Database& database, const LobbyId& lobby, const SessionId& session);
Result<void> put_ban(Database& database, const LobbyId& lobby, const domain::Ban& ban,
                     const std::optional<domain::Standing>& left);
Result<void> drop_ban(Database& database, const LobbyId& lobby, const BanId& ban);
Result<void> put_invite(Database& database, const LobbyId& lobby, const domain::Invite& invite);
Result<void> drop_invite(Database& database, const LobbyId& lobby, const InviteId& invite);
Result<void> admit(Database& database, const LobbyId& lobby, const std::optional<domain::Standing>& standing,
                   const InviteId& invite);
Result<std::vector<domain::Ban>> load_server_bans(Database& database);
Result<std::vector<LobbyAccess>> load_access(Database& database);
/// Of a lobby that is to be erased, by its number.
void erase_access(Database& database, std::int64_t lobby);

// audit_table.cpp
Result<void> append_audit(Database& database, const AuditRecord& record);
Result<AuditSlice> read_audit(Database& database, std::int64_t before, std::size_t limit);
Result<std::size_t> erase_old_audit(Database& database, Timestamp before, std::size_t limit);

// hook_table.cpp
Result<std::int64_t> push_hook(Database& database, const HookRecord& record);
Result<std::vector<HookPlace>> load_hooks(Database& database);
Result<std::string> read_hook(Database& database, std::int64_t number);
Result<void> drop_hook(Database& database, std::int64_t number);

// session_tables.cpp
Result<void> create_session(Database& database, const domain::SessionRecord& record);
Result<domain::SessionRecord> find_session(Database& database, const SessionId& id);
Result<std::vector<domain::SessionRecord>> list_sessions(Database& database, const SessionId& after, std::size_t limit);
Result<void> renew_session(Database& database, const SessionId& id, Timestamp expires_at);
Result<void> delete_session(Database& database, const SessionId& id);
Result<void> erase_session(Database& database, const SessionId& id, const Erasure& also);
/// Takes out of the next `limit` entries what was written by one who wished so; true where more are to be looked at.
bool erase_next_texts(Database& database, std::size_t limit);
/// As they are to be read while that is under way.
void hide_erased(Database& database, std::vector<domain::Entry>& entries);
Result<std::vector<SessionId>> erase_expired_sessions(Database& database, Timestamp now, std::size_t limit);
Result<std::string> load_secret(Database& database, const std::string& name, const std::string& fresh);

// name_tables.cpp
Result<NameClaimed> claim_name(Database& database, const NameClaim& claim);
Result<domain::NameState> read_name(Database& database, const std::string& key);
Result<void> protect_name(Database& database, const std::string& key, const domain::ProtectName& command);
Result<void> rehash_name(Database& database, const std::string& key, const std::string& old_hash,
                         const std::string& new_hash);
Result<std::vector<NameRecord>> list_names(Database& database, const std::string& after, std::size_t limit);
Result<std::optional<SessionId>> overrule_protection(Database& database, const std::string& key,
                                                     const std::string& hash);
Result<std::optional<SessionId>> free_name(Database& database, const std::string& key);
Result<void> hold_name(Database& database, const SessionId& session);
Result<void> release_name(Database& database, const SessionId& session, Timestamp at);
Result<void> release_all_names(Database& database, Timestamp at);
/// Takes a session's name away, if it has one.
void drop_name(Database& database, const SessionId& session);

// bot_tables.cpp
Result<void> put_bot(Database& database, const domain::BotRecord& record);
Result<void> delete_bot(Database& database, const BotId& id);
/// Of a lobby that has just ended.
void delete_bots(Database& database, const LobbyId& lobby);
Result<std::vector<domain::BotRecord>> load_bots(Database& database);
Result<void> put_provider_key(Database& database, const domain::ProviderKeyRecord& record);
Result<void> delete_provider_key(Database& database, const std::string& id);
Result<std::vector<domain::ProviderKeyRecord>> load_provider_keys(Database& database);

} // namespace parlor::store::tables
