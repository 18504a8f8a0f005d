#include "tests/service/harness.hpp"

namespace parlor::test {
namespace {

using SessionAnswer = Answer<protocol::SessionResult>;

class ProtectedNames : public testing::TestWithParam<ShardIndex> {
protected:
    SessionAnswer claim(const World::Person& by, std::optional<std::string> password = {}, bool force = false,
                        const std::string& address = "127.0.0.1", const std::string& name = "Nina")
    {
        protocol::SetName message{.name = {name}, .password = {}, .force = force};
        if (password) message.password.emplace(*password);
        auto actor = by.http();
        actor.address = address;
        return world.ask<protocol::SessionResult>(
            [&](auto reply) { world.sessions->set_name(actor, message, std::move(reply)); });
    }
    SessionAnswer protect(const World::Person& by, const std::string& password, std::optional<std::string> old = {})
    {
        protocol::SetPassword body{.password = {password}, .old_password = {}};
        if (old) body.old_password.emplace(*old);
        return world.ask<protocol::SessionResult>(
            [&](auto reply) { world.sessions->set_password(by.http(), body, std::move(reply)); });
    }
    SessionAnswer unprotect(const World::Person& by, std::optional<std::string> old = {})
    {
        protocol::RemovePassword body;
        if (old) body.old_password.emplace(*old);
        return world.ask<protocol::SessionResult>(
            [&](auto reply) { world.sessions->remove_password(by.http(), body, std::move(reply)); });
    }
    std::string kept_hash(const std::string& key = "nina")
    {
        return world.ask<domain::NameState>([&](auto reply) { world.store.read_name(key, std::move(reply)); })
            .value()
            .password_hash;
    }

