#include "client/web_socket_client.hpp"

#include "client/wire_error.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <chrono>
#include <random>

namespace parlor::client {
namespace {

using Event = ReconnectEvent::Type;
using Effect = ReconnectEffect::Type;

/// Whatever a server says, we do not ping more often.
constexpr Millis shortest_heartbeat{50};

ReconnectMachine::Draw seeded_draw()
{
    return [engine = std::mt19937_64{std::random_device{}()}]() mutable {
        return std::uniform_real_distribution<double>{}(engine);
    };
}

/// A text member; empty where there is none.
std::string_view text_of(const boost::json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

} // namespace

WebSocketClient::WebSocketClient(runtime::ShardLoop& loop, ClientOptions options)
    : WebSocketClient(loop, std::move(options), seeded_draw())
{
}

WebSocketClient::WebSocketClient(runtime::ShardLoop& loop, ClientOptions options, ReconnectMachine::Draw draw)
    : loop_(loop), options_(std::move(options)), machine_(std::move(draw), options_.reconnect),
      pending_(loop.timers(), options_.max_pending_requests)
{
}

WebSocketClient::~WebSocketClient()
{
    for (const auto timer : {retry_timer_, heartbeat_timer_, silence_timer_}) loop_.timers().cancel(timer);
    if (connection_) connection_->drop();
}

void WebSocketClient::start()
{
    feed({.type = Event::start});
}

void WebSocketClient::stop()
{
    feed({.type = Event::stop});
}

void WebSocketClient::retry_now()
{
    feed({.type = Event::retry});
}

void WebSocketClient::cut()
{
    if (!connection_) return;
    connection_->cut();
    on_closed(1006);
}

void WebSocketClient::feed(const ReconnectEvent& event)
{
    for (const auto& effect : machine_.feed(event)) perform(effect);
    publish();
}

void WebSocketClient::perform(const ReconnectEffect& effect)
{
    switch (effect.type) {
    case Effect::connect: return connect();
    case Effect::wait: return wait(effect.wait);
    case Effect::send_ping: return request(protocol::Ping{.data = {"{}"}}, [](const auto&) {});
    case Effect::close:
    case Effect::give_up: return let_go();
    }
}

void WebSocketClient::connect()
{
    loop_.timers().cancel(retry_timer_);
    let_go();
    connection_ = Connection::open(loop_, options_.connection, *this);
    expect_life(options_.welcome_timeout);
}

void WebSocketClient::wait(Millis time)
{
    let_go();
    loop_.timers().cancel(retry_timer_);
    retry_timer_ = loop_.timers().after(time, [this] { feed({.type = Event::wait_over}); });
}

void WebSocketClient::let_go()
{
    loop_.timers().cancel(heartbeat_timer_);
    loop_.timers().cancel(silence_timer_);
    if (auto connection = std::exchange(connection_, nullptr)) connection->drop();
}

void WebSocketClient::publish()
{
    const ConnectionState now{.phase = machine_.phase(), .attempt = machine_.attempt(), .close_code = close_code_};
    if (now == state_) return;
    state_ = now;
    // The state first, so that whoever is told that no answer will come sees that there is no connection.
    if (now.phase != Phase::ready) pending_.fail_all({Errc::unavailable, "The connection was lost before an answer."});
    states_.call(now);
}

void WebSocketClient::on_open()
{
    feed({.type = Event::open});
}

void WebSocketClient::on_closed(std::uint16_t code)
{
    connection_.reset();
    close_code_ = code;
    feed({.type = Event::close, .code = code});
}

void WebSocketClient::on_text(std::string_view text)
{
    last_heard_ = std::chrono::steady_clock::now();
    // Most messages are small; their tree then costs no allocation.
    unsigned char buffer[4096];
    boost::json::monotonic_resource resource{buffer};
    const auto message = protocol::parse_json(text, &resource);
    if (message && message->is_object()) return receive(*message);
    log::warning("client_message_unreadable", {{"bytes", std::to_string(text.size())}});
}

void WebSocketClient::receive(const boost::json::value& message)
{
    const auto& object = message.get_object();
    const auto type = text_of(object, "type");
    const auto* data = object.if_contains("data");
    if (!data) return;
    if (type == "ack") return pending_.end(text_of(object, "reply_to"), data);
    if (type == "error") return refused(object, *data);
    if (type == protocol::Welcome::type) welcomed(*data);
    if (type == protocol::GoingAway::type) {
        if (const auto away = protocol::decode<protocol::GoingAway>(*data))
            feed({.type = Event::going_away, .reconnect_in = Millis{away->reconnect_in_ms}});
    }
    if (const auto delivered = events_.deliver(type, *data); !delivered)
        log::warning("client_message_unfit", {{"type", std::string{type}}, {"what", delivered.error().message}});
}

void WebSocketClient::welcomed(const boost::json::value& data)
{
    auto welcome = protocol::decode<protocol::Welcome>(data, "data");
    if (!welcome) return log::warning("client_welcome_unfit", {{"what", welcome.error().message}});
    welcome_ = std::move(*welcome);
    heartbeat_ = std::max(Millis{welcome_->heartbeat_ms}, shortest_heartbeat);
    ping_later();
    expect_life(heartbeat_ * 5 / 2);
    feed({.type = Event::welcome});
}

void WebSocketClient::refused(const boost::json::object& message, const boost::json::value& data)
{
    const auto id = text_of(message, "reply_to");
    auto error = read_error(data);
    if (!id.empty()) return pending_.end(id, std::move(error));
    log::warning("client_message_refused", {{"code", std::string{to_string(error.code)}}, {"what", error.message}});
}

void WebSocketClient::ping_later()
{
    loop_.timers().cancel(heartbeat_timer_);
    heartbeat_timer_ = loop_.timers().after(heartbeat_, [this] {
        ping_later();
        feed({.type = Event::heartbeat_due});
    });
}

void WebSocketClient::expect_life(Millis within)
{
    silence_ = within;
    last_heard_ = std::chrono::steady_clock::now();
    loop_.timers().cancel(silence_timer_);
    silence_timer_ = loop_.timers().after(within, [this] { check_life(); });
}

void WebSocketClient::check_life()
{
    // Looked at once per limit, so that a message costs no timer; from before the welcome only the welcome counts.
    const auto heard = std::chrono::floor<Millis>(std::chrono::steady_clock::now() - last_heard_);
    if (!ready() || heard >= silence_) return feed({.type = Event::heartbeat_silent});
    silence_timer_ = loop_.timers().after(silence_ - heard, [this] { check_life(); });
}

std::optional<Error> WebSocketClient::cannot_ask() const
{
    if (!ready()) return not_connected();
    if (pending_.full()) return too_much_waits();
    return {};
}

Error WebSocketClient::not_connected()
{
    return {Errc::unavailable, "There is no connection to the server."};
}

Error WebSocketClient::too_much_waits()
{
    return {Errc::unavailable, "Too much waits for the server already."};
}

} // namespace parlor::client
