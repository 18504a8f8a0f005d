#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_function.hpp"
#include "domain/bot/bot.hpp"
#include "domain/bot/provider_key.hpp"
#include "domain/lobby/ban.hpp"
#include "domain/lobby/entry.hpp"
#include "domain/lobby/entry_facts.hpp"
#include "domain/lobby/invite.hpp"
#include "domain/lobby/lobby_record.hpp"
#include "domain/lobby/standing.hpp"
#include "domain/session/name_rules.hpp"
#include "domain/session/session_record.hpp"
#include "service/audit.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parlor::service {

/// Completion of a store call. Runs on a thread of the store, must not block it and must not throw.
template <class T> using Done = UniqueFunction<void(Result<T>)>;

/// How one draft ended: its place in the log, or that of the entry which had the same `client_id` before.
struct Appended {
    domain::Accepted accepted;
    bool duplicate = false;
};

/// Part of a log, ascending by seq. `more`: further entries exist beyond it in the direction of reading.
struct EntrySlice {
    std::vector<domain::Entry> entries;
    bool more = false;
};

/// Asks for a name. `key` is the name after normalisation and case folding: what must be unique.
struct NameClaim {
    SessionId session;
    std::string name;
    std::string key;
    Timestamp now{};
    /// Names whose `released_at` lies before this are free.
    Timestamp free_if_released_before{};
    /// Whether the claiming session has a connection now; else the name counts as released from `now` on.
    bool connected = false;
    /// As in `domain::ClaimName`.
    std::string proof{};
    bool force = false;
};

/// The claim went through; `displaced` lost the name by it (its session has no name now).
struct NameClaimed {
    std::optional<SessionId> displaced;
    bool name_protected = false;
};

/// A name that is held or protected. `name` is as its holder writes it, empty where nobody holds it.
struct NameRecord {
    std::string key;
    std::string name;
    domain::NameState state;
    bool operator==(const NameRecord&) const = default;
};

/// Repeats of a creation with the same (session, key) return what the first one made.
struct IdempotencyKey {
    SessionId session;
    std::string key;
};

/// What holds for the creation of a lobby.
struct CreationTerms {
    std::optional<IdempotencyKey> key{};
    /// Persistent lobbies that one session may own.
    std::size_t most_persistent = SIZE_MAX;
};
inline Error too_many_persistent(const CreationTerms& terms)
{
    return {Errc::conflict,
            "One may own at most " + std::to_string(terms.most_persistent) + " persistent lobbies on this server.",
            "persistent"};
}

/// Who may do what in one lobby, as it was stored.
struct LobbyAccess {
    LobbyId lobby;
    std::vector<domain::Standing> standings;
    std::vector<domain::Ban> bans;
    std::vector<domain::Invite> invites;
    /// Its owner's session is no more.
    bool orphaned = false;
};

/// What goes with a session.
struct Erasure {
    /// The protection of the name that it holds.
    bool name = false;
    /// What it wrote in all lobbies: texts, edits, transcripts, and how it was called there.
    bool texts = false;
};

/// How far a log has been trimmed: up to `up_to` nothing is left. `oldest`: of the first entry that is, if any.
struct Trimmed {
    Seq up_to = 0;
    bool more = false;
    std::optional<Timestamp> oldest;
};

/// An event on its way to one target of the web hooks.
struct HookRecord {
    std::string target; ///< its URL
    Timestamp at{};     ///< when it happened
    std::string body;
};

/// Where such an event waits in the store.
struct HookPlace {
    std::int64_t number = 0; ///< given by the store; grows
    std::string target;
    Timestamp at{};
    bool operator==(const HookPlace&) const = default;
};

/// A copy of everything durable, as it was at one moment.
struct Backup {
    std::string path; ///< of the file, absolute
    std::uint64_t bytes = 0;
    Timestamp at{};
};

/// Counters for metrics; a snapshot, any thread.
struct StoreStats {
    std::uint64_t queued = 0;   ///< calls waiting
    std::uint64_t commits = 0;  ///< transactions committed since the start
    std::uint64_t appended = 0; ///< entries appended since the start
    std::uint64_t failed = 0;   ///< calls answered by an I/O error
    std::uint64_t rejected = 0; ///< calls refused because the queue was full
};

/// The record of everything durable. A completion with success means: committed and synced, no crash loses it.
/// Methods may be called from any thread and return at once. Writes of one caller are carried out in their order; a read
/// sees every write that was answered before it was asked for.
/// A full queue answers `unavailable`, an I/O error `unavailable`, a broken invariant `internal`.
class Store {
public:
    virtual ~Store() = default;

    // Entries

