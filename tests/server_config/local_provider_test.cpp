#include "server/local_provider.hpp"

#include "service/bot/bot_secrets.hpp"
#include "service/secrets.hpp"
#include "tests/support/temp_folder.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::server {
namespace {

/// The key in the data folder that lets the provider beside the server in.
class LocalProvider : public testing::Test {
protected:
    Result<service::ProviderKeySetting> open() { return local_provider(folder_.path().string(), random_); }
    std::string path() const { return folder_.file(std::string{local_key_file}); }
    std::string line() const
    {
        std::ifstream file{path()};
        std::string key;
        std::getline(file, key);
        return key;
    }
    void write(std::string_view text) const { std::ofstream{path()} << text; }

    test::TempFolder folder_;
    service::SystemRandom random_;
};

TEST_F(LocalProvider, has_a_key_of_256_random_bits_that_its_owner_alone_may_read)
{
    const auto provider = open();

    ASSERT_TRUE(provider);
    EXPECT_EQ(provider->name, "local");
    EXPECT_EQ(line().size(), 44U);
    EXPECT_EQ(provider->key_hash, service::hash_of_secret(line()));
    EXPECT_EQ(std::filesystem::status(path()).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_TRUE(provider->types.empty()) << "any type";
}

TEST_F(LocalProvider, has_the_same_key_at_the_next_start_and_another_one_elsewhere)
{
    const auto first = open();
    const auto again = open();
    const test::TempFolder elsewhere;
    const auto other = local_provider(elsewhere.path().string(), random_);

    EXPECT_EQ(first->key_hash, again->key_hash);
    EXPECT_NE(first->key_hash, other->key_hash);
}

TEST_F(LocalProvider, takes_a_key_that_the_operator_wrote)
{
    write("a-key-of-the-operators-own-choice-0123456789\r\n");

    EXPECT_EQ(open()->key_hash, service::hash_of_secret("a-key-of-the-operators-own-choice-0123456789"));
}

TEST_F(LocalProvider, keeps_the_server_from_starting_where_its_file_holds_no_key_and_never_shows_what_it_holds)
{
    write("hunter2\n");

    const auto provider = open();

    ASSERT_FALSE(provider);
    EXPECT_THAT(provider.error().message, testing::HasSubstr(path()));
    EXPECT_THAT(provider.error().message, testing::Not(testing::HasSubstr("hunter2")));
    EXPECT_EQ(line(), "hunter2") << "it may be somebody's";
}

TEST_F(LocalProvider, needs_a_folder_that_can_be_written)
{
    const auto provider = local_provider(folder_.file("nowhere"), random_);

    ASSERT_FALSE(provider);
    EXPECT_THAT(provider.error().message, testing::HasSubstr("cannot be made: No such file or directory"));
}

} // namespace
} // namespace parlor::server