    World world{GetParam()};
    World::Person ann = world.make_person();
    World::Person ben = world.make_person();
};
INSTANTIATE_TEST_SUITE_P(OneShardAndThree, ProtectedNames, testing::Values(1U, 3U));

TEST_P(ProtectedNames, are_kept_as_argon2id_and_never_in_clear)
{
    EXPECT_EQ(protect(ann, "secret").code(), Errc::conflict) << "there is no name to protect";
    claim(ann);

    EXPECT_TRUE(protect(ann, "secret").value().session.name_protected);

    EXPECT_TRUE(kept_hash().starts_with("$argon2id$"));
    EXPECT_EQ(kept_hash().find("secret"), std::string::npos);
}

TEST_P(ProtectedNames, stay_taken_long_after_their_session)
{
    claim(ann);
    protect(ann, "secret");
    world.pass(world.settings.name_release * 10);
    world.ask<protocol::Empty>([&](auto reply) { world.sessions->end(ann.http(), {}, std::move(reply)); });

    EXPECT_EQ(claim(ben).code(), Errc::password_required);
    EXPECT_EQ(claim(ben, "guess").code(), Errc::wrong_password);
    auto claimed = claim(ben, "secret");
    EXPECT_TRUE(claimed.value().session.name_protected);
}

TEST_P(ProtectedNames, are_claimed_from_another_session_while_their_holder_is_away)
{
    claim(ann);
    protect(ann, "secret");

    EXPECT_TRUE(claim(ben, "secret").ok());

    auto found = world.ask<service::AuthenticatedSession>(
        [&](auto reply) { world.sessions->authenticate(ann.token, "127.0.0.1", std::move(reply)); });
    EXPECT_FALSE(found.value().session.name);
    EXPECT_FALSE(found.value().session.name_protected);
}

TEST_P(ProtectedNames, are_taken_from_a_connected_holder_by_force_alone_who_is_told)
{
    claim(ann);
    protect(ann, "secret");
    auto hers = world.connect(ann);
    auto lobby = world.make_lobby(ann);
    world.join(hers, lobby.id, "tab");

    EXPECT_EQ(claim(ben, "secret").code(), Errc::name_taken);
    EXPECT_EQ(claim(ben, "guess", true).code(), Errc::wrong_password);
    EXPECT_TRUE(claim(ben, "secret", true).ok());

    auto told = hers.connection->of_type("session_changed").back().at("session").as_object();
    EXPECT_TRUE(told.at("name").is_null());
    EXPECT_FALSE(told.at("name_protected").as_bool());
    world.pass(world.settings.presence_merge);
    auto listed = world.say(hers, protocol::ListParticipants{.lobby_id = lobby.id, .cursor = {}, .limit = {}});
    EXPECT_TRUE(listed.value().participants.at(0).name.starts_with("Guest "));
}

TEST_P(ProtectedNames, change_their_password_by_the_old_one)
{
    claim(ann);
    protect(ann, "secret");

    EXPECT_EQ(protect(ann, "other").code(), Errc::password_required);
    auto wrong = protect(ann, "other", "guess");
    EXPECT_EQ(wrong.code(), Errc::wrong_password);
    EXPECT_EQ(wrong.path(), "old_password");
    EXPECT_TRUE(protect(ann, "other", "secret").ok());

    EXPECT_EQ(claim(ben, "secret").code(), Errc::wrong_password);
    EXPECT_TRUE(claim(ben, "other").ok());
}

TEST_P(ProtectedNames, lose_their_protection_by_the_old_password)
{
    claim(ann);
    EXPECT_EQ(unprotect(ann, "secret").code(), Errc::not_found);
    protect(ann, "secret");
    auto told = world.connect(ann);

    EXPECT_EQ(unprotect(ann).code(), Errc::password_required);
    EXPECT_EQ(unprotect(ann, "guess").code(), Errc::wrong_password);
    EXPECT_FALSE(unprotect(ann, "secret").value().session.name_protected);

    EXPECT_EQ(kept_hash(), "");
    EXPECT_FALSE(told.connection->of_type("session_changed").back().at("session").at("name_protected").as_bool());
    world.lose(told);
    world.pass(world.settings.name_release + Millis{1});
    EXPECT_TRUE(claim(ben).ok());
}

TEST_P(ProtectedNames, give_way_when_their_session_takes_another_name)
{
    claim(ann);
    protect(ann, "secret");

    auto other = claim(ann, {}, false, "127.0.0.1", "Olga");

    EXPECT_FALSE(other.value().session.name_protected);
    EXPECT_EQ(claim(ben).code(), Errc::password_required);
    EXPECT_TRUE(claim(ann, "secret").value().session.name_protected);
}

TEST_P(ProtectedNames, are_throttled_by_name_and_address_and_only_when_wrong)
{
    claim(ann);
    protect(ann, "secret");
    const auto most = world.settings.password.tries_per_minute;

    for (std::size_t i = 0; i < 3 * most; ++i) {
        EXPECT_TRUE(claim(ben, "secret").ok());
        EXPECT_TRUE(claim(ann, "secret").ok());
    }
    for (std::size_t i = 0; i < most; ++i) EXPECT_EQ(claim(ben, "guess").code(), Errc::wrong_password);

    auto throttled = claim(ben, "secret");
    EXPECT_EQ(throttled.code(), Errc::rate_limited);
    EXPECT_GT(throttled.result->error().retry_after_ms, 0);
    EXPECT_EQ(claim(ben, "guess", false, "192.0.2.9").code(), Errc::wrong_password) << "another address";
    world.pass(Millis{60'000});
    EXPECT_TRUE(claim(ben, "secret").ok());
}

TEST_P(ProtectedNames, count_all_addresses_of_one_ipv6_network_as_one)
{
    claim(ann);
    protect(ann, "secret");
    for (std::size_t i = 0; i < world.settings.password.tries_per_minute; ++i)
        EXPECT_EQ(claim(ben, "guess", false, "2001:db8::" + std::to_string(i)).code(), Errc::wrong_password);

    EXPECT_EQ(claim(ben, "guess", false, "2001:db8::ffff:1").code(), Errc::rate_limited);
    EXPECT_EQ(claim(ben, "guess", false, "2001:db8:0:1::1").code(), Errc::wrong_password);
}

TEST_P(ProtectedNames, answer_too_many_at_once_with_a_time_to_come_back)
{
    claim(ann);
    protect(ann, "secret");
    world.workers.most = 3;
    int refused = 0;
    int wrong = 0;

    for (int i = 0; i < 10; ++i) {
        auto actor = ben.http();
        actor.address = "192.0.2." + std::to_string(i);
        world.sessions->set_name(actor, {.name = {"Nina"}, .password = protocol::Text<1, 256>{"guess"}, .force = {}},
                                 [&](Result<protocol::SessionResult> result) {
                                     const auto& error = result.error();
                                     if (error.code == Errc::wrong_password) ++wrong;
                                     if (error.code == Errc::rate_limited && error.retry_after_ms > 0) ++refused;
                                 });
    }
    world.settle();

    EXPECT_EQ(wrong, 3);
    EXPECT_EQ(refused, 7);
}

TEST_P(ProtectedNames, are_hashed_anew_when_hashing_has_changed)
{
    claim(ann);
    protect(ann, "secret");
    const auto before = kept_hash();
    world.settings.password.passes = 2;

    EXPECT_TRUE(claim(ben, "secret").ok());

    EXPECT_NE(kept_hash(), before);
    EXPECT_NE(kept_hash().find("t=2"), std::string::npos);
    EXPECT_TRUE(claim(ann, "secret").ok());
}

TEST_P(ProtectedNames, hold_a_ban_against_new_sessions)
{
    auto owner = world.make_person();
    auto lobby = world.make_lobby(owner).id;
    auto host = world.connect(owner);
    world.join(host, lobby, "tab");
    claim(ann);
    protect(ann, "secret");
    auto hers = world.connect(ann);
    auto joined = world.join(hers, lobby, "tab");
    world.say(host, protocol::Ban{.lobby_id = lobby,
                                  .participant_id = joined.value().participant.id,
                                  .reason = {},
                                  .until = {},
                                  .address = {}});

    auto his = world.connect(ben);
    EXPECT_TRUE(world.join(his, lobby, "tab").ok()) << "somebody else so far";
    EXPECT_TRUE(claim(ben, "secret", true).ok());

    EXPECT_EQ(his.connection->of_type("removed").at(0).at("reason").as_string(), "banned");
    EXPECT_EQ(world.join(his, lobby, "tab").code(), Errc::banned);
}

} // namespace
} // namespace parlor::test
