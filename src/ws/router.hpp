#pragma once
#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "service/api.hpp"
#include "service/courier.hpp"
#include "ws/envelope.hpp"

#include <boost/mp11/algorithm.hpp>

#include <array>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parlor::ws {

/// Whether the caller has one `call` for a message.
template <class Caller, class Message>
concept Handles = requires(Caller& caller, Message message, service::Reply<typename Message::Result> reply)
{
    caller.call(std::move(message), std::move(reply));
};

/// Whether the server asks this caller too, so that it also answers.
template <class Caller>
concept Answers = requires(Caller& caller, std::string reply_to, Result<protocol::Json> result)
{
    caller.answered(std::move(reply_to), std::move(result));
};

template <class Caller> struct HandledBy {
    template <class Message> using fn = std::bool_constant<Handles<Caller, Message>>;
};

/// Takes one received text to the service that answers it: envelope, type, fields, call, reply (PROTOCOL.md "Envelope").
/// Every message with an `id` is answered exactly once; without one only errors are told. `Caller` is one client as the
/// services see it, `Messages` what such clients may send. Any shard; nothing is kept but counts.
template <class Caller, class Messages> class Router {
    static_assert(boost::mp11::mp_all_of_q<Messages, HandledBy<Caller>>::value,
                  "A message of the catalogue (protocol/catalogue.hpp) has no handler, or more than one: give its "
                  "service, or the caller itself, one `call` for it.");

public:
    explicit Router(service::Couriers& couriers) : couriers_(couriers) {}

    /// On the caller's shard.
    void route(Caller& caller, std::string_view text) const;
    /// Answers `rate_limited` to a message that is not looked into but for its id.
    void refuse_rate(Caller& caller, std::string_view text) const;
    /// Answers a binary frame.
    void refuse_binary(Caller& caller) const;
    const RefusalCounts& refusals() const { return refusals_; }

private:
    using Invoke = void (*)(Caller& caller, const std::optional<protocol::JsonView>& data, WayBack back);

    template <class Message>
    static void invoke(Caller& caller, const std::optional<protocol::JsonView>& data, WayBack back);
    static Invoke find(std::string_view type);
    /// False where the message is no answer.
    static bool take_answer(Caller& caller, const Envelope& envelope);
    WayBack way_back(Caller& caller, std::string id) const
    {
        WayBack back{&couriers_, &refusals_, caller.connection(), std::move(id)};
        if constexpr (requires { caller.logged_as(); }) back.logged_as = caller.logged_as();
        return back;
    }

    service::Couriers& couriers_;
    mutable RefusalCounts refusals_{};
};

template <class Caller, class Messages>
template <class Message>
void Router<Caller, Messages>::invoke(Caller& caller, const std::optional<protocol::JsonView>& data, WayBack back)
{
    Message message;
    if constexpr (std::is_same_v<Message, protocol::Ping>) {
        if (data) message.data.text = protocol::detail::json_text(*data);
    } else {
        if (!data) return back.refuse({Errc::bad_request, "data: missing", "data"});
        auto decoded = protocol::decode<Message>(*data, "data");
        if (!decoded) return back.refuse(std::move(decoded).error());
        message = std::move(*decoded);
    }
    caller.call(std::move(message), [back = std::move(back)](Result<typename Message::Result> result) {
        if (!result) return back.refuse(std::move(result).error());
        if (!back.id.empty()) back.couriers->here().send(back.connection, protocol::ack_frame(back.id, *result));
    });
}

template <class Caller, class Messages>
typename Router<Caller, Messages>::Invoke Router<Caller, Messages>::find(std::string_view type)
{
    static const auto table = [] {
        std::unordered_map<std::string_view, Invoke> invokes;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Messages>>(
            [&]<class Message>(boost::mp11::mp_identity<Message>) {
                invokes.emplace(Message::type, &invoke<Message>);
            });
        return invokes;
    }();
    auto found = table.find(type);
    return found == table.end() ? nullptr : found->second;
}

template <class Caller, class Messages>
bool Router<Caller, Messages>::take_answer(Caller& caller, const Envelope& envelope)
{
    if constexpr (Answers<Caller>) {
        const bool ack = envelope.type == "ack";
        if (!ack && envelope.type != "error") return false;
        // One that answers nothing is told nothing: two sides that complain of each other's complaints never end.
        if (envelope.reply_to.empty()) return true;
        Result<protocol::Json> result = protocol::Json{};
        if (!ack)
            result = read_error(envelope.data);
        else if (envelope.data)
            result->text = protocol::detail::json_text(*envelope.data);
        caller.answered(envelope.reply_to, std::move(result));
        return true;
    }
    return false;
}

template <class Caller, class Messages>
void Router<Caller, Messages>::route(Caller& caller, std::string_view text) const
{
    std::array<std::byte, 4096> buffer;
    std::pmr::monotonic_buffer_resource memory{buffer.data(), buffer.size()};
    protocol::JsonDocument reader{&memory};
    auto document = reader.read(text);
    if (!document) return way_back(caller, {}).refuse(std::move(document).error());
    auto envelope = read_envelope(*document);
    if (!envelope) return way_back(caller, usable_id(*document)).refuse(std::move(envelope).error());
    if (take_answer(caller, *envelope)) return;
    auto back = way_back(caller, std::move(envelope->id));
    if (auto* call = find(envelope->type)) return call(caller, envelope->data, std::move(back));
    back.refuse(unknown_type(envelope->type));
}

template <class Caller, class Messages>
void Router<Caller, Messages>::refuse_rate(Caller& caller, std::string_view text) const
{
    std::array<std::byte, 4096> buffer;
    std::pmr::monotonic_buffer_resource memory{buffer.data(), buffer.size()};
    protocol::JsonDocument reader{&memory};
    auto document = reader.read(text);
    way_back(caller, document ? usable_id(*document) : std::string{})
        .refuse({Errc::rate_limited, "You send more than allowed; wait a little.", {}, caller.retry_after().count()});
}

template <class Caller, class Messages> void Router<Caller, Messages>::refuse_binary(Caller& caller) const
{
    way_back(caller, {}).refuse({Errc::bad_request, "Messages are JSON text; binary frames are not understood.", {}});
}

} // namespace parlor::ws