    /// Appends drafts to a lobby's log, in order, all or none; seq goes on without holes. A draft with a `client_id` that
    /// its session has used in this lobby before is not appended again (also within one call); so with the `utterance_id` of a
    /// transcript. A `DeleteBody` erases the
    /// texts of its target and of the target's edits in the same transaction. Refuses with `not_found` where the lobby
    /// does not exist or has ended.
    virtual void append(LobbyId lobby, std::vector<domain::Draft> drafts, Done<std::vector<Appended>> done) = 0;
    /// Entries with seq > after, at most `limit`, from the oldest.
    virtual void read_after(LobbyId lobby, Seq after, std::size_t limit, Done<EntrySlice> done) = 0;
    /// The last `limit` entries with seq < before, given ascending.
    virtual void read_before(LobbyId lobby, Seq before, std::size_t limit, Done<EntrySlice> done) = 0;
    /// Facts of the given entries, in the same order; nothing where there is no such entry.
    virtual void read_facts(LobbyId lobby, std::vector<Seq> seqs,
                            Done<std::vector<std::optional<domain::EntryFacts>>> done) = 0;

    /// Erases the oldest entries, at most `limit`: those up to `up_to`, and those before the first that is not older than
    /// `before`. `more`: there are further ones to erase.
    virtual void trim_log(LobbyId lobby, Seq up_to, Timestamp before, std::size_t limit, Done<Trimmed> done) = 0;

    // Lobbies

    /// Keeps a new lobby, or returns the one made before under the same idempotency key. Refuses with `conflict` where it is
    /// persistent and its owner has `most_persistent` such lobbies; those without an owner are not counted.
    virtual void create_lobby(domain::LobbyRecord record, CreationTerms terms, Done<domain::LobbyRecord> done) = 0;
    /// Writes the settings of `record` where the stored version is `expected_version`, and raises it by one; else
    /// `conflict`. Refuses with `not_found`.
    virtual void update_lobby(domain::LobbyRecord record, std::int64_t expected_version,
                              Done<domain::LobbyRecord> done) = 0;
    /// Ends a lobby for good, its bots with it; its entries are erased in the background. `not_found` where there is none.
    virtual void end_lobby(LobbyId lobby, Done<void> done) = 0;
    /// All lobbies that have not ended.
    virtual void load_lobbies(Done<std::vector<domain::LobbyRecord>> done) = 0;
    /// Lobbies that have not ended in the order of their ids, after `after` (empty = from the start).
    virtual void list_lobbies(LobbyId after, std::size_t limit, Done<std::vector<domain::LobbyRecord>> done) = 0;

    // Who may do what in a lobby; the calls that write refuse with `not_found` where the lobby does not exist

    /// Keeps a session's standing, in the place of the one before.
    virtual void put_standing(LobbyId lobby, domain::Standing standing, Done<void> done) = 0;
    virtual void drop_standing(LobbyId lobby, SessionId session, Done<void> done) = 0;
    /// Keeps a ban; of the banned session's standing in the lobby stays what is `left`. An empty lobby stands for the
    /// whole server.
    virtual void put_ban(LobbyId lobby, domain::Ban ban, std::optional<domain::Standing> left, Done<void> done) = 0;
    virtual void drop_ban(LobbyId lobby, BanId ban, Done<void> done) = 0;
    virtual void put_invite(LobbyId lobby, domain::Invite invite, Done<void> done) = 0;
    virtual void drop_invite(LobbyId lobby, InviteId invite, Done<void> done) = 0;
    /// Keeps the standing of somebody who was let in, where one is given, and counts a use of the invite, if any.
    virtual void admit(LobbyId lobby, std::optional<domain::Standing> standing, InviteId invite, Done<void> done) = 0;
    /// The bans from the whole server.
    virtual void load_server_bans(Done<std::vector<domain::Ban>> done) = 0;
    /// Of all lobbies that have not ended; those with nothing to tell are left out.
    virtual void load_access(Done<std::vector<LobbyAccess>> done) = 0;

    /// Adds a line to the audit log; `number` is given here. No line is ever changed.
    virtual void append_audit(AuditRecord record, Done<void> done) = 0;
    /// Lines with number < before (0 = from the newest), at most `limit`, newest first.
    virtual void read_audit(std::int64_t before, std::size_t limit, Done<AuditSlice> done) = 0;
    /// Erases lines from before `before`, at most `limit`, the oldest first; gives how many.
    virtual void erase_old_audit(Timestamp before, std::size_t limit, Done<std::size_t> done) = 0;

    // Sessions and names

