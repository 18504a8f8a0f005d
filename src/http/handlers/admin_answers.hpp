#pragma once
#include "http/routes.hpp"
#include "http/services.hpp"

/// How calls of administrators are answered.
namespace parlor::http {

inline constexpr std::int64_t usual_page = 50;
inline constexpr std::int64_t max_page = 200;
inline constexpr std::size_t max_search = 100;

inline std::vector<Parameter> page_parameters()
{
    return {{"cursor", "query", "Where a page before this one ended: its `next_cursor`."},
            {"limit", "query", "Most items of the page, 1 to 200."},
            {"query", "query", "Only items that contain this text, at most 100 bytes, in capitals or not."}};
}

/// Answers with the value as JSON, or with the refusal.
template <class T> service::Reply<T> reply_to(Call call, int status = 200)
{
    return [call = std::move(call), status](Result<T> result) mutable {
        if (!result) return call.refuse(result.error());
        call.answer(json(status, *result));
    };
}

inline service::Reply<protocol::Empty> reply_without_body(Call call)
{
    return [call = std::move(call)](Result<protocol::Empty> done) mutable {
        if (!done) return call.refuse(done.error());
        call.answer(no_content());
    };
}

/// One page of a list: `ask(AdminApi&, PageQuery, Reply<Page>)`.
template <class Page, class Ask> auto page_of(service::AdminApi& admin, Ask ask)
{
    return [&admin, ask](Call call) {
        auto limit = call.integer("limit", 1, max_page, usual_page);
        if (!limit) return call.refuse(limit.error());
        service::PageQuery page{.cursor = call.target.parameter("cursor").value_or(""),
                                .limit = static_cast<std::size_t>(*limit),
                                .query = call.target.parameter("query").value_or("")};
        if (page.query.size() > max_search)
            return call.refuse({Errc::bad_request, "query: must have at most 100 bytes", "query"});
        ask(admin, std::move(page), reply_to<Page>(std::move(call)));
    };
}

} // namespace parlor::http
