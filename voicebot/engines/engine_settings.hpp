#pragma once
#include "voicebot/engines/http_client.hpp"

namespace parlor::voicebot::engines {

/// One HTTP engine, as an operator configures it.
struct EngineSettings {
    /// For logs and metrics.
    std::string name;
    /// The whole address of the call, e.g. `http://127.0.0.1:8080/v1/chat/completions`.
    std::string url;
    /// Sent as `Authorization: Bearer …`; empty = none.
    std::string key{};
    std::string model{};
    /// Of an engine that speaks.
    std::string voice{};
    Millis connect_timeout{3'000};
    Millis idle_timeout{10'000};
    Millis timeout{60'000};
    /// Further attempts where the first brought nothing and may be repeated.
    unsigned retries = 1;
    /// Waited before a repetition, unless the engine asks for more.
    Millis retry_wait{250};
    /// An engine that asks for a longer wait is given up at once.
    Millis longest_wait{2'000};
};

/// The request's skeleton: address, key, time-outs.
HttpRequest engine_request(const EngineSettings& settings);

} // namespace parlor::voicebot::engines
