// A bot provider on src/client: its bots say in the chat how many people are in the lobby when somebody asks, by the words
// that the bot is configured with.
//
//   PARLOR_URL=http://127.0.0.1:8080 PARLOR_PROVIDER_KEY=… build/release/bin/parlor-example-provider
#include "client/lobby_membership.hpp"
#include "client/provider_client.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>

#include <boost/asio/signal_set.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace {

using namespace parlor;

constexpr const char* config_schema = R"({
    "type": "object",
    "properties": {"question": {"type": "string", "title": "Question", "default": "how many", "maxLength": 50}}})";

/// The server has held it against the schema and has filled in the default.
std::string question_of(const protocol::Json& config)
{
    return std::string{boost::json::parse(config.text).at("question").as_string()};
}

/// One bot in one lobby: a client with its own connection, like anybody else's.
class Counter final : private client::MembershipListener {
public:
    Counter(runtime::ShardLoop& loop, const client::ServerAddress& server, const protocol::StartBot& order)
        : lobby_(order.lobby_id), question_(question_of(order.config)),
          client_(loop, {.connection = {.server = server, .token = order.token}}),
          membership_(client_, {.lobby_id = order.lobby_id, .tab = {"counter"}}, *this)
    {
        client_.start();
    }

    void configure(const protocol::Json& config) { question_ = question_of(config); }
    void leave()
    {
        membership_.leave();
        client_.stop();
    }

private:
    void on_joined(const protocol::JoinResult& result) override { own_id_ = result.participant.id; }
    void on_ended(const Error& why) override { std::cerr << "out of the lobby: " << why.message << '\n'; }
    void on_entry(const protocol::Entry& entry) override
    {
        const auto* said = std::get_if<protocol::TextEntry>(&entry);
        if (!said || said->from.participant_id == own_id_ || said->text.find(question_) == std::string::npos) return;
        client_.request(protocol::ListParticipants{.lobby_id = lobby_, .cursor = {}, .limit = {500}},
                        [this](const Result<protocol::ParticipantPage>& page) {
                            if (page) say("We are " + std::to_string(page->participants.size()) + ".");
                        });
    }
    void say(const std::string& text)
    {
        // Lost where there is no connection just now; nobody waits for it then.
        (void)client_.send(protocol::SendChatMessage{.lobby_id = lobby_, .text = text});
    }

    const protocol::Id lobby_;
    std::string question_;
    protocol::Id own_id_;
    client::WebSocketClient client_;
    client::LobbyMembership membership_;
};

class Counters final : public client::ProviderHandler {
public:
    explicit Counters(runtime::ShardLoop& loop) : loop_(loop) {}

    void start_bot(protocol::StartBot order, Done done) override
    {
        const auto server = client::parse_socket_url(order.url);
        if (!server) return done(server.error());
        bots_[order.bot_id] = std::make_unique<Counter>(loop_, *server, order);
        done({});
    }
    void configure_bot(protocol::ConfigureBot order, Done done) override
    {
        auto found = bots_.find(order.bot_id);
        if (found == bots_.end()) return done(Error{Errc::not_found, "This bot does not run here."});
        found->second->configure(order.config);
        done({});
    }
    void stop_bot(protocol::StopBot order) override
    {
        auto found = bots_.find(order.bot_id);
        if (found == bots_.end()) return;
        found->second->leave();
        bots_.erase(found);
    }
    protocol::Load load() override
    {
        return {.instances = bots_.size(), .load = {static_cast<double>(bots_.size()) / most}, .draining = {}};
    }
    std::vector<protocol::Id> running() override
    {
        std::vector<protocol::Id> ids;
        for (const auto& [id, bot] : bots_) ids.push_back(id);
        return ids;
    }
    void let_all_go() { bots_.clear(); }

    static constexpr int most = 20;

private:
    runtime::ShardLoop& loop_;
    std::map<std::string, std::unique_ptr<Counter>> bots_;
};

std::string environment(const char* name, const char* fallback)
{
    const char* value = std::getenv(name);
    return value ? value : fallback;
}

} // namespace

int main()
{
    const auto server = client::parse_server_url(environment("PARLOR_URL", "http://127.0.0.1:8080"));
    if (!server) {
        std::cerr << server.error().message << '\n';
        return 2;
    }
    runtime::ShardPool pool{1};
    Counters counters{pool.loop(0)};
    client::ProviderClient provider{pool.loop(0),
                                    {.server = *server,
                                     .key = environment("PARLOR_PROVIDER_KEY", ""),
                                     .name = "counters",
                                     .types = {{.type = "counter",
                                                .title = {"Counter"},
                                                .description = {"Counts who is here."},
                                                .config_schema = protocol::Json{config_schema}}},
                                     .max_instances = Counters::most},
                                    counters};
    pool.post(0, [&] { provider.start(); });
    boost::asio::signal_set signals{pool.loop(0).context(), SIGINT, SIGTERM};
    signals.async_wait([&](const boost::system::error_code&, int) {
        // Connections first, so that the server starts the bots elsewhere.
        counters.let_all_go();
        provider.stop();
        pool.stop();
    });
    pool.run();
    counters.let_all_go();
    pool.discard();
    return 0;
}