    virtual void create_session(domain::SessionRecord record, Done<void> done) = 0;
    /// Refuses with `not_found`; expiry is the caller's to check.
    virtual void find_session(SessionId id, Done<domain::SessionRecord> done) = 0;
    /// Sessions in the order of their ids, after `after` (empty = from the start).
    virtual void list_sessions(SessionId after, std::size_t limit, Done<std::vector<domain::SessionRecord>> done) = 0;
    virtual void renew_session(SessionId id, Timestamp expires_at, Done<void> done) = 0;
    /// Removes a session with its standings and frees its name. `not_found` where there is none.
    virtual void delete_session(SessionId id, Done<void> done) = 0;
    /// As delete_session; what is to go with it is never read again, and leaves the file soon after.
    virtual void erase_session(SessionId id, Erasure also, Done<void> done) = 0;
    /// Likewise the sessions that expired before `now`, at most `limit`; gives which.
    virtual void erase_expired_sessions(Timestamp now, std::size_t limit, Done<std::vector<SessionId>> done) = 0;

    /// Gives a name to a session and frees the one it had before. Refuses as `domain::decide` of the claim, and with
    /// `not_found` where the session does not exist.
    virtual void claim_name(NameClaim claim, Done<NameClaimed> done) = 0;
    /// How a name is held; an empty state where it is neither held nor protected.
    virtual void read_name(std::string key, Done<domain::NameState> done) = 0;
    /// Changes the protection of the name `key`, which outlives the session that holds it. Refuses as `domain::decide` of
    /// the command.
    virtual void protect_name(std::string key, domain::ProtectName command, Done<void> done) = 0;
    /// Puts another hash of the same password in the place of `old_hash`; nothing happens where it has changed already.
    virtual void rehash_name(std::string key, std::string old_hash, std::string new_hash, Done<void> done) = 0;
    /// Names in the order of their keys, after `after` (empty = from the start).
    virtual void list_names(std::string after, std::size_t limit, Done<std::vector<NameRecord>> done) = 0;
    /// Protects a name by this hash, or takes the protection away where it is empty, whoever holds the name; gives who
    /// does. Refuses with `not_found` where there is no protection to take away.
    virtual void overrule_protection(std::string key, std::string hash, Done<std::optional<SessionId>> done) = 0;
    /// Takes a name from its holder and its protection away; gives who held it. Refuses with `not_found` where it is
    /// neither held nor protected.
    virtual void free_name(std::string key, Done<std::optional<SessionId>> done) = 0;
    /// The session has a connection: its name is held.
    virtual void hold_name(SessionId session, Done<void> done) = 0;
    /// The session's last connection is gone since `at`: its unprotected name becomes free some time after.
    virtual void release_name(SessionId session, Timestamp at, Done<void> done) = 0;
    /// After a start: nobody is connected, so every held name counts as released at `at`.
    virtual void release_all_names(Timestamp at, Done<void> done) = 0;

    // What waits for the targets of web hooks

    /// Gives the number of its place.
    virtual void push_hook(HookRecord record, Done<std::int64_t> done) = 0;
    /// Of everything that waits, in the order of the numbers.
    virtual void load_hooks(Done<std::vector<HookPlace>> done) = 0;
    /// The body. Refuses with `not_found`.
    virtual void read_hook(std::int64_t number, Done<std::string> done) = 0;
    virtual void drop_hook(std::int64_t number, Done<void> done) = 0;

    // Bots

    /// Keeps a bot that a lobby wants, or its new configuration. Refuses with `not_found` where the lobby does not exist
    /// or has ended.
    virtual void put_bot(domain::BotRecord record, Done<void> done) = 0;
    /// `not_found` where there is none.
    virtual void delete_bot(BotId id, Done<void> done) = 0;
    /// All bots of lobbies that have not ended.
    virtual void load_bots(Done<std::vector<domain::BotRecord>> done) = 0;
    virtual void put_provider_key(domain::ProviderKeyRecord record, Done<void> done) = 0;
    /// `not_found` where there is none.
    virtual void delete_provider_key(std::string id, Done<void> done) = 0;
    virtual void load_provider_keys(Done<std::vector<domain::ProviderKeyRecord>> done) = 0;

    // The server's own

    /// 32 random bytes kept under a name, made with `fresh` at the first call.
    virtual void load_secret(std::string name, std::string fresh, Done<std::string> done) = 0;
    /// Writes a copy into the folder that the store was opened with, beside all other calls. Refuses with `conflict` while
    /// another one is written, `unsupported` where the store has no files.
    virtual void back_up(Timestamp now, Done<Backup> done) = 0;
    /// Whether reading and writing work now.
    virtual void probe(Done<void> done) = 0;
    virtual StoreStats stats() const = 0;
    /// Carries out what is queued, then ends the store's threads. Later calls answer `unavailable`.
    virtual void stop() = 0;
};

} // namespace parlor::service
