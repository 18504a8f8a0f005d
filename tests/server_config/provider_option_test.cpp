#include "server/provider_option.hpp"

#include "service/bot/bot_secrets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::server {
namespace {

const std::string key = "a-key-of-at-least-32-characters-0123";

TEST(ProviderOption, names_a_provider_its_key_and_what_it_may_offer)
{
    const auto any = parse_provider("name=studio key=" + key);
    const auto some = parse_provider("key_hash=" + service::hash_of_secret(key) + " types=echo+scribe name=studio");

    ASSERT_TRUE(any && some);
    EXPECT_EQ(any->name, "studio");
    EXPECT_EQ(any->key_hash, some->key_hash);
    EXPECT_THAT(any->types, testing::IsEmpty());
    EXPECT_THAT(some->types, testing::ElementsAre("echo", "scribe"));
}

TEST(ProviderOption, says_what_is_wrong_and_never_shows_the_key)
{
    auto fault = [](const std::string& text) {
        const auto parsed = parse_provider(text);
        return parsed ? std::string{} : parsed.error().message;
    };

    EXPECT_EQ(fault("key=" + key), "needs a name");
    EXPECT_EQ(fault("name=studio"), "needs a key");
    EXPECT_EQ(fault("name=a/b key=" + key), "needs a name of 1 to 64 letters, digits, '_' or '-'");
    EXPECT_EQ(fault("name=local key=" + key), "has the name of the provider beside the server");
    EXPECT_EQ(fault("name=studio key=hunter2"), "needs a key of at least 32 characters");
    EXPECT_EQ(fault("name=studio key_hash=abc"), "needs as key_hash the key's SHA-256 in 64 hexadecimal digits");
    EXPECT_EQ(fault("name=studio types=a.b key=" + key), "names a type that is no id");
    EXPECT_EQ(fault("name=studio password=x key=" + key), "has name, key or key_hash, and types; nothing else");
}

TEST(ProviderOption, lets_no_two_providers_share_a_name_or_a_key)
{
    const auto other = key + "-other";

    const auto names = parse_providers({"name=a key=" + key, "name=a key=" + other});
    const auto keys = parse_providers({"name=a key=" + key, "name=b key=" + key});

    EXPECT_EQ(names.error().message, "bots.providers[1] has the name of another one");
    EXPECT_EQ(keys.error().message, "bots.providers[1] has the key of another one");
    EXPECT_EQ(parse_providers({"name=a key=" + key, "name=b key=" + other})->size(), 2U);
}

} // namespace
} // namespace parlor::server
