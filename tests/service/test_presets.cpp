#include "service/configured_lobbies.hpp"
#include "tests/service/harness.hpp"

namespace parlor::test {
namespace {

using service::LobbyPreset;

/// What the configuration file says of lobbies.
class Presets : public testing::TestWithParam<ShardIndex> {
protected:
    static service::Settings settings()
    {
        service::Settings settings;
        settings.templates = {{.id = "seminar",
                               .settings = {.name = {"Seminar"},
                                            .visibility = protocol::Visibility::private_,
                                            .capacity = protocol::Int<1, 100'000>{30},
                                            .media = protocol::MediaMode::none,
                                            .waiting_room = true},
                               .moderators = {}}};
        return settings;
    }
    /// A start with these lobbies in the file; gives what the store then has.
    Answer<std::vector<domain::LobbyRecord>> start(std::vector<LobbyPreset> presets)
    {
        world.settings.lobbies = std::move(presets);
        auto stored = world.ask<std::vector<domain::LobbyRecord>>(
            [&](auto reply) { world.store.load_lobbies(std::move(reply)); });
        auto made = world.ask<std::vector<domain::LobbyRecord>>([&](auto reply) {
            std::make_shared<service::ConfiguredLobbies>(*world.contexts.front(), stored.value(), std::move(reply))
                ->start();
        });
        world.restart();
        return made;
    }
    static LobbyPreset hall(const char* name = "Hall", const char* password = "open")
    {
        return {.id = "hall",
                .settings = {.name = {name},
                             .password = protocol::Text<1, 256>{password},
                             .media = protocol::MediaMode::none},
                .moderators = {"Nina"}};
    }
    Answer<protocol::LobbyCreated> create(protocol::CreateLobby body)
    {
        return world.ask<protocol::LobbyCreated>(
            [&](auto reply) { world.lobbies->create(ann.http(), body, {}, std::move(reply)); });
    }

    /// Gives a person a name that is protected by a password.
    void name(const World::Person& person, const std::string& called)
    {
        auto named = world.ask<protocol::SessionResult>([&](auto reply) {
            world.sessions->set_name(person.http(), {.name = {called}, .password = {}, .force = {}}, std::move(reply));
        });
        ASSERT_TRUE(named.ok());
        auto held = world.ask<protocol::SessionResult>([&](auto reply) {
            world.sessions->set_password(person.http(), {.password = {"secret"}, .old_password = {}}, std::move(reply));
        });
        ASSERT_TRUE(held.ok());
    }

