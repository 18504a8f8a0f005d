#pragma once
#include "store/memory/memory_store.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "tests/support/store_samples.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

/// What service/store.hpp promises, asked of every store there is: one suite, one instance per store.
namespace parlor::test {

/// One kind of store, with whatever it stands on.
class StoreBed {
public:
    virtual ~StoreBed() = default;
    virtual service::Store& store() = 0;
};

class MemoryBed final : public StoreBed {
public:
    service::Store& store() override { return store_; }

private:
    store::MemoryStore store_;
};

class SqliteBed final : public StoreBed {
public:
    service::Store& store() override { return *store_; }

private:
    TempFolder folder_;
    std::unique_ptr<store::SqliteStore> store_ =
        std::move(store::SqliteStore::open({.path = folder_.file("parlor.db")})).value();
};

struct StoreKind {
    std::string name;
    std::unique_ptr<StoreBed> (*make)();
};

class StoreContract : public testing::TestWithParam<StoreKind> {
protected:
    service::Store& store() { return bed_->store(); }
    /// Keeps a lobby that a test may write into.
    LobbyId keep_lobby(const std::string& id = "lobby-1")
    {
        auto made = ask<domain::LobbyRecord>([&](auto done) { store().create_lobby(lobby(id), {}, std::move(done)); });
        return made.value().id;
    }
    SessionId keep_session(const std::string& id)
    {
        EXPECT_TRUE(ask<void>([&](auto done) { store().create_session(session(id), std::move(done)); }));
        return SessionId{id};
    }

private:
    std::unique_ptr<StoreBed> bed_ = GetParam().make();
};

/// Runs a suite over every store.
#define PARLOR_EVERY_STORE(Suite)                                                                                      \
    INSTANTIATE_TEST_SUITE_P(                                                                                          \
        Stores, Suite,                                                                                                 \
        testing::Values(StoreKind{"memory", [] { return std::unique_ptr<StoreBed>{std::make_unique<MemoryBed>()}; }},  \
                        StoreKind{"sqlite", [] { return std::unique_ptr<StoreBed>{std::make_unique<SqliteBed>()}; }}), \
        [](const auto& suite) { return suite.param.name; })

} // namespace parlor::test
