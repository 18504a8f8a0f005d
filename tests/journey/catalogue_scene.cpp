#include "tests/journey/catalogue_scene.hpp"

#include <ostream>

namespace parlor::test {

namespace json = boost::json;

namespace {

constexpr Who people[] = {Who::owner, Who::moderator, Who::member, Who::guest, Who::outsider};

std::string name_of(Who who)
{
    constexpr const char* names[] = {"owner", "moderator", "member", "guest", "outsider", "scribe"};
    return names[static_cast<std::size_t>(who)];
}

void replace_all(std::string& text, const std::string& what, const std::string& by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

std::string text_of(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? json::value_to<std::string>(*value) : std::string{};
}

} // namespace

Scene::Scene(std::uint16_t port)
{
    for (const auto who : people) {
        tokens_[who] = new_session(port);
        sockets_[who] = std::make_unique<RawWebSocket>(port, tokens_[who]);
    }
    tokens_[Who::administrator] = token_of_administrator;
    lobby_ = new_lobby(port, tokens_[Who::owner]);
    values_["$lobby"] = lobby_;
    values_["$ban"] = "none-yet";
    for (const auto who : people) values_["$" + name_of(who)] = enter(who, lobby_);
    for (const auto who : {Who::owner, Who::moderator, Who::member})
        sockets_[who]->must("send_chat_message", {{"lobby_id", lobby_}, {"text", name_of(who)}});
    for (const auto who : {Who::moderator, Who::guest})
        sockets_[Who::owner]->must(
            "set_role",
            {{"lobby_id", lobby_}, {"participant_id", values_["$" + name_of(who)]}, {"role", name_of(who)}});
    sockets_[Who::outsider]->must("leave", {{"lobby_id", lobby_}});
    open_others(port);
}

void Scene::open_others(std::uint16_t port)
{
    auto& owner = *sockets_[Who::owner];
    HttpClient http{port, bearer(tokens_[Who::owner])};
    auto invite = http.post("/api/v1/lobbies/" + lobby_ + "/invites", "{}").json();
    values_["$invite"] = text_of(invite.at("invite").as_object(), "id");
    auto hidden = http.post("/api/v1/lobbies", R"({"name":"Attic","media":"none","visibility":"private"})").json();
    values_["$private"] = text_of(hidden.at("lobby").as_object(), "id");
    values_["$token"] = text_of(hidden.at("invite").as_object(), "token");
    values_["$secret"] = new_lobby(port, tokens_[Who::owner], R"({"name":"Safe","media":"none","password":"open"})");
    values_["$full"] = new_lobby(port, tokens_[Who::owner], R"({"name":"Full","media":"none","capacity":1})");
    enter(Who::owner, values_["$full"]);
    values_["$locked"] = new_lobby(port, tokens_[Who::owner]);
    enter(Who::owner, values_["$locked"]);
    owner.must("update_lobby", {{"lobby_id", values_["$locked"]}, {"version", 1}, {"locked", true}});
    add_bots(port);
}

void Scene::add_bots(std::uint16_t port)
{
    // Types of its own: bots of other scenes, which still wait, find nobody here.
    static int scenes = 0;
    const auto type = "type-" + std::to_string(++scenes);
    values_["$type"] = type;
    HttpClient owner{port, bearer(tokens_[Who::owner])};
    auto add = [&](const std::string& of_type) {
        const auto added = owner.post("/api/v1/lobbies/" + lobby_ + "/bots", R"({"type":")" + of_type + "\"}");
        if (added.status != 201) throw std::runtime_error(added.body);
        return text_of(added.json().at("bot").as_object(), "id");
    };
    auto offer = [](const std::string& of_type) {
        return R"([{"type":")" + of_type + R"(","capabilities":["transcribe"]}])";
    };
    {
        ScriptedProvider lost{port, scene_provider_key};
        lost.enroll(offer(type + "-lost"));
        values_["$bot"] = add(type + "-lost");
    }
    provider_ = std::make_unique<ScriptedProvider>(port, scene_provider_key);
    provider_->enroll(offer(type));
    add(type);
    auto scribe = provider_->run_next();
    values_["$scribe"] = scribe.participant();
    sockets_[Who::scribe] = std::move(scribe.socket);
}

void Scene::remember_ban(const json::object& answer)
{
    const auto* ban = answer.at("data").is_object() ? answer.at("data").as_object().if_contains("ban") : nullptr;
    if (ban) values_["$ban"] = text_of(ban->as_object(), "id");
}

std::string Scene::enter(Who who, const std::string& lobby)
{
    const auto joined = sockets_[who]->must("join", {{"lobby_id", lobby}, {"tab", name_of(who)}});
    return json::value_to<std::string>(joined.at("participant").at("id"));
}

std::string Scene::fill(std::string text) const
{
    for (const auto& [name, value] : values_) replace_all(text, name, value);
    for (auto at = text.find("$x"); at != std::string::npos; at = text.find("$x")) {
        std::size_t digits = 0;
        const auto count = std::stoul(text.substr(at + 2), &digits);
        text.replace(at, 2 + digits, std::string(count, 'x'));
    }
    return text;
}

Verdict verdict_of(const json::object& answer)
{
    if (text_of(answer, "type") == "ack") return {};
    const auto& body = answer.contains("type") ? answer.at("data").as_object() : answer;
    Verdict verdict{.code = text_of(body, "code"), .path = {}};
    if (const auto* details = body.if_contains("details")) verdict.path = text_of(details->as_object(), "path");
    return verdict;
}

std::ostream& operator<<(std::ostream& out, const Verdict& verdict)
{
    return out << (verdict.code.empty() ? "ack" : verdict.code) << " at \"" << verdict.path << '"';
}

} // namespace parlor::test
