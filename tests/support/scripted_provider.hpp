#pragma once
#include "tests/support/raw_web_socket.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parlor::test {

/// A message that a provider was sent; `id` is empty where it wants no answer.
struct Order {
    std::string id;
    boost::json::object data;
    std::string text(std::string_view name) const { return std::string{data.at(name).as_string()}; }
};

/// A bot provider that does what a test says, over a real socket. Everything blocks, and throws after `patience`.
class ScriptedProvider {
public:
    static constexpr std::string_view path = "/api/v1/bots/provider";
    /// Two types: `echo` with a few settings, one of them secret, and `scribe`, which transcribes.
    static constexpr std::string_view usual_types = R"([
        {"type": "echo", "title": "Echo", "description": "Says it again.", "capabilities": ["speak"], "config_schema": {
            "type": "object",
            "properties": {
                "greeting": {"type": "string", "default": "hello", "maxLength": 20},
                "secret": {"type": "string", "writeOnly": true},
                "voice": {"type": "object", "properties": {
                    "speed": {"type": "number", "minimum": 0.5, "maximum": 2, "default": 1}}}}}},
        {"type": "scribe", "capabilities": ["transcribe"]}])";

    /// Connects with its key; says nothing yet.
    ScriptedProvider(std::uint16_t port, const std::string& key)
        : port_(port), socket_(std::make_unique<RawWebSocket>(port, key, path))
    {
    }

    /// The ack's data; throws where it is refused.
    boost::json::object enroll(std::string_view types = usual_types, std::int64_t max_instances = 8,
                               boost::json::array bots = {})
    {
        return socket_->must("register", {{"name", "scripted"},
                                          {"types", boost::json::parse(types)},
                                          {"max_instances", max_instances},
                                          {"bots", std::move(bots)}});
    }
    void tell_load(double load, bool draining = false)
    {
        socket_->must("load", {{"instances", 0}, {"load", load}, {"draining", draining}});
    }
    void tell_state(std::string_view bot, std::string_view state, std::string_view detail = {})
    {
        socket_->must("bot_state", {{"bot_id", bot}, {"state", state}, {"detail", detail}});
    }

    /// The next message of this type; others are passed over.
    Order next(std::string_view type)
    {
        for (;;) {
            auto message = socket_->next();
            if (message.at("type").as_string() != type) continue;
            const auto* id = message.if_contains("id");
            return {id ? std::string{id->as_string()} : std::string{}, message.at("data").as_object()};
        }
    }
    void ack(const Order& order) { socket_->answer("ack", order.id, {}); }
    void refuse(const Order& order, std::string_view why)
    {
        socket_->answer("error", order.id, {{"code", "internal"}, {"error", why}});
    }

    /// The instance that an order wants: connected with its token, in its lobby.
    struct Instance {
        std::unique_ptr<RawWebSocket> socket;
        boost::json::object joined;
        std::string participant() const { return std::string{joined.at("participant").at("id").as_string()}; }
    };
    Instance join(const Order& start) const
    {
        Instance instance{std::make_unique<RawWebSocket>(port_, start.text("token")), {}};
        instance.joined = instance.socket->must("join", {{"lobby_id", start.text("lobby_id")}, {"tab", "t"}});
        return instance;
    }
    /// Takes the next `start_bot` all the way.
    Instance run_next()
    {
        const auto start = next("start_bot");
        ack(start);
        return join(start);
    }

    /// As if the process had died.
    void die() { socket_.reset(); }
    RawWebSocket& socket() { return *socket_; }

private:
    std::uint16_t port_;
    std::unique_ptr<RawWebSocket> socket_;
};

} // namespace parlor::test
