#include "store/sqlite/sqlite_store.hpp"

#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_store_impl.hpp"
#include "store/sqlite/tables.hpp"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace parlor::store {
namespace {

/// Entries of ended lobbies are erased in steps of this many, between the calls of others.
constexpr std::size_t purge_step = 500;
/// Likewise what one who wished so has written: so many entries are looked at in one step.
constexpr std::size_t erasure_step = 2'000;
/// How long a try to empty the write-ahead log waits for its readers.
constexpr int checkpoint_patience_ms = 25;
/// And how long it is before the next one where they do not go.
constexpr Millis checkpoint_pause{1'000};
/// Up to this size the whole file is looked through at the start; a larger one would hold the start up.
constexpr std::uintmax_t fully_checked_bytes = 256ULL * 1024 * 1024;

Error refused(std::string message)
{
    return {Errc::unavailable, std::move(message)};
}

/// SQLite would make the file readable by everybody; its log takes the same rights.
void make_private(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
}

Database connect(const std::string& path)
{
    make_private(path);
    Database database{path, SQLITE_OPEN_READWRITE};
    return database;
}

Database connect_reader(const std::string& path)
{
    auto database = connect(path);
    database.execute("PRAGMA query_only = ON");
    return database;
}

/// A damaged file is only looked at: not even the log beside it is written back into it.
Result<void> check_content(Database& database, const std::string& path)
{
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    std::error_code fault;
    const auto size = std::filesystem::file_size(path, fault);
    const char* look = !fault && size > fully_checked_bytes ? "SELECT 'ok' FROM (SELECT COUNT(*) FROM lobbies)"
                                                            : "PRAGMA quick_check(1)";
    try {
        if (size > 0) {
            if (database.single_text(look) != "ok") return refused("The database " + path + " is damaged.");
            // Once more with what the log beside the file says.
            if (auto known = check_version(path, database.single_number("PRAGMA user_version")); !known) return known;
            check_tables(database);
        }
    } catch (const SqlError& found) {
        return refused("The database " + path + " is damaged: " + found.what() + ".");
    }
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return {};
}

/// Repeats are answered, not appended.
std::uint64_t count_new(const std::vector<Appended>& all)
{
    return static_cast<std::uint64_t>(std::ranges::count(all, false, &Appended::duplicate));
}

} // namespace

/// Held as long as the store is open; the kernel lets it go when the process ends, however it ends.
class SqliteStore::FileLock {
public:
    explicit FileLock(const std::string& path) : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock()
    {
        if (file_ >= 0) ::close(file_);
    }
    bool take() const { return file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0; }

private:
    int file_;
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteOptions options)
{
    auto lock = std::make_unique<FileLock>(options.path + ".lock");
    if (!lock->take())
        return refused("The database " + options.path +
                       " is in use by another server, or its folder cannot be written.");
    if (auto ours = inspect_file(options.path); !ours) return ours.error();
    try {
        auto writer = connect(options.path);
        if (auto sound = check_content(writer, options.path); !sound) return sound.error();
        configure(writer, options.page_cache);
        migrate(writer);
        return std::unique_ptr<SqliteStore>{new SqliteStore{
            std::move(lock), std::move(writer), connect_reader(options.path), connect_reader(options.path), options}};
    } catch (const SqlError& fault) {
        return refused("The database " + options.path + " cannot be opened: " + fault.what() + ".");
    }
}

SqliteStore::SqliteStore(std::unique_ptr<FileLock> lock, Database writer, Database reader, Database copied,
                         const SqliteOptions& options)
    : lock_(std::move(lock)), backups_(options.backups),
      writer_(std::move(writer),
              {options.max_queued, options.max_batch, true, [this](Database& database) { return upkeep(database); }}),
      reader_(std::move(reader), {options.max_queued, 64, false, {}}), copier_(std::move(copied), {1, 1, false, {}})
{
    if (backups_.path.empty()) backups_.path = (std::filesystem::path{options.path}.parent_path() / "backups").string();
}

SqliteStore::~SqliteStore()
{
    stop();
}

std::optional<Millis> SqliteStore::upkeep(Database& database)
{
    database.execute("BEGIN IMMEDIATE");
    const bool more = tables::purge_ended(database, purge_step) || tables::erase_next_texts(database, erasure_step);
    database.execute("COMMIT");
    if (more) {
        erased_ = true;
        return Millis{0};
    }
    if (!erased_) return {};
    // What was erased must not live on in the log. Where a reader is in the way, as a backup is for long, it is tried again
    // later: calls must not wait for that.
    const auto now = std::chrono::steady_clock::now();
    if (now < next_checkpoint_) return std::chrono::ceil<Millis>(next_checkpoint_ - now);
    if (!backing_up_) {
        const BusyTimeout patience{database, checkpoint_patience_ms};
        erased_ = database.single_number("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
        if (!erased_) return {};
    }
    next_checkpoint_ = now + checkpoint_pause;
    return checkpoint_pause;
}

void SqliteStore::append(LobbyId lobby, std::vector<domain::Draft> drafts, Done<std::vector<Appended>> done)
{
    writer_.add(job<std::vector<Appended>>(
        [this, done = std::move(done)](Result<std::vector<Appended>> result) mutable {
            if (result) appended_.fetch_add(count_new(*result), std::memory_order_relaxed);
            done(std::move(result));
        },
        [this, lobby = std::move(lobby), drafts = std::move(drafts)](Database& database) {
            return tables::append(database, lobby, drafts, erased_);
        }));
}

void SqliteStore::trim_log(LobbyId lobby, Seq up_to, Timestamp before, std::size_t limit, Done<Trimmed> done)
{
    writer_.add(job(std::move(done), [this, lobby = std::move(lobby), up_to, before, limit](Database& database) {
        auto step = tables::trim_log(database, lobby, up_to, before, limit);
        erased_ = true;
        return step;
    }));
}

void SqliteStore::read_after(LobbyId lobby, Seq after, std::size_t limit, Done<EntrySlice> done)
{
    reader_.add(job(std::move(done), [lobby = std::move(lobby), after, limit](Database& database) {
        return tables::read_after(database, lobby, after, limit);
    }));
}

void SqliteStore::read_before(LobbyId lobby, Seq before, std::size_t limit, Done<EntrySlice> done)
{
    reader_.add(job(std::move(done), [lobby = std::move(lobby), before, limit](Database& database) {
        return tables::read_before(database, lobby, before, limit);
    }));
}

void SqliteStore::read_facts(LobbyId lobby, std::vector<Seq> seqs,
                             Done<std::vector<std::optional<domain::EntryFacts>>> done)
{
    reader_.add(job(std::move(done), [lobby = std::move(lobby), seqs = std::move(seqs)](Database& database) {
        return tables::read_facts(database, lobby, seqs);
    }));
}

void SqliteStore::create_lobby(domain::LobbyRecord record, service::CreationTerms terms, Done<domain::LobbyRecord> done)
{
    writer_.add(job(std::move(done), [record = std::move(record), terms = std::move(terms)](Database& database) {
        return tables::create_lobby(database, record, terms);
    }));
}

void SqliteStore::update_lobby(domain::LobbyRecord record, std::int64_t expected_version,
                               Done<domain::LobbyRecord> done)
{
    writer_.add(job(std::move(done), [record = std::move(record), expected_version](Database& database) {
        return tables::update_lobby(database, record, expected_version);
    }));
}

void SqliteStore::end_lobby(LobbyId lobby, Done<void> done)
{
    writer_.add(job(std::move(done),
                    [lobby = std::move(lobby)](Database& database) { return tables::end_lobby(database, lobby); }));
}

void SqliteStore::load_lobbies(Done<std::vector<domain::LobbyRecord>> done)
{
    reader_.add(job(std::move(done), [](Database& database) { return tables::load_lobbies(database); }));
}

void SqliteStore::create_session(domain::SessionRecord record, Done<void> done)
{
    writer_.add(job(std::move(done), [record = std::move(record)](Database& database) {
        return tables::create_session(database, record);
    }));
}

void SqliteStore::find_session(SessionId id, Done<domain::SessionRecord> done)
{
    reader_.add(
        job(std::move(done), [id = std::move(id)](Database& database) { return tables::find_session(database, id); }));
}

void SqliteStore::renew_session(SessionId id, Timestamp expires_at, Done<void> done)
{
    writer_.add(job(std::move(done), [id = std::move(id), expires_at](Database& database) {
        return tables::renew_session(database, id, expires_at);
    }));
}

void SqliteStore::delete_session(SessionId id, Done<void> done)
{
    writer_.add(job(std::move(done),
                    [id = std::move(id)](Database& database) { return tables::delete_session(database, id); }));
}

void SqliteStore::erase_session(SessionId id, Erasure also, Done<void> done)
{
    writer_.add(job(std::move(done), [id = std::move(id), also](Database& database) {
        return tables::erase_session(database, id, also);
    }));
}

void SqliteStore::erase_expired_sessions(Timestamp now, std::size_t limit, Done<std::vector<SessionId>> done)
{
    writer_.add(job(std::move(done),
                    [now, limit](Database& database) { return tables::erase_expired_sessions(database, now, limit); }));
}

void SqliteStore::load_secret(std::string name, std::string fresh, Done<std::string> done)
{
    writer_.add(job(std::move(done), [name = std::move(name), fresh = std::move(fresh)](Database& database) {
        return tables::load_secret(database, name, fresh);
    }));
}

void SqliteStore::probe(Done<void> done)
{
    // Only a row that is written goes all the way to the disk.
    writer_.add(job(std::move(done), [](Database& database) -> Result<void> {
        database
            .query("INSERT INTO secrets (name, value) VALUES ('probe', x'00') ON CONFLICT (name) DO UPDATE SET value = "
                   "excluded.value")
            .run();
        return {};
    }));
}

StoreStats SqliteStore::stats() const
{
    StoreStats stats;
    stats.queued = writer_.queued() + reader_.queued();
    stats.commits = writer_.counters().commits.load();
    stats.appended = appended_.load();
    stats.failed = writer_.counters().failed.load() + reader_.counters().failed.load();
    stats.rejected = writer_.counters().rejected.load() + reader_.counters().rejected.load();
    return stats;
}

void SqliteStore::back_up(Timestamp now, Done<Backup> done)
{
    if (backing_up_.exchange(true)) return done(Error{Errc::conflict, "A backup is being written already."});
    copier_.add(job<Backup>(
        [this, done = std::move(done)](Result<Backup> made) mutable {
            backing_up_ = false;
            done(std::move(made));
        },
        [this, now](Database& database) { return store::back_up(database, backups_, now, stopping_); }));
}

void SqliteStore::stop()
{
    stopping_ = true;
    copier_.stop();
    reader_.stop();
    writer_.stop();
}

} // namespace parlor::store
