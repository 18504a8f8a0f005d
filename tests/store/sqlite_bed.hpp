#pragma once
#include "store/sqlite/sqlite_store.hpp"
#include "tests/support/store_samples.hpp"
#include "tests/support/temp_folder.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

/// SQLite stores in temporary folders, and a look at their files from outside.
namespace parlor::test {

inline std::string content_of(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void write_file(const std::string& path, const std::string& content)
{
    std::ofstream{path, std::ios::binary | std::ios::trunc} << content;
}

/// All bytes that lie in a folder.
inline std::string bytes_in(const std::filesystem::path& folder)
{
    std::string all;
    for (const auto& item : std::filesystem::directory_iterator{folder}) all += content_of(item.path().string());
    return all;
}

class SqliteBed {
public:
    explicit SqliteBed(std::size_t max_queued = 1000) : max_queued_(max_queued) { open(); }

    store::SqliteStore& store() { return *store_; }
    const TempFolder& folder() const { return folder_; }
    std::string path() const { return folder_.file("parlor.db"); }
    void close() { store_.reset(); }
    void open() { store_ = std::move(store::SqliteStore::open({.path = path(), .max_queued = max_queued_})).value(); }
    void reopen()
    {
        close();
        open();
    }

private:
    TempFolder folder_;
    const std::size_t max_queued_;
    std::unique_ptr<store::SqliteStore> store_;
};

inline void keep(service::Store& store, const domain::LobbyRecord& record)
{
    auto made = ask<domain::LobbyRecord>([&](auto done) { store.create_lobby(record, {}, std::move(done)); });
    if (!made) throw std::runtime_error(made.error().message);
}

} // namespace parlor::test
