#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parlor::voicebot::test {

/// What an engine was asked.
struct EngineCall {
    std::string method;
    std::string target;
    /// By lower-case name.
    std::map<std::string, std::string> headers;
    std::string body;
};

/// The other end of one call: sends what the test wants, as slowly and as brokenly as it wants.
class EngineReply {
public:
    explicit EngineReply(int socket) : socket_(socket) {}

    /// A whole answer with its length.
    void answer(int status, const std::string& type, const std::string& body, const std::string& more_headers = {});
    /// The head of an answer in chunks (RFC 9112 §7.1).
    void begin_chunks(int status, const std::string& type);
    void chunk(const std::string& bytes);
    void end_chunks();
    /// Bytes as they are, right or wrong.
    void raw(const std::string& bytes);
    /// Waits until the client hangs up; false when it has not within ten seconds.
    bool await_hang_up();

private:
    int socket_;
};

/// A small HTTP server on a free port of the loopback, one thread a connection, that plays engines in tests.
class EngineServer {
public:
    using Play = std::function<void(const EngineCall&, EngineReply&)>;

    explicit EngineServer(Play play);
    ~EngineServer();
    EngineServer(const EngineServer&) = delete;
    EngineServer& operator=(const EngineServer&) = delete;

    std::string url(const std::string& target) const;
    std::vector<EngineCall> calls() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace parlor::voicebot::test
