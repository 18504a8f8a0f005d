#pragma once
#include "service/store.hpp"
#include "store/sqlite/backup.hpp"
#include "store/sqlite/worker.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace parlor::store {

struct SqliteOptions {
    std::string path;                  ///< of the database file; its folder must exist
    std::size_t max_queued = 65'536;   ///< calls that may wait for each thread; more are refused (`unavailable`)
    std::size_t max_batch = 512;       ///< most calls in one transaction
    std::size_t page_cache = 16 << 20; ///< bytes of the file that the writer keeps in memory
    BackupFolder backups{};            ///< an empty path: `backups` beside the database
};

/// The store in one SQLite file (WAL, `synchronous=FULL`): a writer thread that commits all that has gathered in one
/// transaction, a reader thread with a connection of its own, and one for backups.
class SqliteStore final : public service::Store {
public:
    /// Opens or makes the file and brings it to the newest version. Refuses with a sentence that names the file where it
    /// is damaged, another program's, a newer Parlor's, or held by a running server; the file is left untouched then.
    static Result<std::unique_ptr<SqliteStore>> open(SqliteOptions options);
    ~SqliteStore() override;

    void append(LobbyId lobby, std::vector<domain::Draft> drafts,
                service::Done<std::vector<service::Appended>> done) override;
    void read_after(LobbyId lobby, Seq after, std::size_t limit, service::Done<service::EntrySlice> done) override;
    void read_before(LobbyId lobby, Seq before, std::size_t limit, service::Done<service::EntrySlice> done) override;
    void read_facts(LobbyId lobby, std::vector<Seq> seqs,
                    service::Done<std::vector<std::optional<domain::EntryFacts>>> done) override;
    void trim_log(LobbyId lobby, Seq up_to, Timestamp before, std::size_t limit,
                  service::Done<service::Trimmed> done) override;

    void create_lobby(domain::LobbyRecord record, service::CreationTerms terms,
                      service::Done<domain::LobbyRecord> done) override;
    void update_lobby(domain::LobbyRecord record, std::int64_t expected_version,
                      service::Done<domain::LobbyRecord> done) override;
    void end_lobby(LobbyId lobby, service::Done<void> done) override;
    void load_lobbies(service::Done<std::vector<domain::LobbyRecord>> done) override;
    void list_lobbies(LobbyId after, std::size_t limit, service::Done<std::vector<domain::LobbyRecord>> done) override;
    void put_standing(LobbyId lobby, domain::Standing standing, service::Done<void> done) override;
    void drop_standing(LobbyId lobby, SessionId session, service::Done<void> done) override;
    void put_ban(LobbyId lobby, domain::Ban ban, std::optional<domain::Standing> left,
                 service::Done<void> done) override;
    void drop_ban(LobbyId lobby, BanId ban, service::Done<void> done) override;
    void put_invite(LobbyId lobby, domain::Invite invite, service::Done<void> done) override;
    void drop_invite(LobbyId lobby, InviteId invite, service::Done<void> done) override;
    void admit(LobbyId lobby, std::optional<domain::Standing> standing, InviteId invite,
               service::Done<void> done) override;
    void load_server_bans(service::Done<std::vector<domain::Ban>> done) override;
    void load_access(service::Done<std::vector<service::LobbyAccess>> done) override;
    void append_audit(service::AuditRecord record, service::Done<void> done) override;
    void read_audit(std::int64_t before, std::size_t limit, service::Done<service::AuditSlice> done) override;
    void erase_old_audit(Timestamp before, std::size_t limit, service::Done<std::size_t> done) override;

    void create_session(domain::SessionRecord record, service::Done<void> done) override;
    void find_session(SessionId id, service::Done<domain::SessionRecord> done) override;
    void list_sessions(SessionId after, std::size_t limit,
                       service::Done<std::vector<domain::SessionRecord>> done) override;
    void renew_session(SessionId id, Timestamp expires_at, service::Done<void> done) override;
    void delete_session(SessionId id, service::Done<void> done) override;
    void erase_session(SessionId id, service::Erasure also, service::Done<void> done) override;
    void erase_expired_sessions(Timestamp now, std::size_t limit, service::Done<std::vector<SessionId>> done) override;

    void claim_name(service::NameClaim claim, service::Done<service::NameClaimed> done) override;
    void read_name(std::string key, service::Done<domain::NameState> done) override;
    void protect_name(std::string key, domain::ProtectName command, service::Done<void> done) override;
    void rehash_name(std::string key, std::string old_hash, std::string new_hash, service::Done<void> done) override;
    void list_names(std::string after, std::size_t limit,
                    service::Done<std::vector<service::NameRecord>> done) override;
    void overrule_protection(std::string key, std::string hash, service::Done<std::optional<SessionId>> done) override;
    void free_name(std::string key, service::Done<std::optional<SessionId>> done) override;
    void hold_name(SessionId session, service::Done<void> done) override;
    void release_name(SessionId session, Timestamp at, service::Done<void> done) override;
    void release_all_names(Timestamp at, service::Done<void> done) override;

    void push_hook(service::HookRecord record, service::Done<std::int64_t> done) override;
    void load_hooks(service::Done<std::vector<service::HookPlace>> done) override;
    void read_hook(std::int64_t number, service::Done<std::string> done) override;
    void drop_hook(std::int64_t number, service::Done<void> done) override;

    void put_bot(domain::BotRecord record, service::Done<void> done) override;
    void delete_bot(BotId id, service::Done<void> done) override;
    void load_bots(service::Done<std::vector<domain::BotRecord>> done) override;
    void put_provider_key(domain::ProviderKeyRecord record, service::Done<void> done) override;
    void delete_provider_key(std::string id, service::Done<void> done) override;
    void load_provider_keys(service::Done<std::vector<domain::ProviderKeyRecord>> done) override;

    void load_secret(std::string name, std::string fresh, service::Done<std::string> done) override;
    void back_up(Timestamp now, service::Done<service::Backup> done) override;
    void probe(service::Done<void> done) override;
    service::StoreStats stats() const override;
    void stop() override;

private:
    class FileLock;

    SqliteStore(std::unique_ptr<FileLock> lock, Database writer, Database reader, Database copied,
                const SqliteOptions& options);

    template <class T, class Work> static std::unique_ptr<Job> job(service::Done<T> done, Work work);
    std::optional<Millis> upkeep(Database& database);

    std::unique_ptr<FileLock> lock_;
    std::atomic<std::uint64_t> appended_{0};
    /// Writer thread: an erased text may still stand in the write-ahead log.
    bool erased_ = false;
    /// Not before this may the log be emptied of it; readers were in the way.
    Instant next_checkpoint_{};
    BackupFolder backups_;
    std::atomic<bool> backing_up_{false};
    std::atomic<bool> stopping_{false};
    Worker writer_;
    Worker reader_;
    Worker copier_;
};

} // namespace parlor::store
