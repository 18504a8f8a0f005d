#pragma once
#include "base/clock.hpp"
#include "base/result.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace parlor::outbound {

struct HttpRequest {
    std::string method = "GET";
    std::string url; ///< `http` or `https`
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    /// For everything: name look-up, connecting, TLS, sending, the whole answer.
    Millis timeout{10'000};
    /// Of the answer's body; what is longer is cut off.
    std::size_t max_answer_bytes = 1024 * 1024;
};

struct HttpAnswer {
    int status = 0;
    std::string body;
    /// Seconds of `Retry-After`; 0 = not told.
    std::int64_t retry_after_s = 0;
};

/// Which of a name's addresses may be connected to; asked with the very address, after the name was looked up.
using AddressRule = std::function<bool(const sockaddr&)>;

/// Asks HTTP servers, one request at a time, over connections that it keeps (libcurl). Certificates are checked against the
/// system's authorities; redirects are answers like others, never followed; no proxy is used. Blocks: for worker threads and
/// command-line tools, never for an event loop. One thread at a time.
class HttpCaller {
public:
    HttpCaller();
    ~HttpCaller();
    HttpCaller(const HttpCaller&) = delete;
    HttpCaller& operator=(const HttpCaller&) = delete;

    /// The answer, whatever its status. Refuses with `bad_request` (the address is not one), `forbidden` (the rule lets none
    /// of its addresses pass) and `unavailable`. Ends early, with `unavailable`, once `cancelled` is set.
    Result<HttpAnswer> send(const HttpRequest& request, const AddressRule& rule = {},
                            const std::atomic<bool>* cancelled = nullptr);

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

} // namespace parlor::outbound
