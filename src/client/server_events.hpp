#pragma once
#include "client/handler_list.hpp"
#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/bind.hpp>

#include <string_view>
#include <tuple>

namespace parlor::client {

/// The handlers of everything that a server says of its own accord, one list per type of the catalogue. A message is
/// decoded once, and only where somebody listens. Used on one thread.
class ServerEvents {
public:
    template <class Event> Subscription on(typename HandlerList<Event>::Handler handler)
    {
        return std::get<HandlerList<Event>>(lists_).add(std::move(handler));
    }

    /// Types of a newer protocol are passed over. Refuses with `bad_request` what does not fit its type.
    Result<void> deliver(std::string_view type, const boost::json::value& data)
    {
        Result<void> outcome;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, protocol::ServerMessages>>(
            [&]<class Event>(boost::mp11::mp_identity<Event>) {
                if (Event::type == type) outcome = deliver_as<Event>(data);
            });
        return outcome;
    }

private:
    template <class Event> Result<void> deliver_as(const boost::json::value& data)
    {
        auto& list = std::get<HandlerList<Event>>(lists_);
        if (list.empty()) return {};
        auto event = protocol::decode<Event>(data, "data");
        if (!event) return event.error();
        list.call(*event);
        return {};
    }

    boost::mp11::mp_rename<boost::mp11::mp_transform<HandlerList, protocol::ServerMessages>, std::tuple> lists_;
};

} // namespace parlor::client
