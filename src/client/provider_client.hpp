#pragma once
#include "client/connection.hpp"
#include "client/pending_requests.hpp"
#include "client/reconnect.hpp"
#include "protocol/provider.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parlor::client {

/// Who runs the bots. Called on the loop's thread.
class ProviderHandler {
public:
    /// To be called exactly once, now or later, on the loop's thread; a refusal's message is shown to the lobby. It goes
    /// nowhere where the connection was lost meanwhile.
    using Done = UniqueFunction<void(Result<void>)>;

    virtual ~ProviderHandler() = default;
    /// An instance is wanted; also of a bot that runs here already, which it replaces.
    virtual void start_bot(protocol::StartBot order, Done done) = 0;
    virtual void configure_bot(protocol::ConfigureBot order, Done done) = 0;
    /// The instance leaves, if there is one.
    virtual void stop_bot(protocol::StopBot order) = 0;
    /// Asked every `load_every`.
    virtual protocol::Load load() = 0;
    /// The bots that run here; told after a lost connection, so that they may go on.
    virtual std::vector<protocol::Id> running() = 0;
};

struct ProviderOptions {
    ServerAddress server;
    /// The provider's key.
    std::string key;
    std::string name;
    std::vector<protocol::OfferedType> types;
    std::size_t max_instances = 1;
    Millis load_every{1'000};
    Millis request_timeout{10'000};
    ReconnectSettings reconnect{};
};

/// A provider's WebSocket: registers, tells the load, hands the server's orders to the handler and their outcome back, and
/// comes back by itself, unless the server does not want this key any more. Everything happens on the loop's thread.
class ProviderClient final : private ConnectionListener {
public:
    /// The handler lives as long as this.
    ProviderClient(runtime::ShardLoop& loop, ProviderOptions options, ProviderHandler& handler);
    ~ProviderClient() override;
    ProviderClient(const ProviderClient&) = delete;
    ProviderClient& operator=(const ProviderClient&) = delete;

    void start();
    /// Closes with code 1000 and stays away. The bots that run here are started elsewhere.
    void stop();
    /// Tells how a bot fares: `active` with a detail, `failed`, `stopped`. Lost where there is no connection.
    void report(const protocol::Id& bot, protocol::BotState state, const std::string& detail);
    /// Tells the load now, e.g. that it drains, and calls `then` once the server knows, or there is no connection.
    void tell_load(UniqueFunction<void()> then = {});

    /// Whether the server has taken the registration on the present connection.
    bool registered() const { return machine_.phase() == Phase::ready; }
    /// The server refuses this key, or has deleted it: nothing more comes by itself.
    bool gave_up() const { return machine_.phase() == Phase::failed; }

private:
    void on_open() override;
    void on_text(std::string_view text) override;
    void on_closed(std::uint16_t code) override;

    void feed(const ReconnectEvent& event);
    void perform(const ReconnectEffect& effect);
    void enroll();
    void enrolled();
    void load_later();
    void let_go();
    void receive(const boost::json::object& message);
    /// The way back of one order's outcome.
    ProviderHandler::Done answer_to(std::string id);
    template <class Message> void ask(const Message& message, PendingRequests::Answer answer);

    runtime::ShardLoop& loop_;
    const ProviderOptions options_;
    ProviderHandler& handler_;
    ReconnectMachine machine_;
    PendingRequests pending_;
    std::shared_ptr<Connection> connection_;
    runtime::TimerId retry_timer_ = 0;
    runtime::TimerId load_timer_ = 0;
    /// Outcomes that come after our end find this gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace parlor::client
