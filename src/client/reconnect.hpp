#pragma once
#include "base/clock.hpp"
#include "base/unique_function.hpp"

#include <cstdint>
#include <optional>
#include <vector>

/// How a client comes back: a pure state machine, shared with the TypeScript client by tests/vectors/reconnect.json, whose
/// README gives its rules. It has no clock, no socket and no random source of its own.
namespace parlor::client {

enum class Phase : std::uint8_t { idle, connecting, open, ready, waiting, failed, stopped };

struct ReconnectEvent {
    enum class Type : std::uint8_t {
        start,
        open,
        welcome,
        close,
        wait_over,
        heartbeat_due,
        heartbeat_silent,
        online,
        visible,
        retry,
        going_away,
        stop
    };

    Type type{};
    std::uint16_t code = 0; ///< of `close`
    Millis reconnect_in{0}; ///< of `going_away`
};

struct ReconnectEffect {
    enum class Type : std::uint8_t { connect, wait, send_ping, close, give_up };

    Type type{};
    Millis wait{0};         ///< of `wait`
    std::uint16_t code = 0; ///< of `give_up`

    bool operator==(const ReconnectEffect&) const = default;
};

/// Bounds of the first wait and of any; which close codes are fatal `protocol::should_reconnect` says.
struct ReconnectSettings {
    Millis base{300};
    Millis cap{10'000};
};

class ReconnectMachine {
public:
    /// Draws from [0, 1), once per `wait`.
    using Draw = UniqueFunction<double()>;

    explicit ReconnectMachine(Draw draw, ReconnectSettings settings = {}) : draw_(std::move(draw)), settings_(settings)
    {
    }

    /// What must be done now, in this order.
    std::vector<ReconnectEffect> feed(const ReconnectEvent& event);

    Phase phase() const { return phase_; }
    /// Failed attempts since the last welcome.
    unsigned attempt() const { return attempt_; }

private:
    using Effects = std::vector<ReconnectEffect>;

    bool is_live() const;
    Effects start();
    Effects connect();
    Effects welcomed();
    Effects closed(std::uint16_t code);
    Effects stop();
    ReconnectEffect wait();

    Draw draw_;
    const ReconnectSettings settings_;
    Phase phase_ = Phase::idle;
    unsigned attempt_ = 0;
    /// What `going_away` asked for; spent by the next wait.
    std::optional<Millis> asked_wait_;
};

} // namespace parlor::client
