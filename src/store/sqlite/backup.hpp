#pragma once
#include "service/store.hpp"
#include "store/sqlite/database.hpp"

#include <atomic>
#include <cstddef>
#include <string>

namespace parlor::store {

/// Where backups go, and how many of them stay.
struct BackupFolder {
    std::string path;
    std::size_t keep = 7; ///< older ones are removed
};

/// Copies the database as it is at one moment into a new file of the folder (https://sqlite.org/backup.html): complete,
/// checked and synced, or not there at all. The source is only read; who writes meanwhile does not wait. Ends early, with
/// `unavailable`, where `stopping` becomes true. Throws SqlError.
Result<service::Backup> back_up(Database& source, const BackupFolder& folder, Timestamp now,
                                const std::atomic<bool>& stopping);

} // namespace parlor::store
