#include "client/reconnect.hpp"

#include "protocol/errors.hpp"

#include <algorithm>
#include <cmath>

namespace parlor::client {

using Event = ReconnectEvent::Type;
using Effect = ReconnectEffect::Type;

std::vector<ReconnectEffect> ReconnectMachine::feed(const ReconnectEvent& event)
{
    switch (event.type) {
    case Event::start: return start();
    case Event::open:
        if (phase_ == Phase::connecting) phase_ = Phase::open;
        return {};
    case Event::welcome: return welcomed();
    case Event::close: return closed(event.code);
    case Event::wait_over:
    case Event::retry: return phase_ == Phase::waiting ? connect() : Effects{};
    case Event::online:
    case Event::visible:
        if (phase_ == Phase::waiting) return connect();
        [[fallthrough]];
    case Event::heartbeat_due:
        if (phase_ == Phase::ready) return {{.type = Effect::send_ping}};
        return {};
    case Event::heartbeat_silent:
        if (is_live()) return {{.type = Effect::close}, wait()};
        return {};
    case Event::going_away:
        if (phase_ == Phase::open || phase_ == Phase::ready) asked_wait_ = event.reconnect_in;
        return {};
    case Event::stop: return stop();
    }
    return {};
}

bool ReconnectMachine::is_live() const
{
    return phase_ == Phase::connecting || phase_ == Phase::open || phase_ == Phase::ready;
}

ReconnectMachine::Effects ReconnectMachine::start()
{
    if (phase_ != Phase::idle && phase_ != Phase::failed && phase_ != Phase::stopped) return {};
    if (phase_ != Phase::idle) attempt_ = 0;
    return connect();
}

ReconnectMachine::Effects ReconnectMachine::connect()
{
    phase_ = Phase::connecting;
    return {{.type = Effect::connect}};
}

ReconnectMachine::Effects ReconnectMachine::welcomed()
{
    if (phase_ != Phase::connecting && phase_ != Phase::open) return {};
    phase_ = Phase::ready;
    attempt_ = 0;
    asked_wait_.reset();
    return {};
}

ReconnectMachine::Effects ReconnectMachine::closed(std::uint16_t code)
{
    if (!is_live()) return {};
    if (protocol::should_reconnect(code)) return {wait()};
    phase_ = Phase::failed;
    asked_wait_.reset();
    return {{.type = Effect::give_up, .code = code}};
}

ReconnectEffect ReconnectMachine::wait()
{
    phase_ = Phase::waiting;
    Millis bound{};
    if (asked_wait_) {
        bound = *asked_wait_;
        asked_wait_.reset();
    } else {
        // Past 2^20 times the base the cap rules anyway; a larger shift would overflow.
        bound = std::min(settings_.cap, settings_.base * (std::int64_t{1} << std::min(attempt_, 20U)));
        ++attempt_;
    }
    const auto ms = std::floor(draw_() * static_cast<double>(bound.count()));
    return {.type = Effect::wait, .wait = Millis{static_cast<std::int64_t>(ms)}};
}

ReconnectMachine::Effects ReconnectMachine::stop()
{
    const bool live = is_live();
    phase_ = Phase::stopped;
    asked_wait_.reset();
    if (live) return {{.type = Effect::close}};
    return {};
}

} // namespace parlor::client