    World world{GetParam(), settings()};
    World::Person ann = world.make_person();
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, Presets, testing::Values(1U, 3U));

TEST_P(Presets, are_lobbies_that_are_always_there_and_owned_by_nobody)
{
    const auto made = start({hall()});

    ASSERT_EQ(made.value().size(), 1U);
    EXPECT_TRUE(made.value()[0].configured);
    EXPECT_TRUE(made.value()[0].owner.empty());
    auto hers = world.connect(ann);
    EXPECT_EQ(world.join(hers, "hall", "tab").code(), Errc::password_required);
    auto joined =
        world.join(hers, {.lobby_id = {"hall"}, .tab = {"tab"}, .password = {{"open"}}, .invite = {}, .after_seq = {}});
    EXPECT_EQ(joined.value().participant.role, protocol::Role::member) << "she does not inherit it";
    world.say(hers, protocol::Leave{{"hall"}});
    world.pass(world.settings.idle_end * 2);
    EXPECT_TRUE(world.join(hers, "hall", "tab").ok());
}

TEST_P(Presets, change_nothing_at_a_start_where_the_file_is_the_same)
{
    const auto first = start({hall()});

    EXPECT_EQ(start({hall()}).value(), first.value());
}

TEST_P(Presets, follow_the_file_at_the_next_start_and_keep_their_log)
{
    start({hall()});
    auto hers = world.connect(ann);
    world.join(hers, {.lobby_id = {"hall"}, .tab = {"tab"}, .password = {{"open"}}, .invite = {}, .after_seq = {}});
    world.chat(hers, "hall", "hello");
    world.lose(hers);

    const auto changed = start({hall("Great hall", "sesame")}).value();

    EXPECT_EQ(changed[0].name, "Great hall");
    EXPECT_EQ(changed[0].last_seq, 1);
    hers = world.connect(ann);
    auto other = world.make_person();
    auto his = world.connect(other);
    EXPECT_EQ(world.join(hers, "hall", "tab").value().entries.size(), 1U) << "a member from before";
    EXPECT_EQ(
        world.join(his, {.lobby_id = {"hall"}, .tab = {"t"}, .password = {{"open"}}, .invite = {}, .after_seq = {}})
            .code(),
        Errc::wrong_password);
}

TEST_P(Presets, that_the_file_names_no_longer_end_once_they_are_empty)
{
    start({hall()});
    const auto left = start({}).value();

    EXPECT_FALSE(left[0].configured);
    world.pass(world.settings.idle_end + Millis{1});
    auto hers = world.connect(ann);
    EXPECT_EQ(world.join(hers, "hall", "tab").code(), Errc::not_found);
}

TEST_P(Presets, that_can_not_be_are_refused_by_their_id)
{
    auto wrong = hall();
    wrong.settings.media = protocol::MediaMode::mesh;
    wrong.settings.capacity = protocol::Int<1, 100'000>{50};

    auto refused = start({wrong});

    EXPECT_EQ(refused.code(), Errc::bad_request);
    EXPECT_TRUE(refused.result->error().message.starts_with("lobbies.hall: ")) << refused.result->error().message;
}

TEST_P(Presets, give_their_moderation_to_those_who_hold_a_protected_name)
{
    start({hall()});
    auto hers = world.connect(ann);
    world.say(hers, protocol::SetName{.name = {"NINA"}, .password = {}, .force = {}});
    const auto join = [&](World::Client& client, const char* tab) {
        return world
            .join(client, {.lobby_id = {"hall"}, .tab = {tab}, .password = {{"open"}}, .invite = {}, .after_seq = {}})
            .value()
            .participant.role;
    };
    EXPECT_EQ(join(hers, "tab"), protocol::Role::member) << "anybody could call themselves so";
    world.say(hers, protocol::Leave{{"hall"}});

    world.ask<protocol::SessionResult>([&](auto reply) {
        world.sessions->set_password(ann.http(), {.password = {"secret"}, .old_password = {}}, std::move(reply));
    });

    EXPECT_EQ(join(hers, "tab"), protocol::Role::moderator);
}

TEST_P(Presets, are_templates_that_a_creation_may_name_and_overrule)
{
    const auto lobby =
        create({.name = {"Monday"}, .capacity = protocol::Int<1, 100'000>{5}, .template_ = {{"seminar"}}});

    EXPECT_EQ(lobby.value().lobby.name, "Monday");
    EXPECT_EQ(lobby.value().lobby.visibility, protocol::Visibility::private_);
    EXPECT_EQ(lobby.value().lobby.capacity, 5);
    EXPECT_EQ(lobby.value().lobby.media, protocol::MediaMode::none);
    EXPECT_TRUE(lobby.value().lobby.waiting_room);
    EXPECT_TRUE(lobby.value().invite);
    const auto unknown = create({.name = {"Monday"}, .template_ = {{"none"}}});
    EXPECT_EQ(unknown.code(), Errc::not_found);
    EXPECT_EQ(unknown.path(), "template");
}

TEST_P(Presets, are_moderated_by_those_with_a_name_of_the_file_and_being_muted_outlasts_taking_one)
{
    auto preset = hall();
    preset.moderators = {"Nina", "Otto"};
    start({preset});
    const auto come = [&](World::Client& client) {
        return world.join(client,
                          {.lobby_id = {"hall"}, .tab = {"t"}, .password = {{"open"}}, .invite = {}, .after_seq = {}});
    };
    auto otto = world.make_person();
    name(otto, "Otto");
    auto his = world.connect(otto);
    ASSERT_EQ(come(his).value().participant.role, protocol::Role::moderator);
    auto hers = world.connect(ann);
    const auto id = come(hers).value().participant.id;
    ASSERT_TRUE(world.say(his, protocol::Mute{{"hall"}, id, true}).ok());

    world.say(hers, protocol::Leave{{"hall"}});
    name(ann, "Nina");
    const auto back = come(hers).value().participant;

    EXPECT_EQ(back.role, protocol::Role::moderator);
    EXPECT_TRUE(back.muted_by_moderator);
}

} // namespace
} // namespace parlor::test
