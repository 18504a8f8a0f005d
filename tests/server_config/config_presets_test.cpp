#include "server/config_presets.hpp"
#include "server/config_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ConfigReader read(const std::string& toml)
{
    ConfigReader reader;
    reader.read_toml(toml, "parlor.toml");
    return reader;
}

TEST(ConfigPresets, are_lobbies_and_templates_under_their_ids)
{
    auto reader = read(R"(
[lobbies.town-hall]
name = "Town hall"
capacity = 200
media = "none"
moderators = ["Nina", "Otto"]
[lobbies.cafe]
[templates.seminar]
visibility = "private"
waiting_room = true
)");

    EXPECT_THAT(reader.faults(), ElementsAre());
    const auto& lobbies = reader.config().service.lobbies;
    ASSERT_EQ(lobbies.size(), 2U);
    const auto& hall = lobbies[lobbies[0].id == "town-hall" ? 0 : 1];
    const auto& cafe = lobbies[lobbies[0].id == "town-hall" ? 1 : 0];
    EXPECT_EQ(hall.settings.name, "Town hall");
    EXPECT_EQ(hall.settings.capacity->value, 200);
    EXPECT_THAT(hall.moderators, ElementsAre("Nina", "Otto"));
    EXPECT_EQ(cafe.settings.name, "cafe") << "called by its id";
    ASSERT_EQ(reader.config().service.templates.size(), 1U);
    EXPECT_EQ(reader.config().service.templates[0].settings.visibility, protocol::Visibility::private_);
}

struct WrongPreset {
    const char* toml;
    const char* said;
};

class ConfigPresetFault : public testing::TestWithParam<WrongPreset> {};
INSTANTIATE_TEST_SUITE_P(
    Each, ConfigPresetFault,
    testing::Values(WrongPreset{"[lobbies.a]\ncapacity = 0\n", "parlor.toml:1:10: lobbies.a.capacity: "},
                    WrongPreset{"[lobbies.a]\ncapacity = \"many\"\n", "lobbies.a.capacity: "},
                    WrongPreset{"[lobbies.a]\ncapcity = 3\n", "lobbies.a: there is no setting capcity"},
                    WrongPreset{"[lobbies.a]\ntemplate = \"b\"\n", "lobbies.a: there is no setting template"},
                    WrongPreset{"[lobbies.\"a b\"]\n", "lobbies.a b: ids have"},
                    WrongPreset{"[lobbies]\na = 3\n", "lobbies.a must be a table"},
                    WrongPreset{"[lobbies.a]\nmoderators = \"Nina\"\n", "moderators must be a list of names"},
                    WrongPreset{"[lobbies.a]\nmoderators = [\" \"]\n", "moderators must be a list of names"},
                    WrongPreset{"[templates.a]\nmoderators = [\"Nina\"]\n", "there is no setting moderators"},
                    WrongPreset{"[templates.a]\nvisibility = \"secret\"\n", "templates.a.visibility: "}));

TEST_P(ConfigPresetFault, is_told_with_its_place)
{
    const auto reader = read(GetParam().toml);

    EXPECT_THAT(reader.faults(), ElementsAre(HasSubstr(GetParam().said))) << GetParam().toml;
}

TEST(ConfigPresets, are_shown_without_their_passwords)
{
    auto reader = read("[lobbies.a]\npassword = \"open sesame\"\nmoderators = [\"Nina\"]\n");

    const auto text = presets_text(reader.config());

    EXPECT_THAT(text, HasSubstr("[lobbies.a]\n"));
    EXPECT_THAT(text, HasSubstr("password = \"(hidden)\"\n"));
    EXPECT_THAT(text, HasSubstr("moderators = [\"Nina\"]\n"));
    EXPECT_EQ(text.find("sesame"), std::string::npos);
    EXPECT_THAT(read(text).faults(), ElementsAre()) << "it can be read again";
}

} // namespace
} // namespace parlor::server
