#pragma once
#include "base/result.hpp"
#include "service/courier.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

/// What every message has, whatever its type (PROTOCOL.md "Envelope").
namespace parlor::ws {

struct Envelope {
    std::string id;
    std::string reply_to; ///< of an answer
    std::string_view type;
    const boost::json::value* data = nullptr;
};

/// Refuses with `bad_request` and the path of the field at fault.
Result<Envelope> read_envelope(const boost::json::value& document);
/// What an id looks like in an answer; empty where the document has none that can be used.
std::string usable_id(const boost::json::value& document);
/// The refusal of a type that is not spoken here.
Error unknown_type(std::string_view type);
/// What an `error` that came as an answer says; something general where it can't be read.
Error read_error(const boost::json::value* data);

/// Where an answer goes; usable on any shard.
struct WayBack {
    service::Couriers* couriers;
    service::ConnectionPtr connection;
    std::string id;
    /// Refusals to this program go to the log as well; empty = they don't.
    std::string logged_as{};

    void refuse(Error error) const;
};

} // namespace parlor::ws
