#include "tests/service/admin_bed.hpp"

namespace parlor::test {
namespace {

Answer<protocol::SessionResult> rename(World& world, const World::Person& person, std::string name)
{
    return world.ask<protocol::SessionResult>([&](auto reply) {
        world.sessions->set_name(person.http(), {.name = std::move(name), .password = {}, .force = {}},
                                 std::move(reply));
    });
}

Answer<service::AuthenticatedSession> request(World& world, const World::Person& person,
                                              std::string address = "127.0.0.1")
{
    return world.ask<service::AuthenticatedSession>(
        [&](auto reply) { world.sessions->authenticate(person.token, std::move(address), std::move(reply)); });
}

Answer<service::CreatedSession> begin_session(World& world, std::string address)
{
    return world.ask<service::CreatedSession>(
        [&](auto reply) { world.sessions->create(std::move(address), std::move(reply)); });
}

TEST(ServerBans, close_the_connections_of_a_session_and_keep_it_out)
{
    World world{2, administered()};
    auto ann = world.make_person();
    auto ben = world.make_person();
    auto lobby = world.make_lobby(ben);
    auto one = world.connect(ann, 0);
    auto two = world.connect(ann, 1);
    auto other = world.connect(ben, 1);
    world.join(one, lobby.id, "tab");

    auto banned = ban(world, {.session_id = protocol::Id{ann.session}, .reason = protocol::Text<0, 500>{"spam"}});

    ASSERT_TRUE(banned.ok());
    EXPECT_EQ(one.connection->closed_with, protocol::CloseCode::banned);
    EXPECT_EQ(two.connection->closed_with, protocol::CloseCode::banned);
    EXPECT_FALSE(other.connection->closed_with);
    EXPECT_EQ(request(world, ann).code(), Errc::banned);
    EXPECT_EQ((*world.reserve(ann)).error().code, Errc::banned);
    EXPECT_EQ((*world.reserve(ann)).error().message, "You are banned from this server: spam.");
    EXPECT_TRUE(request(world, ben).ok());
}

TEST(ServerBans, hold_a_name_whoever_bears_it_or_asks_for_it)
{
    World world{1, administered()};
    auto ann = world.make_person();
    auto ben = world.make_person();
    rename(world, ann, "Mallory");
    auto connection = world.connect(ann);

    ban(world, {.name = protocol::Text<1, 256>{"MALLORY"}});

    EXPECT_EQ(connection.connection->closed_with, protocol::CloseCode::banned);
    EXPECT_EQ(rename(world, ben, "mallory").code(), Errc::banned);
    EXPECT_TRUE(rename(world, ben, "Ben").ok());
    EXPECT_TRUE(request(world, ben).ok());
}

TEST(ServerBans, hold_an_address_and_of_ipv6_its_64)
{
    World world{1, administered()};
    auto ann = world.make_person();
    auto v4 = world.connect(ann, 0, "203.0.113.7");
    auto v6 = world.connect(ann, 0, "2001:db8:1:2::9");
    auto elsewhere = world.connect(ann, 0, "203.0.113.8");

    ban(world, {.address = protocol::Text<2, 49>{"203.0.113.7"}});
    ban(world, {.address = protocol::Text<2, 49>{"2001:db8:1:2:ffff::1/64"}});

    EXPECT_EQ(v4.connection->closed_with, protocol::CloseCode::banned);
    EXPECT_EQ(v6.connection->closed_with, protocol::CloseCode::banned);
    EXPECT_FALSE(elsewhere.connection->closed_with);
    EXPECT_EQ(begin_session(world, "::ffff:203.0.113.7").code(), Errc::banned);
    EXPECT_EQ(begin_session(world, "2001:db8:1:2::abc").code(), Errc::banned);
    EXPECT_TRUE(begin_session(world, "2001:db8:1:3::abc").ok());
}

TEST(ServerBans, end_in_time)
{
    World world{1, administered()};
    auto ann = world.make_person();
    const auto until = to_ms(world.clock.now()) + 60'000;

    ban(world, {.session_id = protocol::Id{ann.session}, .until = protocol::TimeMs{until}});

    world.clock.advance(Millis{59'999});
    EXPECT_EQ(request(world, ann).code(), Errc::banned);
    world.clock.advance(Millis{1});
    EXPECT_TRUE(request(world, ann).ok());
}

TEST(ServerBans, are_lifted_by_their_id_alone)
{
    World world{1, administered()};
    auto ann = world.make_person();
    const auto id = ban(world, {.session_id = protocol::Id{ann.session}}).value().ban.id;

    EXPECT_EQ(unban(world, "nothing").code(), Errc::not_found);
    EXPECT_EQ(request(world, ann).code(), Errc::banned);
    EXPECT_TRUE(unban(world, id).ok());
    EXPECT_TRUE(request(world, ann).ok());
    EXPECT_EQ(unban(world, id).code(), Errc::not_found);
}

TEST(ServerBans, hold_through_a_restart)
{
    World world{1, administered()};
    auto ann = world.make_person();
    ban(world, {.session_id = protocol::Id{ann.session}});
    service::SessionManager restarted{*world.contexts.front(), world.random};

    auto started = world.ask<protocol::Empty>([&](auto reply) { restarted.start(std::move(reply)); });
    auto answer = world.ask<service::AuthenticatedSession>(
        [&](auto reply) { restarted.authenticate(ann.token, "127.0.0.1", std::move(reply)); });

    EXPECT_TRUE(started.ok());
    EXPECT_EQ(answer.code(), Errc::banned);
}

TEST(ServerBans, refuse_what_holds_nobody)
{
    World world{1, administered()};

    EXPECT_EQ(ban(world, {}).code(), Errc::bad_request);
    EXPECT_EQ(ban(world, {.address = protocol::Text<2, 49>{"10.0.0.0/8"}}).path(), "address");
    EXPECT_EQ(ban(world, {.address = protocol::Text<2, 49>{"example.org"}}).path(), "address");
    EXPECT_EQ(ban(world, {.name = protocol::Text<1, 256>{"\u200b"}}).code(), Errc::bad_request);
    EXPECT_EQ(ban(world, {.session_id = protocol::Id{"s"}, .until = protocol::TimeMs{1}}).path(), "until");
    EXPECT_TRUE(audit_of(world).empty());
}

TEST(ServerBans, are_bounded)
{
    World world{1, administered({.admin = {.most_bans = 1}})};
    ban(world, {.session_id = protocol::Id{"one"}});

    EXPECT_EQ(ban(world, {.session_id = protocol::Id{"two"}}).code(), Errc::conflict);
}

TEST(ServerBans, are_recorded_before_they_are_true)
{
    World world{1, administered()};
    auto ann = world.make_person();

    const auto id = ban(world, {.session_id = protocol::Id{ann.session}}).value().ban.id;
    unban(world, id);

    const auto audit = audit_of(world);
    ASSERT_EQ(audit.size(), 2U);
    EXPECT_EQ(audit[0].action, "unban");
    EXPECT_EQ(audit[1].action, "ban");
    EXPECT_EQ(audit[1].target, id);
    EXPECT_NE(audit[1].details.text.find(ann.session.str()), std::string::npos);
}

TEST(ServerBans, do_nothing_where_the_store_keeps_no_record)
{
    World world{1, administered()};
    auto ann = world.make_person();
    world.store.fail_with(Error{Errc::unavailable, "no disk"});

    EXPECT_EQ(ban(world, {.session_id = protocol::Id{ann.session}}).code(), Errc::unavailable);

    world.store.fail_with({});
    EXPECT_TRUE(request(world, ann).ok());
}

} // namespace
} // namespace parlor::test
