// The one table of roles (src/domain/lobby/role.hpp) against a real server: every action by every role, by each message and
// each call that there is for it. The domain's own tests read the same table.
#include "base/errc.hpp"
#include "domain/lobby/role.hpp"
#include "tests/journey/catalogue_scene.hpp"
#include "tests/journey/shared_server.hpp"

#include <memory>
#include <ostream>
#include <set>

namespace parlor::test {
namespace {

using domain::Action;

/// One way to do something: a message, or a call where `route` begins with a method; `data` is the body of either. Right in
/// the scene that `prepare` has made.
struct Way {
    Action action;
    const char* type;
    const char* data;
    /// What the owner changes about the lobby first.
    const char* before = nullptr;
};

const char* const bots_by_members = R"({"lobby_id":"$lobby","version":2,"bots_by":"members"})";

// clang-format off
const Way ways[] = {
    {Action::take_part, "list_participants", R"({"lobby_id":"$lobby"})"},
    {Action::take_part, "update_participant", R"({"lobby_id":"$lobby","hand":true})"},
    {Action::take_part, "get_entries", R"({"lobby_id":"$lobby"})"},
    {Action::take_part, "set_typing", R"({"lobby_id":"$lobby","on":true})"},
    {Action::take_part, "relay_session_description", R"({"lobby_id":"$lobby","to":"$target","negotiation":1,"description":{"type":"offer","sdp":"v=0"}})"},
    {Action::take_part, "relay_ice_candidate", R"({"lobby_id":"$lobby","to":"$target","negotiation":1,"candidate":null})"},
    {Action::take_part, "relay_data", R"({"lobby_id":"$lobby","topic":"game","payload":1})"},
    {Action::take_part, "get_ice_servers", R"({"lobby_id":"$lobby"})"},
    {Action::take_part, "leave", R"({"lobby_id":"$lobby"})"},
    {Action::take_part, "GET /api/v1/lobbies/$lobby/entries", ""},
    {Action::take_part, "GET /api/v1/lobbies/$lobby/participants", ""},
    {Action::write, "send_chat_message", R"({"lobby_id":"$lobby","text":"hello"})"},
    {Action::write, "set_reaction", R"({"lobby_id":"$lobby","target_seq":1,"emoji":"👍","on":true})"},
    {Action::mute, "mute", R"({"lobby_id":"$lobby","participant_id":"$target","on":true})"},
    {Action::kick, "kick", R"({"lobby_id":"$lobby","participant_id":"$target"})"},
    {Action::ban, "ban", R"({"lobby_id":"$lobby","participant_id":"$target"})"},
    {Action::unban, "unban", R"({"lobby_id":"$lobby","ban_id":"$ban"})"},
    {Action::list_bans, "list_bans", R"({"lobby_id":"$lobby"})"},
    {Action::set_role, "set_role", R"({"lobby_id":"$lobby","participant_id":"$target","role":"guest"})"},
    {Action::admit, "admit", R"({"lobby_id":"$lobby","participant_id":"$waiting"})"},
    {Action::deny, "deny", R"({"lobby_id":"$lobby","participant_id":"$waiting"})"},
    {Action::invite, "POST /api/v1/lobbies/$lobby/invites", "{}"},
    {Action::invite, "GET /api/v1/lobbies/$lobby/invites", ""},
    {Action::invite, "DELETE /api/v1/lobbies/$lobby/invites/$invite", ""},
    {Action::update_door, "update_lobby", R"({"lobby_id":"$lobby","version":2,"locked":true})"},
    {Action::update_door, "update_lobby", R"({"lobby_id":"$lobby","version":2,"waiting_room":false})"},
    {Action::update_door, "PATCH /api/v1/lobbies/$lobby", R"({"locked":true})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"locked":true,"name":"New"})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"visibility":"private"})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"password":""})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"capacity":20})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"bots_by":"members"})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"ice_policy":"relay"})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"duplicates":"refuse"})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"history_days":7})"},
    {Action::update_lobby, "update_lobby", R"({"lobby_id":"$lobby","version":2,"max_entries":10})"},
    {Action::update_lobby, "PATCH /api/v1/lobbies/$lobby", R"({"name":"New"})"},
    {Action::see_bots, "GET /api/v1/lobbies/$lobby/bots", ""},
    {Action::bots_by_moderators, "POST /api/v1/lobbies/$lobby/bots", R"({"type":"$type"})"},
    {Action::bots_by_moderators, "PATCH /api/v1/lobbies/$lobby/bots/$bot", R"({"config":{}})"},
    {Action::bots_by_moderators, "DELETE /api/v1/lobbies/$lobby/bots/$bot", ""},
    {Action::bots_by_members, "POST /api/v1/lobbies/$lobby/bots", R"({"type":"$type"})", bots_by_members},
    {Action::bots_by_members, "PATCH /api/v1/lobbies/$lobby/bots/$bot", R"({"config":{}})", bots_by_members},
    {Action::bots_by_members, "DELETE /api/v1/lobbies/$lobby/bots/$bot", "", bots_by_members},
    {Action::close_lobby, "close_lobby", R"({"lobby_id":"$lobby"})"},
    {Action::close_lobby, "DELETE /api/v1/lobbies/$lobby", ""},
};
// clang-format on

void PrintTo(const Way& way, std::ostream* out)
{
    *out << way.type << ' ' << way.data;
}

/// What the table says of one who is `who`.
domain::Verdict column(const domain::Permission& row, Who who)
{
    switch (who) {
    case Who::owner: return row.owner;
    case Who::moderator: return row.moderator;
    case Who::member: return row.member;
    case Who::guest: return row.guest;
    case Who::outsider:
    case Who::scribe:
    case Who::administrator: break;
    }
    return row.outsider;
}

/// A lobby with a waiting room where somebody waits, somebody is banned, and one of each role is in; and a member on whom
/// the others can act.
class RoleScene : public Scene {
public:
    explicit RoleScene(std::uint16_t port)
        : Scene(port), target_{port, new_session(port)}, banned_{port, new_session(port)}, waiting_{port,
                                                                                                    new_session(port)}
    {
        auto& owner = socket(Who::owner);
        set("$target", enter_with(target_));
        const auto banned = enter_with(banned_);
        const auto ban = owner.must("ban", {{"lobby_id", lobby()}, {"participant_id", banned}});
        set("$ban", text_at(ban.at("ban"), "id"));
        set("$waiting", enter_with(waiting_));
        waiting_.must("leave", {{"lobby_id", lobby()}});
        owner.must("update_lobby", {{"lobby_id", lobby()}, {"version", 1}, {"waiting_room", true}});
        waiting_.must("join", {{"lobby_id", lobby()}, {"tab", "tab"}});
    }

private:
    std::string enter_with(RawWebSocket& somebody)
    {
        const auto joined = somebody.must("join", {{"lobby_id", lobby()}, {"tab", "tab"}});
        return text_at(joined.at("participant"), "id");
    }

