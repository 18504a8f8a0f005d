#include "tests/service/admin_bed.hpp"

namespace parlor::test {
namespace {

class AdminNames : public testing::TestWithParam<ShardIndex> {
protected:
    Answer<protocol::SessionResult> claim(const World::Person& by, const std::string& name,
                                          std::optional<std::string> password = {})
    {
        protocol::SetName message{.name = {name}, .password = {}, .force = {}};
        if (password) message.password.emplace(*password);
        return world.ask<protocol::SessionResult>(
            [&](auto reply) { world.sessions->set_name(by.http(), message, std::move(reply)); });
    }
    Answer<protocol::AdminNameResult> set_password(const std::string& name, const std::string& password)
    {
        return world.ask<protocol::AdminNameResult>([&](auto reply) {
            world.admin->set_name_password(operator_at_home, name, {{password}}, std::move(reply));
        });
    }
    Answer<protocol::Empty> remove_password(const std::string& name)
    {
        return world.ask<protocol::Empty>(
            [&](auto reply) { world.admin->remove_name_password(operator_at_home, name, std::move(reply)); });
    }
    Answer<protocol::Empty> free(const std::string& name)
    {
        return world.ask<protocol::Empty>(
            [&](auto reply) { world.admin->free_name(operator_at_home, name, std::move(reply)); });
    }
    Answer<protocol::AdminNamePage> list(service::PageQuery page = {})
    {
        return world.ask<protocol::AdminNamePage>([&](auto reply) { world.admin->list_names(page, std::move(reply)); });
    }

    World world{GetParam(), administered()};
    World::Person ann = world.make_person();
    World::Person ben = world.make_person();
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, AdminNames, testing::Values(1U, 3U));

TEST_P(AdminNames, are_kept_for_those_who_know_the_password_that_an_administrator_gave)
{
    auto kept = set_password("Desk", "secret");

    EXPECT_TRUE(kept.value().name.has_password);
    EXPECT_FALSE(kept.value().name.session_id);
    EXPECT_EQ(claim(ann, "desk").code(), Errc::password_required);
    EXPECT_TRUE(claim(ann, "desk", "secret").value().session.name_protected);
}

TEST_P(AdminNames, get_another_password_without_the_old_one_and_their_holder_hears_of_it)
{
    auto connection = world.connect(ann, world.shards.count() - 1);
    claim(ann, "Nina");

    EXPECT_EQ(set_password("NINA", "first").value().name.session_id.value(), ann.session.str());
    set_password("nina", "second");

    const auto changes = connection.connection->of_type("session_changed");
    ASSERT_FALSE(changes.empty());
    EXPECT_TRUE(changes.back().at("session").at("name_protected").as_bool());
    EXPECT_EQ(changes.back().at("session").at("name").as_string(), "Nina");
    world.lose(connection);
    EXPECT_EQ(claim(ben, "Nina", "first").code(), Errc::wrong_password);
    EXPECT_TRUE(claim(ben, "Nina", "second").ok());
}

TEST_P(AdminNames, lose_their_password_to_an_administrator)
{
    claim(ann, "Nina");
    set_password("Nina", "secret");

    EXPECT_TRUE(remove_password("Nina").ok());
    EXPECT_EQ(remove_password("Nina").code(), Errc::not_found);

    world.pass(world.settings.name_release + Millis{1});
    EXPECT_FALSE(claim(ben, "Nina").value().session.name_protected);
}

TEST_P(AdminNames, are_free_at_once_when_an_administrator_takes_them)
{
    auto connection = world.connect(ann, world.shards.count() - 1);
    claim(ann, "Nina");
    set_password("Nina", "secret");

    EXPECT_TRUE(free("Nina").ok());
    EXPECT_EQ(free("Nina").code(), Errc::not_found);

    EXPECT_TRUE(connection.connection->of_type("session_changed").back().at("session").at("name").is_null());
    EXPECT_TRUE(claim(ben, "Nina").ok());
    EXPECT_FALSE(claim(ann, "Nina").ok());
}

TEST_P(AdminNames, are_listed_once_over_pages_in_the_order_of_their_folded_form)
{
    claim(ann, "Zo\u00eb");
    claim(ben, "adam");
    set_password("Zo\u00eb", "secret");
    set_password("Desk", "secret");

    std::string seen;
    service::PageQuery page{{}, 1};
    for (int pages = 0; pages < 10; ++pages) {
        auto some = list(page);
        ASSERT_EQ(some.value().names.size(), 1U);
        const auto& name = some.value().names[0];
        seen += name.name + (name.has_password ? "! " : " ");
        if (!some.value().next_cursor) break;
        page.cursor = *some.value().next_cursor;
    }

    EXPECT_EQ(seen, "adam desk! Zo\u00eb! ");
}

TEST_P(AdminNames, refuse_what_is_no_name_and_no_cursor)
{
    EXPECT_EQ(set_password("  ", "secret").code(), Errc::bad_request);
    EXPECT_EQ(remove_password(std::string(33, 'x')).code(), Errc::bad_request);
    EXPECT_EQ(free("").code(), Errc::bad_request);
    for (const auto* cursor : {"f", "0g", "nina"}) EXPECT_EQ(list({cursor, 5}).path(), "cursor") << cursor;
}

TEST_P(AdminNames, leave_a_line_in_the_audit_log_for_whatever_is_done_to_them)
{
    set_password("Nina", "secret");
    remove_password("Nina");
    free("Nina");

    const auto audit = audit_of(world);
    ASSERT_EQ(audit.size(), 3U);
    EXPECT_EQ(audit[2].action, "set_name_password");
    EXPECT_EQ(audit[1].action, "remove_name_password");
    EXPECT_EQ(audit[0].action, "free_name");
    for (const auto& line : audit) {
        EXPECT_EQ(line.target, "Nina");
        EXPECT_EQ(line.by.address, "192.0.2.77");
        EXPECT_EQ(line.details.text.find("secret"), std::string::npos);
    }
}

} // namespace
} // namespace parlor::test
