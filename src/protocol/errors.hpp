#pragma once
#include "base/errc.hpp"
#include "protocol/types.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <string_view>

namespace parlor::protocol {

struct ErrorDetails {
    std::optional<std::string> path;
    std::optional<Count> retry_after_ms;
};
BOOST_DESCRIBE_STRUCT(ErrorDetails, (), (path, retry_after_ms))

/// `data` of an `error` message and the whole body of an HTTP error.
struct ErrorBody {
    std::string code;
    std::string error;
    std::optional<ErrorDetails> details;
};
BOOST_DESCRIBE_STRUCT(ErrorBody, (), (code, error, details))

/// The wire form of a refusal.
ErrorBody to_wire(const Error& error);

/// How a connection ends (RFC 6455 §7.4 and Parlor's own).
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    invalid_payload = 1007,
    too_big = 1009,
    internal_error = 1011,
    restarting = 1012,
    overloaded = 1013,
    session_ended = 4001,
    banned = 4003,
    too_slow = 4008,
    rate_limited = 4009,
};

/// Whether a client should come back by itself after this close code.
constexpr bool should_reconnect(std::uint16_t code)
{
    switch (code) {
    case 1000:
    case 1002:
    case 1003:
    case 1007:
    case 1009:
    case 4001:
    case 4003: return false;
    default: return true;
    }
}

} // namespace parlor::protocol
