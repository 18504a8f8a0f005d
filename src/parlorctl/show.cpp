#include "parlorctl/show.hpp"

#include <boost/json/serialize.hpp>

#include <charconv>
#include <iostream>

namespace parlor::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t usual_limit = 50;

} // namespace

Fault misuse(std::string what, std::string advice)
{
    return {.exit = Exit::misused, .what = std::move(what), .advice = std::move(advice)};
}

std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size() || number < 1) return {};
    return number;
}

Outcome show_list(Api& api, const Arguments& arguments, const List& list)
{
    const auto limit = whole_number(arguments.value("limit", std::to_string(usual_limit)));
    if (!limit) return misuse("--limit must be a whole number above 0.", "Or --all, for everything.");
    auto reply = api.list(list.path, list.key, arguments.value("search"),
                          arguments.has("all") ? SIZE_MAX : static_cast<std::size_t>(*limit));
    if (reply.fault) return reply.fault;
    if (arguments.json()) {
        std::cout << json::serialize(reply.value) << '\n';
        return {};
    }
    std::cout << table(reply.value.at(list.key), list.columns);
    if (reply.value.at("next_cursor").is_string()) std::cout << "There are more: --all, or a larger --limit.\n";
    return {};
}

Outcome carry_out(Api& api, const Arguments& arguments, const Call& call)
{
    auto reply = api.call(call.method, call.path, call.body);
    if (reply.fault) return reply.fault;
    if (arguments.json())
        std::cout << (reply.value.is_null() ? std::string{"{}"} : json::serialize(reply.value)) << '\n';
    else if (reply.value.is_null())
        std::cout << call.done << '\n';
    else
        std::cout << card(call.key.empty() ? reply.value : reply.value.at(call.key), call.columns);
    return {};
}

} // namespace parlor::ctl
