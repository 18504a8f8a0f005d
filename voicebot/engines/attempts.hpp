#pragma once
#include "voicebot/engines/engine_settings.hpp"

#include <functional>

namespace parlor::voicebot::engines {

/// One call to an HTTP engine with its repetitions. An attempt is repeated only while nothing of its answer has been handed
/// on: what people have heard can't be taken back. Statuses other than 2xx become errors with the engine's own words;
/// 408, 429 and 5xx, time-outs and broken connections are repeated. Destroying it ends it at once.
class Attempts {
public:
    /// Called on the loop: the pieces of a 2xx answer, then HttpEnd or the Error.
    using Handler = UniqueFunction<void(std::variant<HttpPiece, HttpEnd, Error>)>;

    Attempts(Loop& loop, HttpClient& client, EngineSettings settings, HttpRequest request, Handler handler);
    ~Attempts();
    Attempts(const Attempts&) = delete;
    Attempts& operator=(const Attempts&) = delete;

private:
    class State;
    std::shared_ptr<State> state_;
};

} // namespace parlor::voicebot::engines
