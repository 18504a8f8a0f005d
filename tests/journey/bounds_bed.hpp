#pragma once
#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

#include <functional>

/// What passing a bound by takes, for the tables of bounds.
namespace parlor::test {

/// A server with one low bound, and the first steps of those who pass it by.
class Bed {
public:
    explicit Bed(const std::vector<std::string>& flags) : server_({.flags = with_ours(flags)}) {}

    ServerProcess& server() { return server_; }
    std::uint16_t port() const { return server_.port(); }
    const std::string& token() const { return token_; }
    /// Of the first session.
    HttpClient http() const { return HttpClient{port(), bearer(token_)}; }
    HttpClient admin() const { return HttpClient{port(), bearer(admin_token)}; }
    std::string lobby(const std::string& settings = R"({"name":"Kitchen","media":"none"})") const
    {
        return new_lobby(port(), token_, settings);
    }
    RawWebSocket socket() const { return RawWebSocket{port(), token_}; }
    RawWebSocket stranger() const { return RawWebSocket{port(), new_session(port())}; }
    /// The new participant's id.
    static std::string join(RawWebSocket& socket, const std::string& lobby, const std::string& tab = "tab")
    {
        const auto result = socket.must("join", {{"lobby_id", lobby}, {"tab", tab}});
        return text_at(result.at("participant"), "id");
    }

private:
    static inline const std::string admin_token = std::string(40, 'a');

    static std::vector<std::string> with_ours(std::vector<std::string> flags)
    {
        flags.insert(flags.begin(), {"--log.level=warning", "--server.shards=1", "--admin.token=" + admin_token});
        return flags;
    }

    ServerProcess server_;
    const std::string token_ = new_session(server_.port());
};

/// The code of an answer: `ack`, or an error's.
inline std::string code_of(const json::object& answer)
{
    return answer.at("type") == "ack" ? "ack" : text_at(answer.at("data"), "code");
}

inline std::string status_of(const HttpResponse& answer)
{
    return std::to_string(answer.status);
}

/// The last answer to the same request made several times.
template <class Ask> auto last_of(int times, Ask ask)
{
    for (int i = 1; i < times; ++i) ask();
    return ask();
}

/// A bound, and how clients meet it.
struct Bound {
    std::string setting, low;                 ///< or the name of a bound that can't be set, and nothing
    std::function<std::string(Bed&)> pass_by; ///< gives what the client sees at last
    std::string seen;                         ///< an error's code, an HTTP status, a close code, or `ended`
    std::string metric;                       ///< that grows
    std::vector<std::string> more{};          ///< further flags
};

inline std::string refusals(const std::string& code)
{
    return "parlor_refusals_total{code=\"" + code + "\"}";
}
inline std::string answers(const std::string& status)
{
    return "parlor_http_answers_total{status=\"" + status + "\"}";
}

/// Those of bots and their providers.
std::vector<Bound> bounds_of_bots();

} // namespace parlor::test
