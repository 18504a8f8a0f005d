#include "client/provider_client.hpp"

#include "base/log.hpp"
#include "client/message_text.hpp"
#include "client/wire_error.hpp"
#include "protocol/decode.hpp"

#include <random>

namespace parlor::client {
namespace {

using Event = ReconnectEvent::Type;
using Effect = ReconnectEffect::Type;

constexpr std::size_t most_pending = 1'000;

ConnectionOptions connection_options(const ProviderOptions& options)
{
    return {.server = options.server, .token = options.key, .path = "/api/v1/bots/provider"};
}

ReconnectMachine::Draw seeded_draw()
{
    return [engine = std::mt19937_64{std::random_device{}()}]() mutable {
        return std::uniform_real_distribution<double>{}(engine);
    };
}

std::string text_of(const boost::json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

/// An order's outcome as it goes onto the wire.
std::string answer_text(const std::string& id, const Result<void>& outcome)
{
    std::string text = outcome ? R"({"type":"ack","reply_to":)" : R"({"type":"error","reply_to":)";
    protocol::append_json_string(text, id);
    text += R"(,"data":)";
    text += outcome ? "{}" : protocol::to_json(protocol::to_wire(outcome.error()));
    text += '}';
    return text;
}

} // namespace

ProviderClient::ProviderClient(runtime::ShardLoop& loop, ProviderOptions options, ProviderHandler& handler)
    : loop_(loop), options_(std::move(options)), handler_(handler), machine_(seeded_draw(), options_.reconnect),
      pending_(loop.timers(), most_pending)
{
}

ProviderClient::~ProviderClient()
{
    alive_.reset();
    for (const auto timer : {retry_timer_, load_timer_}) loop_.timers().cancel(timer);
    if (connection_) connection_->drop();
}

void ProviderClient::start()
{
    feed({.type = Event::start});
}

void ProviderClient::stop()
{
    feed({.type = Event::stop});
}

void ProviderClient::feed(const ReconnectEvent& event)
{
    const bool was_ready = registered();
    for (const auto& effect : machine_.feed(event)) perform(effect);
    if (was_ready && !registered()) pending_.fail_all({Errc::unavailable, "The connection was lost before an answer."});
}

void ProviderClient::perform(const ReconnectEffect& effect)
{
    switch (effect.type) {
    case Effect::connect:
        let_go();
        connection_ = Connection::open(loop_, connection_options(options_), *this);
        return;
    case Effect::wait:
        let_go();
        loop_.timers().cancel(retry_timer_);
        retry_timer_ = loop_.timers().after(effect.wait, [this] { feed({.type = Event::wait_over}); });
        return;
    // The load, which is told more often, shows whether the server lives.
    case Effect::send_ping: return;
    case Effect::give_up: log::error("provider_given_up", {{"code", std::to_string(effect.code)}}); return let_go();
    case Effect::close: return let_go();
    }
}

void ProviderClient::let_go()
{
    loop_.timers().cancel(load_timer_);
    if (auto connection = std::exchange(connection_, nullptr)) connection->drop();
}

void ProviderClient::on_open()
{
    feed({.type = Event::open});
    enroll();
}

void ProviderClient::on_closed(std::uint16_t code)
{
    connection_.reset();
    feed({.type = Event::close, .code = code});
}

template <class Message> void ProviderClient::ask(const Message& message, PendingRequests::Answer answer)
{
    if (!connection_ || pending_.full()) return answer(Error{Errc::unavailable, "There is no connection."});
    const auto id = pending_.add(std::move(answer), options_.request_timeout);
    if (!connection_->send(message_text(message, id)))
        pending_.end(std::to_string(id), Error{Errc::unavailable, "Too much waits to be sent."});
}

void ProviderClient::enroll()
{
    const protocol::Register message{.name = options_.name,
                                     .types = options_.types,
                                     .max_instances = options_.max_instances,
                                     .bots = handler_.running()};
    ask(message, [this](const auto& answer) {
        if (answer) return enrolled();
        // What is refused now will be refused again, unless the server is merely not ready.
        log::error("provider_not_registered", {{"what", answer.error().message}, {"path", answer.error().path}});
        feed({.type = Event::heartbeat_silent});
    });
}

void ProviderClient::enrolled()
{
    feed({.type = Event::welcome});
    load_later();
}

void ProviderClient::load_later()
{
    loop_.timers().cancel(load_timer_);
    load_timer_ = loop_.timers().after(options_.load_every, [this] {
        load_later();
        tell_load();
    });
}

void ProviderClient::tell_load(UniqueFunction<void()> then)
{
    ask(handler_.load(), [this, alive = std::weak_ptr{alive_}, then = std::move(then)](const auto& answer) mutable {
        if (then) then();
        const bool silent = !answer && answer.error().code == Errc::unavailable;
        if (silent && !alive.expired() && registered()) feed({.type = Event::heartbeat_silent});
    });
}

void ProviderClient::report(const protocol::Id& bot, protocol::BotState state, const std::string& detail)
{
    protocol::BotStateReport message{.bot_id = bot, .state = state, .detail = {}};
    if (!detail.empty()) message.detail = detail;
    ask(message, [](const auto& answer) {
        if (!answer) log::warning("provider_report_refused", {{"what", answer.error().message}});
    });
}

void ProviderClient::on_text(std::string_view text)
{
    const auto message = protocol::parse_json(text);
    if (message && message->is_object()) return receive(message->get_object());
    log::warning("provider_message_unreadable", {{"bytes", std::to_string(text.size())}});
}

ProviderHandler::Done ProviderClient::answer_to(std::string id)
{
    if (id.empty()) return [](const Result<void>&) {};
    return [this, alive = std::weak_ptr{alive_}, asked_on = std::weak_ptr{connection_},
            id = std::move(id)](const Result<void>& outcome) {
        const auto connection = asked_on.lock();
        if (alive.expired() || !connection || connection != connection_) return;
        connection->send(answer_text(id, outcome));
    };
}

void ProviderClient::receive(const boost::json::object& message)
{
    const auto type = text_of(message, "type");
    const auto* data = message.if_contains("data");
    if (!data) return;
    if (type == "ack") return pending_.end(text_of(message, "reply_to"), data);
    if (type == "error") return pending_.end(text_of(message, "reply_to"), read_error(*data));
    auto done = answer_to(text_of(message, "id"));
    auto order = [&]<class Message>(std::type_identity<Message>, auto use) {
        if (type != Message::type) return false;
        auto decoded = protocol::decode<Message>(*data, "data");
        decoded ? use(std::move(*decoded)) : done(decoded.error());
        return true;
    };
    const bool known = order(std::type_identity<protocol::StartBot>{},
                             [&](auto start) { handler_.start_bot(std::move(start), std::move(done)); }) ||
                       order(std::type_identity<protocol::ConfigureBot>{},
                             [&](auto change) { handler_.configure_bot(std::move(change), std::move(done)); }) ||
                       order(std::type_identity<protocol::StopBot>{},
                             [&](auto stop) {
                                 handler_.stop_bot(std::move(stop));
                                 done(Result<void>{});
                             }) ||
                       order(std::type_identity<protocol::GoingAway>{}, [&](auto away) {
                           feed({.type = Event::going_away, .reconnect_in = Millis{away.reconnect_in_ms}});
                       });
    if (!known) done(Error{Errc::unknown_type, "Unknown message type: " + type});
}

} // namespace parlor::client
