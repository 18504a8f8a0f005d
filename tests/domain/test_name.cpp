#include "domain/session/name.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

struct NameCase {
    std::string given, shown, key;
};

class Names : public testing::TestWithParam<NameCase> {};
INSTANTIATE_TEST_SUITE_P(Rfc8266, Names,
                         testing::Values(NameCase{"Foo", "Foo", "foo"}, // RFC 8266 §5, examples 1 to 4
                                         NameCase{"foo", "foo", "foo"}, NameCase{"Foo Bar", "Foo Bar", "foo bar"},
                                         NameCase{"  Foo   Bar  ", "Foo Bar", "foo bar"},
                                         NameCase{"Σ", "Σ", "σ"},                           // example 5
                                         NameCase{"Richard Ⅳ", "Richard IV", "richard iv"}, // example 9
                                         NameCase{"STRASSE", "STRASSE", "strasse"},
                                         NameCase{"Straße", "Straße", "strasse"}, NameCase{"Ａnn", "Ann", "ann"},
                                         NameCase{"e\u0301", "é", "é"}));

TEST_P(Names, ArePreparedAndCompared)
{
    auto name = parse_name(GetParam().given);
    ASSERT_TRUE(name);
    EXPECT_EQ(name->shown, GetParam().shown);
    EXPECT_EQ(name->key, GetParam().key);
    auto again = parse_name(name->shown);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->shown, name->shown) << "preparing is idempotent";
    EXPECT_EQ(again->key, name->key);
}

TEST(Names, CountCharactersNotBytes)
{
    std::string thirty_two;
    for (int i = 0; i < 32; ++i) thirty_two += "ß";
    EXPECT_TRUE(parse_name(thirty_two));
    EXPECT_FALSE(parse_name(thirty_two + "ß"));
}

TEST(Names, RefuseWhatShowsNothingOrIsNoText)
{
    for (const char* text : {"", "   ", "\u200b\u200d", "\u00a0", "\xff\xfe", "\t\n"})
        EXPECT_FALSE(parse_name(text)) << text;
}

TEST(Names, LoseWhatWouldDeceive)
{
    EXPECT_EQ(parse_name("An\u202en")->key, parse_name("Ann")->key);
    EXPECT_EQ(parse_name("A\u200bnn")->key, parse_name("Ann")->key);
}

} // namespace
} // namespace parlor::domain
