#pragma once
#include "tests/support/api.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/scripted_provider.hpp"
#include "tests/support/server_process.hpp"

#include <boost/json.hpp>

#include <map>
#include <memory>
#include <string>

namespace parlor::test {

/// Roles in a scene. The administrator has no session, only the token of the server's settings.
enum class Who { owner, moderator, member, guest, outsider, scribe, administrator };

inline const std::string token_of_administrator(40, 'a');
/// Lets a scene's providers in.
inline const std::string scene_provider_key = "provider-key-of-the-catalogue-0123456789";
inline const std::string scene_provider_flag = "--bots.providers=name=catalogue key=" + scene_provider_key;

/// A lobby with an owner, a moderator, a member and a guest in it, one line of each of the first three in its log (seq 1 to
/// 3), somebody outside who was in, a bot that transcribes, and one that waits for its provider: where every message of the
/// catalogue can be right, and out of state. The server must have `scene_provider_flag`.
class Scene {
public:
    explicit Scene(std::uint16_t port);

    RawWebSocket& socket(Who who) { return *sockets_.at(who); }
    const std::string& token(Who who) const { return tokens_.at(who); }
    const std::string& lobby() const { return lobby_; }

    /// Puts this scene's values in the place of `$lobby`, `$owner`, `$moderator`, `$member`, `$guest`, `$outsider`,
    /// `$scribe` (participant ids), `$invite` (one to the lobby), `$full`, `$locked`, `$private`, `$secret` (lobbies that
    /// are so; the last one by the password "open"), `$token` (of an invite to the private one), `$bot` (the id of one that waits),
    /// `$type` (a type of bots), and of `$x100` as many x.
    std::string fill(std::string text) const;
    /// Where an answer is that of a `ban`, `fill` puts its id in the place of `$ban` from now on.
    void remember_ban(const boost::json::object& answer);
    /// From now on `fill` puts this value in the place of a name, which begins with `$`.
    void set(const std::string& name, std::string value) { values_[name] = std::move(value); }

private:
    std::string enter(Who who, const std::string& lobby);
    /// Other lobbies, of the owner.
    void open_others(std::uint16_t port);
    void add_bots(std::uint16_t port);

    std::map<Who, std::string> tokens_;
    std::map<Who, std::unique_ptr<RawWebSocket>> sockets_;
    std::unique_ptr<ScriptedProvider> provider_;
    std::string lobby_;
    std::map<std::string, std::string> values_;
};

/// What a refusal says: its code and the path of the field at fault, both empty for an `ack`.
struct Verdict {
    std::string code;
    std::string path;

    bool operator==(const Verdict&) const = default;
};

/// Of an answer on the WebSocket, or of an error's body where `answer` is one.
Verdict verdict_of(const boost::json::object& answer);
std::ostream& operator<<(std::ostream& out, const Verdict& verdict);

} // namespace parlor::test
