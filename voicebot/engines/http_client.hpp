#pragma once
#include "base/result.hpp"
#include "voicebot/loop/loop.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace parlor::voicebot::engines {

/// One part of a form with files (RFC 7578).
struct FormPart {
    std::string name;
    std::string content;
    /// Given as a file where it has a name.
    std::string file_name{};
    std::string type{};
};

struct HttpRequest {
    std::string url;
    std::vector<std::string> headers{}; ///< `Name: value`
    std::string body{};                 ///< sent by POST, as JSON
    std::vector<FormPart> form{};       ///< sent by POST instead of a body
    /// Until the connection stands.
    Millis connect_timeout{3'000};
    /// Until the answer begins, and between its pieces.
    Millis idle_timeout{10'000};
    /// Until it is whole.
    Millis timeout{60'000};
    /// An answer with more is broken off.
    std::size_t answer_bytes = 32'000'000;
};

/// The status and the headers are there.
struct HttpBegin {
    int status = 0;
    /// Of `Retry-After`, in seconds; 0 = none.
    std::int64_t retry_after_s = 0;
};
struct HttpPiece {
    std::string bytes;
};
struct HttpEnd {};

/// Called on the loop: HttpBegin, pieces, HttpEnd; or at any time the Error that broke it off (`unavailable`, `too_large`).
using HttpHandler = UniqueFunction<void(std::variant<HttpBegin, HttpPiece, HttpEnd, Error>)>;

/// A request under way. Destroying it, also from inside its handler, ends it at once: its connection is closed and nothing is
/// called any more.
class HttpExchange {
public:
    virtual ~HttpExchange() = default;
};

/// Sends requests over HTTP and HTTPS on one thread of its own, keeps connections open for the next ones, and goes through the
/// proxies of the environment. Used on the loop's thread; outlives its exchanges.
class HttpClient {
public:
    explicit HttpClient(Loop& loop);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    std::unique_ptr<HttpExchange> send(HttpRequest request, HttpHandler handler);

    /// The thread and what it shares.
    class Worker;

private:
    std::shared_ptr<Worker> worker_;
};

} // namespace parlor::voicebot::engines
