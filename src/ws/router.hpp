#pragma once
#include "protocol/catalogue.hpp"
#include "service/courier.hpp"
#include "service/live_connection.hpp"

#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace parlor::ws {

/// A message that the services answer.
template <class Message>
concept Handled = requires(service::LiveConnection& caller, Message message,
                           service::Reply<typename Message::Result> reply)
{
    caller.call(std::move(message), std::move(reply));
};

template <class Message> struct IsHandled : std::bool_constant<Handled<Message>> {
};
static_assert(boost::mp11::mp_all_of<protocol::ClientMessages, IsHandled>::value,
              "A message of the catalogue (protocol/catalogue.hpp) has no handler, or more than one: give "
              "service::LobbyManager or service::LiveConnection one `call` for it.");

/// Takes one received text to the service that answers it: envelope, type, fields, call, reply (PROTOCOL.md "Envelope").
/// Every message with an `id` is answered exactly once; without one only errors are told. Stateless; any shard.
class Router {
public:
    explicit Router(service::Couriers& couriers) : couriers_(couriers) {}

    /// On the caller's shard.
    void route(service::LiveConnection& caller, std::string_view text) const;
    /// Answers `rate_limited` to a message that is not looked into but for its id.
    void refuse_rate(service::LiveConnection& caller, std::string_view text) const;
    /// Answers a binary frame.
    void refuse_binary(service::LiveConnection& caller) const;

private:
    struct Envelope {
        std::string id;
        std::string_view type;
        const boost::json::value* data = nullptr;
    };
    /// Where an answer goes; usable on any shard.
    struct Return {
        service::Couriers* couriers;
        service::ConnectionPtr connection;
        std::string id;

        void refuse(Error error) const;
    };

    using Invoke = void (*)(service::LiveConnection& caller, const boost::json::value* data, Return back);

    template <class Message>
    static void invoke(service::LiveConnection& caller, const boost::json::value* data, Return back);
    static Invoke find(std::string_view type);
    static Result<Envelope> read_envelope(const boost::json::value& document);
    Return way_back(service::LiveConnection& caller, std::string id) const;

    service::Couriers& couriers_;
};

} // namespace parlor::ws