    RawWebSocket target_;
    RawWebSocket banned_;
    RawWebSocket waiting_;
};

class CatalogueOfRoles : public SharedServer<CatalogueOfRoles>, public testing::WithParamInterface<Way> {
public:
    static std::vector<std::string> flags() { return {"--lobby.per_session_per_minute=100000", scene_provider_flag}; }

protected:
    static bool is_call(std::string_view type) { return type.find(' ') != std::string_view::npos; }
    static std::unique_ptr<RoleScene> new_scene()
    {
        auto scene = std::make_unique<RoleScene>(port());
        if (const auto* before = GetParam().before)
            scene->socket(Who::owner).must("update_lobby", json::parse(scene->fill(before)).as_object());
        return scene;
    }
    /// What comes of it; empty where it is done.
    static std::string outcome(RoleScene& scene, Who who)
    {
        const auto data = scene.fill(GetParam().data);
        const auto type = scene.fill(GetParam().type);
        if (!is_call(type)) return verdict_of(scene.socket(who).ask(type, json::parse(data).as_object())).code;
        HttpClient http{port(), bearer(scene.token(who))};
        Headers headers{{"If-Match", "2"}};
        if (!data.empty()) headers.emplace_back("Content-Type", "application/json");
        const auto space = type.find(' ');
        return http.request(type.substr(0, space), type.substr(space + 1), data, headers).code();
    }
};
INSTANTIATE_TEST_SUITE_P(Each, CatalogueOfRoles, testing::ValuesIn(ways));

TEST_P(CatalogueOfRoles, answers_each_role_as_the_table_says)
{
    const auto& row = domain::permissions()[static_cast<std::size_t>(GetParam().action)];

    // What was refused has changed nothing, so that the next one can try in the same scene.
    std::unique_ptr<RoleScene> scene;
    for (const auto who : {Who::outsider, Who::guest, Who::member, Who::moderator, Who::owner}) {
        if (!scene) scene = new_scene();

        const auto got = outcome(*scene, who);
        if (got.empty()) scene.reset();

        // Messages are for those who are in, whatever their role would allow.
        const bool outside = who == Who::outsider && !is_call(GetParam().type);
        const auto expected = outside ? domain::Verdict{Errc::not_joined} : column(row, who);
        EXPECT_EQ(got, expected ? to_string(*expected) : "")
            << GetParam().type << ' ' << GetParam().data << " by " << static_cast<int>(who);
    }
}

TEST(RoleTable, has_a_way_for_every_action)
{
    std::set<Action> tried;
    for (const auto& way : ways) tried.insert(way.action);

    for (const auto& row : domain::permissions()) EXPECT_TRUE(tried.contains(row.action)) << row.name;
}

} // namespace
} // namespace parlor::test
