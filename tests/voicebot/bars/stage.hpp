#pragma once
#include "tests/support/rounds.hpp"
#include "tests/support/server_figures.hpp"
#include "tests/voicebot/host/host_bed.hpp"
#include "tests/voicebot/host/person.hpp"

#include <algorithm>

/// What the bars of the voicebot are measured with. `./parlor bench voice` makes a report of what the tests of this program
/// note; in the test run they are a proof that it works, once each.
namespace parlor::voicebot::test {

/// How often each thing is measured; as ctest or the report says.
inline int rounds(int at_most = 1'000)
{
    return std::clamp(parlor::test::rounds(1), 1, at_most);
}

/// A figure for the report, under its name there.
inline void note(const std::string& name, double value)
{
    testing::Test::RecordProperty(name, std::to_string(value));
    std::cout << name << ": " << value << '\n';
}

/// The value below which this share of them lies.
inline double quantile(std::vector<double> figures, double share)
{
    std::ranges::sort(figures);
    return figures.at(static_cast<std::size_t>(share * static_cast<double>(figures.size() - 1) + 0.5));
}

/// Times in the order in which they were measured.
class Times {
public:
    void add(std::chrono::steady_clock::duration time)
    {
        times_.push_back(std::chrono::duration<double, std::milli>(time).count());
    }
    /// Notes the median as NAME, and the value below which 99 of 100 lie as NAME_p99, both in ms.
    void note(const std::string& name) const
    {
        test::note(name, quantile(times_, 0.5));
        test::note(name + "_p99", quantile(times_, 0.99));
        test::note(name + "_count", static_cast<double>(times_.size()));
    }

private:
    std::vector<double> times_;
};

/// A server with one host beside it, which may have as many bots as are asked for.
struct Stage {
    explicit Stage(std::vector<std::string> host_flags = {})
    {
        host_flags.insert(host_flags.end(), {"--max-bots", "100", "--metrics", metrics_address()});
        host.emplace(server, (server.data() / "provider.key").string(), std::move(host_flags));
        parlor::test::wait_for_providers(server.port(), 1);
    }

    ~Stage()
    {
        if (testing::Test::HasFailure() || std::uncaught_exceptions() > 0) std::cout << host->errors();
    }

    std::string new_lobby() const
    {
        return parlor::test::new_lobby(server.port(), token, R"({"name":"Bars","media":"mesh"})");
    }
    /// The id of a bot that was added.
    std::string add(const std::string& lobby, const std::string& body) const
    {
        parlor::test::HttpClient http{server.port(), parlor::test::bearer(token)};
        const auto answer = http.post("/api/v1/lobbies/" + lobby + "/bots", body);
        if (answer.status != 201) throw std::runtime_error(answer.body);
        return parlor::test::text_at(answer.json().at("bot"), "id");
    }
    /// Waits until it is in the lobby.
    void wait_until_active(const std::string& lobby, const std::string& bot) const
    {
        parlor::test::HttpClient http{server.port(), parlor::test::bearer(token)};
        for (const auto deadline = parlor::test::in(parlor::test::patience); parlor::test::left_ms(deadline) > 0;) {
            const auto all = http.get("/api/v1/lobbies/" + lobby + "/bots").json();
            for (const auto& one : all.at("bots").as_array())
                if (parlor::test::text_at(one, "id") == bot && parlor::test::text_at(one, "state") == "active") return;
        }
        throw std::runtime_error("waited in vain for a bot to be active");
    }
    void remove(const std::string& lobby, const std::string& bot) const
    {
        parlor::test::HttpClient http{server.port(), parlor::test::bearer(token)};
        http.request("DELETE", "/api/v1/lobbies/" + lobby + "/bots/" + bot);
    }

    void close(const std::string& lobby) const
    {
        parlor::test::HttpClient http{server.port(), parlor::test::bearer(token)};
        http.request("DELETE", "/api/v1/lobbies/" + lobby);
    }

    /// How long one of the host's own stages took, on average; 0 where it was never passed.
    double stage_ms(const std::string& stage) const
    {
        const auto figure = [&](const std::string& name) {
            return parlor::test::metric(metrics_port, name + "{stage=\"" + stage + "\"}");
        };
        const auto count = figure("voicebot_stage_total");
        return count > 0 ? figure("voicebot_stage_seconds_total") * 1'000 / count : 0;
    }
    std::string metrics_address() const { return "127.0.0.1:" + std::to_string(metrics_port); }

    const std::uint16_t metrics_port = parlor::test::free_port();
    parlor::test::ServerProcess server{{.flags = {"--session.per_address_per_minute=100000", "--log.level=warning"}}};
    std::optional<VoicebotProcess> host;
    const std::string token = parlor::test::new_session(server.port());
};

} // namespace parlor::voicebot::test
