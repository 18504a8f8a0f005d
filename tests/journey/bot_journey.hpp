#pragma once
#include "tests/journey/shared_server.hpp"
#include "tests/support/scripted_provider.hpp"

#include <deque>
#include <thread>
#include <utility>

/// What journeys with bots share: a server that lets two providers in, and a lobby whose owner is in it.
namespace parlor::test {

inline const std::string first_provider_key = "first-provider-key-for-journeys-0123456789";
inline const std::string second_provider_key = "second-provider-key-for-journeys-0123456789";

inline std::vector<std::string> provider_flags()
{
    return {"--bots.providers=name=first key=" + first_provider_key + ",name=second key=" + second_provider_key};
}

/// A lobby with its owner, who is connected and asks over HTTP.
class BotLobby {
public:
    explicit BotLobby(std::uint16_t port)
        : token(new_session(port)), id(new_lobby(port, token)), http(port, bearer(token)), owner(port, token)
    {
        owner.must("join", {{"lobby_id", id}, {"tab", "owner"}});
    }
    /// Ends it, so that its bots go to no provider of the next test.
    ~BotLobby()
    {
        try {
            http.request("DELETE", "/api/v1/lobbies/" + id);
        } catch (const std::exception&) {
            // The server may have gone before.
        }
    }

    std::string bots() const { return "/api/v1/lobbies/" + id + "/bots"; }
    HttpResponse add(const json::object& body) { return http.post(bots(), json::serialize(body)); }
    /// The id of a new bot; throws where it is refused.
    std::string must_add(const json::object& body)
    {
        auto added = add(body);
        if (added.status != 201) throw std::runtime_error(added.body);
        return text_at(added.json().at("bot"), "id");
    }
    json::object bot(const std::string& bot_id)
    {
        // The answer outlives the search through it.
        const auto all = http.get(bots()).json();
        for (const auto& one : all.at("bots").as_array())
            if (text_at(one, "id") == bot_id) return one.as_object();
        return {{"state", "gone"}};
    }
    /// Waits until the lobby is told that a bot has come to this state; gives the bot as it was told. What is told of other
    /// bots meanwhile is kept for those who wait for them.
    json::object wait_for(const std::string& bot_id, std::string_view state)
    {
        auto told = std::exchange(told_, {});
        for (;;) {
            if (told.empty()) told.push_back(owner.next_of("bot_updated").at("bot").as_object());
            auto bot = std::move(told.front());
            told.pop_front();
            if (text_at(bot, "id") != bot_id) {
                told_.push_back(std::move(bot));
            } else if (text_at(bot, "state") == state) {
                told_.insert(told_.end(), told.begin(), told.end());
                return bot;
            }
        }
    }

    std::string token;
    std::string id;
    HttpClient http;
    RawWebSocket owner;

private:
    std::deque<json::object> told_;
};

/// Waits until the server knows of so many connected providers.
inline void wait_for_providers(std::uint16_t port, int count)
{
    HttpClient http{port};
    const auto line = "parlor_bot_providers " + std::to_string(count) + '\n';
    for (const auto deadline = in(patience); std::chrono::steady_clock::now() < deadline;)
        if (http.get("/metrics").body.find(line) != std::string::npos) return;
    throw std::runtime_error("there are not " + std::to_string(count) + " providers");
}

/// The status that refuses a handshake at the providers' address.
inline int refused_handshake(std::uint16_t port, const Headers& headers)
{
    TcpStream stream{port};
    stream.send(upgrade_request(port, headers, ScriptedProvider::path) + "\r\n");
    return std::stoi(stream.receive().substr(9, 3));
}

} // namespace parlor::test
