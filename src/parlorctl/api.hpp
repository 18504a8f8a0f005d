#pragma once
#include "outbound/http_caller.hpp"
#include "parlorctl/fault.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace parlor::ctl {

/// A JSON answer, or why there is none.
struct Reply {
    boost::json::value value;
    std::optional<Fault> fault;
};

/// The administration interface of one server.
class Api {
public:
    /// `url` of the server, e.g. `http://127.0.0.1:8080`.
    Api(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)) {}

    /// `path` below `/api/v1/admin/`. The value is null where the answer has no body.
    Reply call(std::string_view method, const std::string& path, const std::string& body = {});
    /// Follows `next_cursor` until `limit` items of the array `key` are there, or all, of those that contain `search` where
    /// that is not empty; `next_cursor` of the result is that of the last page.
    Reply list(const std::string& path, std::string_view key, const std::string& search, std::size_t limit);

private:
    Fault refusal(const outbound::HttpAnswer& answer) const;

    std::string url_;
    std::string token_;
    outbound::HttpCaller http_;
};

/// Percent-encoding of a path segment or a parameter's value (RFC 3986 §2.1).
std::string encode(std::string_view text);

} // namespace parlor::ctl
