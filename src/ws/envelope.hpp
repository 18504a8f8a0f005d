#pragma once
#include "base/result.hpp"
#include "protocol/json_document.hpp"
#include "service/courier.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What every message has, whatever its type (PROTOCOL.md "Envelope").
namespace parlor::ws {

struct Envelope {
    std::string id;
    std::string reply_to;  ///< of an answer
    std::string_view type; ///< lives as long as the document
    std::optional<protocol::JsonView> data{};
};

/// Refuses with `bad_request` and the path of the field at fault.
Result<Envelope> read_envelope(const protocol::JsonView& document);
/// What an id looks like in an answer; empty where the document has none that can be used.
std::string usable_id(const protocol::JsonView& document);
/// The refusal of a type that is not spoken here.
Error unknown_type(std::string_view type);
/// What an `error` that came as an answer says; something general where it can't be read.
Error read_error(const std::optional<protocol::JsonView>& data);

/// How many refusals were told, by code. Any thread.
using RefusalCounts = std::array<std::atomic<std::uint64_t>, errc_count>;

/// Where an answer goes; usable on any shard.
struct WayBack {
    service::Couriers* couriers;
    RefusalCounts* refusals;
    service::ConnectionPtr connection;
    std::string id;
    /// Refusals to this program go to the log as well; empty = they don't.
    std::string logged_as{};

    void refuse(Error error) const;
};

} // namespace parlor::ws
