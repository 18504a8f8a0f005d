#include "store/sqlite/backup.hpp"

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <unistd.h>
#include <vector>

namespace parlor::store {
namespace {

namespace fs = std::filesystem;

/// Pages of one step; after each the disk is left to the writer for a moment.
constexpr int step_pages = 512;
constexpr int pause_ms = 2;

constexpr std::string_view prefix = "parlor-";
constexpr std::string_view suffix = ".db";

/// `parlor-20240131T120000.123Z.db`: in the order of time when sorted.
std::string name_of(Timestamp now)
{
    const auto ms = to_ms(now);
    const std::time_t seconds = ms / 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[64];
    const auto length = std::strftime(text, sizeof text, "%Y%m%dT%H%M%S", &utc);
    auto millis = std::to_string(1000 + ms % 1000);
    return std::string{prefix}.append(text, length) + "." + millis.substr(1) + "Z" + std::string{suffix};
}

Error failed(const std::string& path, const std::string& why)
{
    return {Errc::unavailable, "The backup " + path + " cannot be written: " + why + "."};
}

/// A file that nobody else may read, gone unless it is kept.
class Draft {
public:
    explicit Draft(fs::path path) : path_(std::move(path))
    {
        fs::remove(path_, ignored_);
        const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        made_ = file >= 0;
        if (made_) ::close(file);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;
    ~Draft()
    {
        if (!kept_) fs::remove(path_, ignored_);
    }
    bool made() const { return made_; }
    const fs::path& path() const { return path_; }
    /// Under its last name, on the disk.
    std::error_code keep_as(const fs::path& name)
    {
        std::error_code fault;
        fs::rename(path_, name, fault);
        kept_ = !fault;
        const int folder = ::open(name.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder >= 0) {
            ::fsync(folder);
            ::close(folder);
        }
        return fault;
    }

private:
    fs::path path_;
    std::error_code ignored_;
    bool made_ = false;
    bool kept_ = false;
};

/// False where it was told to stop.
bool copy(Database& source, Database& target, const std::atomic<bool>& stopping)
{
    // The first read of its snapshot: from here on writes of others don't make the copy begin anew.
    source.single_number("SELECT COUNT(*) FROM secrets");
    auto* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (!backup) throw SqlError{sqlite3_extended_errcode(target.handle()), sqlite3_errmsg(target.handle())};
    int code = SQLITE_OK;
    while ((code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) && !stopping.load()) {
        code = sqlite3_backup_step(backup, step_pages);
        if (code != SQLITE_DONE) sqlite3_sleep(pause_ms);
    }
    sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE) return true;
    if (stopping.load()) return false;
    throw SqlError{code, sqlite3_errstr(code)};
}

void remove_old(const BackupFolder& folder)
{
    std::vector<fs::path> backups;
    std::error_code fault;
    for (const auto& item : fs::directory_iterator{folder.path, fault}) {
        const auto name = item.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix)) backups.push_back(item.path());
    }
    std::sort(backups.begin(), backups.end());
    for (std::size_t i = 0; i + folder.keep < backups.size(); ++i) fs::remove(backups[i], fault);
}

} // namespace

Result<service::Backup> back_up(Database& source, const BackupFolder& folder, Timestamp now,
                                const std::atomic<bool>& stopping)
{
    std::error_code fault;
    if (fs::create_directories(folder.path, fault)) fs::permissions(folder.path, fs::perms::owner_all, fault);
    if (fault) return failed(folder.path, fault.message());
    const auto path = fs::absolute(fs::path{folder.path} / name_of(now));
    Draft draft{path.string() + ".part"};
    if (!draft.made()) return failed(path.string(), "its folder cannot be written");
    {
        Database target{draft.path().string(), SQLITE_OPEN_READWRITE};
        if (!copy(source, target, stopping)) return failed(path.string(), "the server stops");
        // One file, without a log beside it.
        target.execute("PRAGMA journal_mode = DELETE");
        if (target.single_text("PRAGMA quick_check(1)") != "ok") return failed(path.string(), "the copy is damaged");
    }
    if (auto renamed = draft.keep_as(path)) return failed(path.string(), renamed.message());
    remove_old(folder);
    return service::Backup{.path = path.string(), .bytes = fs::file_size(path, fault), .at = now};
}

} // namespace parlor::store
