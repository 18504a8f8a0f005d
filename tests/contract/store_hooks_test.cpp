#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

/// What waits for the targets of web hooks.
namespace parlor::test {
namespace {

class StoreHooks : public StoreContract {
protected:
    std::int64_t push(const std::string& target, const std::string& body)
    {
        return ask<std::int64_t>(
                   [&](auto done) { store().push_hook({.target = target, .at = noon, .body = body}, std::move(done)); })
            .value();
    }
    std::vector<service::HookPlace> load()
    {
        return ask<std::vector<service::HookPlace>>([&](auto done) { store().load_hooks(std::move(done)); }).value();
    }
    Result<std::string> read(std::int64_t number)
    {
        return ask<std::string>([&](auto done) { store().read_hook(number, std::move(done)); });
    }
    void drop(std::int64_t number)
    {
        ASSERT_TRUE(ask<void>([&](auto done) { store().drop_hook(number, std::move(done)); }));
    }
};
PARLOR_EVERY_STORE(StoreHooks);

TEST_P(StoreHooks, wait_in_the_order_of_their_coming)
{
    const auto first = push("one", "{}");
    const auto second = push("two", R"({"a":"Zo\u00eb"})");

    EXPECT_THAT(load(),
                testing::ElementsAre(service::HookPlace{first, "one", noon}, service::HookPlace{second, "two", noon}));
    EXPECT_EQ(read(second).value(), R"({"a":"Zo\u00eb"})");
}

TEST_P(StoreHooks, are_gone_once_they_are_dropped_and_their_number_with_them)
{
    const auto first = push("one", "{}");
    drop(first);
    drop(first);

    EXPECT_TRUE(load().empty());
    EXPECT_EQ(read(first).error().code, Errc::not_found);
    EXPECT_GT(push("one", "{}"), first);
}

} // namespace
} // namespace parlor::test
