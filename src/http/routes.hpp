#pragma once
#include "http/call.hpp"
#include "protocol/decode.hpp"
#include "protocol/schema_builder.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace parlor::http {

enum class Access {
    open,    ///< anybody
    seen_by, ///< anybody; what is seen depends on the session, where the request shows one that lives
    session, ///< 401 without a live session
    admin,   ///< 401 without the administrator's token or cookie, 404 where administration is off
};

/// A parameter of the query or a header, as OpenAPI describes it.
struct Parameter {
    std::string name;
    std::string in; ///< `query`, `header`
    std::string description;
    bool required = false;
};

/// One route, described once: dispatch and OpenAPI both come from here.
struct Route {
    std::string method;
    std::string path; ///< with `{parameters}`
    Access access;
    std::string summary;
    int status;          ///< of the usual answer
    std::string result;  ///< name of its schema; empty = no body
    std::string content; ///< its media type
    std::string body;    ///< name of the request body's schema; empty = none
    bool body_optional;
    std::vector<Parameter> parameters;
    std::function<void(Call, std::string_view body)> handle;
    std::vector<std::string> segments; ///< of the path
};

/// The routes in the order of their writing.
class Routes {
public:
    /// What a handler without body or result names.
    struct Nothing {};

    struct Description {
        std::string_view method;
        std::string_view path;
        Access access = Access::session;
        int status = 200;
        std::string_view summary;
        std::vector<Parameter> parameters{};
        std::string_view content = "application/json";
        bool body_optional = false;
        /// Of the refusal where a field of the body is at fault.
        int invalid_status = 400;
    };

    /// A route whose handler is given its decoded body: `handle(Call, Body)`, or `handle(Call)` with `Nothing`.
    template <class Body, class ResultType, class Handle> void add(Description description, Handle handle)
    {
        Route route = make(description);
        if constexpr (!std::is_same_v<ResultType, Nothing>)
            route.result = protocol::SchemaBuilder::name_of<ResultType>();
        if constexpr (std::is_same_v<Body, Nothing>) {
            route.handle = [handle](Call call, std::string_view) { handle(std::move(call)); };
        } else {
            route.body = protocol::SchemaBuilder::name_of<Body>();
            route.handle = [handle, optional = route.body_optional,
                            invalid = description.invalid_status](Call call, std::string_view text) {
                if (optional && text.empty()) return handle(std::move(call), Body{});
                auto document = protocol::parse_json(text);
                if (!document) return call.refuse(document.error());
                auto body = protocol::decode<Body>(*document);
                if (!body) {
                    auto refused = refusal(body.error());
                    refused.status = invalid;
                    return call.answer(std::move(refused));
                }
                handle(std::move(call), std::move(*body));
            };
        }
        all_.push_back(std::move(route));
    }

    const std::vector<Route>& all() const { return all_; }

    struct Match {
        const Route* route = nullptr;
        std::map<std::string, std::string, std::less<>> parameters;
        /// Methods of the path, where it exists and the method does not fit.
        std::string allow;
    };
    Match find(std::string_view method, const Target& target) const;

private:
    static Route make(const Description& description);

    std::vector<Route> all_;
};

/// The OpenAPI 3.1 document of these routes; it refers to schema.json.
std::string openapi(const Routes& routes);

} // namespace parlor::http
