#pragma once
#include "http/answer.hpp"
#include "http/target.hpp"
#include "net/edge_policy.hpp"
#include "service/admin_api.hpp"

#include <map>
#include <optional>
#include <string>

namespace parlor::http {

/// One request on its way through a handler. Moved into the call-backs that wait for a service's reply; answered once.
struct Call {
    net::HttpRequest request;
    Target target;
    std::map<std::string, std::string, std::less<>> parameters; ///< of the path's template
    net::Credentials credentials;
    std::string address; ///< the client's, after trusted proxies
    bool secure = false;
    service::Actor actor;      ///< for routes that need a session
    service::AdminActor admin; ///< for those of administrators
    net::HttpResponder respond;

    void answer(net::HttpResponse response)
    {
        add_security_headers(response.headers, secure);
        respond(std::move(response));
    }
    void refuse(const Error& error) { answer(refusal(error)); }
    /// A path parameter as an id; empty where it can't be one, which no lobby has.
    std::string id(std::string_view name) const
    {
        auto found = parameters.find(name);
        return found != parameters.end() && is_id(found->second) ? found->second : std::string{};
    }
    /// An integer parameter of the query within bounds; `fallback` where it is not given. Refuses with `bad_request`.
    Result<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max,
                                 std::int64_t fallback) const;
    Result<std::optional<std::int64_t>> integer(std::string_view name, std::int64_t min, std::int64_t max) const;
    /// What the request shows of an administrator; an empty secret where it shows nothing.
    service::AdminCredentials admin_credentials() const;
};

} // namespace parlor::http
