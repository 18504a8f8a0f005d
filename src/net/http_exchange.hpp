#pragma once
#include "base/unique_function.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// One HTTP request and its answer, free of any socket or library type, so that handlers are plain functions.
namespace parlor::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of a header, compared without case; empty where there is none.
std::string_view find_header(const Headers& headers, std::string_view name);
/// All lines of a header as one list (RFC 9110 §5.3).
std::string join_header(const Headers& headers, std::string_view name);
/// How many lines of it there are.
std::size_t count_header(const Headers& headers, std::string_view name);

struct HttpRequest {
    std::string method; ///< as sent, e.g. `GET`
    std::string target; ///< origin form as sent, e.g. `/api/v1/lobbies?limit=5`
    Headers headers;
    std::string body;         ///< at most the configured bound; larger ones were answered by 413 before
    std::string peer_address; ///< textual IP address of the socket's other end, without port
    bool secure = false;      ///< over TLS

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

struct HttpResponse {
    int status = 200;
    Headers headers; ///< without Content-Length, Connection and Date, which the connection adds
    /// Shared, so that files are not copied for each answer; null = empty.
    std::shared_ptr<const std::string> body;
    bool close_after = false; ///< end the connection after this answer
};

/// Answers the request; must be called exactly once, on the connection's own shard. Where it is destroyed uncalled the
/// connection answers 500.
using HttpResponder = UniqueFunction<void(HttpResponse)>;
/// Handles one request on the shard of its connection.
using HttpHandler = UniqueFunction<void(HttpRequest, HttpResponder)>;

} // namespace parlor::net
