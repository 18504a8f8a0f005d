#pragma once
#include "service/settings.hpp"
#include "service/token_bucket.hpp"

namespace parlor::service {

/// What becomes of a received message.
enum class Admission {
    pass,
    refuse, ///< answer `rate_limited`
    close,  ///< too many refusals were ignored: close with 4009
};

/// How fast one connection may talk: messages and bytes, and how many refusals it may ignore. On its shard alone.
class MessageRates {
public:
    explicit MessageRates(const Settings& settings)
        : messages_(static_cast<double>(settings.messages_per_second), static_cast<double>(settings.message_burst)),
          bytes_(static_cast<double>(settings.message_bytes_per_second),
                 byte_burst_factor * static_cast<double>(settings.message_bytes_per_second)),
          strikes_(strikes_forgiven_per_second, static_cast<double>(settings.rate_strikes))
    {
    }

    /// Charges one received message.
    Admission admit(Instant now, std::size_t bytes)
    {
        if (messages_.take(now) && bytes_.take(now, static_cast<double>(bytes))) return Admission::pass;
        return strikes_.take(now) ? Admission::refuse : Admission::close;
    }
    /// How long a refused client should wait.
    Millis retry_after() const { return messages_.wait_for(); }

private:
    static constexpr double strikes_forgiven_per_second = 5;
    static constexpr double byte_burst_factor = 4;

    TokenBucket messages_;
    TokenBucket bytes_;
    TokenBucket strikes_;
};

} // namespace parlor::service
