#pragma once
#include "service/store.hpp"

#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

namespace parlor::store {

/// A store without a disk, for unit tests: what is "committed" is gone with the process. Answers at once, on the calling
/// thread, or, when told to hold, at `release`. Thread-safe.
class MemoryStore : public service::Store {
public:
    /// From now on calls wait until `release`.
    void hold();
    /// Answers what has waited, in order; later calls are answered at once again.
    void release();
    /// Calls answer with this error from now on; nothing = they work again.
    void fail_with(std::optional<Error> fault);

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
    struct Log {
        domain::LobbyRecord record;
        std::vector<domain::Entry> entries;
        std::map<std::pair<SessionId, std::string>, domain::Accepted> by_client_id;
        std::map<SessionId, domain::Standing> standings{};
        std::map<BanId, domain::Ban> bans{};
        std::map<InviteId, domain::Invite> invites{};
    };
    struct HeldName {
        SessionId session;
        std::optional<Timestamp> released_at;
    };

    /// Carries out `work` (returning Result<T>) now or at `release`.
    template <class T, class Work> void carry_out(service::Done<T> done, Work work);
    service::Appended append_one(Log& log, domain::Draft draft);
    static void erase_texts(Log& log, Seq target);
    std::size_t persistent_of(const SessionId& owner) const;
    void drop_name(const SessionId& session);
    domain::NameState name_state(const std::string& key) const;
    bool drop_session(const SessionId& session);
    /// As carry_out, with `work(Log&)`; refuses with `not_found` where there is no such lobby.
    template <class Work> void in_lobby(LobbyId lobby, service::Done<void> done, Work work);

    mutable std::mutex mutex_;
    bool holding_ = false;
    bool stopped_ = false;
    std::optional<Error> fault_;
    std::vector<UniqueFunction<void()>> held_;
    service::StoreStats stats_;
    std::map<LobbyId, Log> lobbies_;
    std::map<std::pair<SessionId, std::string>, LobbyId> created_;
    std::map<SessionId, domain::SessionRecord> sessions_;
    std::map<std::string, HeldName> names_;
    std::map<std::string, std::string> protected_names_;
    std::map<BotId, domain::BotRecord> bots_;
    std::map<std::string, domain::ProviderKeyRecord> provider_keys_;
    std::map<std::string, std::string> secrets_;
    std::map<BanId, domain::Ban> server_bans_;
    std::vector<service::AuditRecord> audit_;
    std::int64_t last_audit_ = 0;
    std::map<std::int64_t, service::HookRecord> hooks_;
    std::int64_t last_hook_ = 0;
};

} // namespace parlor::store
