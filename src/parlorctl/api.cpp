#include "parlorctl/api.hpp"

#include "protocol/decode.hpp"

#include <algorithm>

namespace parlor::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_page = 200;
/// Writing a backup takes as long as the disk needs.
constexpr Millis patience{300'000};

std::string text_of(const json::value& body, std::string_view key)
{
    const auto* object = body.if_object();
    const auto* text = object ? object->if_contains(key) : nullptr;
    return text && text->is_string() ? std::string{std::string_view{text->get_string()}} : std::string{};
}

std::string advice_for(const std::string& code, const outbound::HttpAnswer& answer, const std::string& message)
{
    if (code == "unauthenticated")
        return "Show the token that the server's setting admin.token (or PARLOR_ADMIN_TOKEN) has.";
    if (code == "rate_limited")
        return "Wait " + std::to_string(std::max<std::int64_t>(1, answer.retry_after_s)) + " s and try again.";
    if (code == "not_found" && message.find("admin.token") != std::string::npos)
        return "Set admin.token to a secret of at least 32 bytes on the server, and restart it.";
    if (code == "not_found") return "The command `list` of the same group shows what there is.";
    if (code == "unavailable") return "The server's log tells more; try again in a moment.";
    return {};
}

} // namespace

std::string encode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '~';
        if (plain)
            encoded += c;
        else
            encoded.append({'%', digits[byte >> 4], digits[byte & 0xF]});
    }
    return encoded;
}

Fault Api::refusal(const outbound::HttpAnswer& answer) const
{
    auto body = protocol::parse_json(answer.body);
    const auto code = body ? text_of(*body, "code") : std::string{};
    if (code.empty())
        return {.exit = Exit::unreachable,
                .what = url_ + " answers by status " + std::to_string(answer.status) + ", not as a Parlor server does.",
                .advice = "Name the server by --server or PARLORCTL_SERVER, without a path."};
    const auto message = text_of(*body, "error");
    return {.exit = Exit::refused, .what = message, .advice = advice_for(code, answer, message), .body = answer.body};
}

Reply Api::call(std::string_view method, const std::string& path, const std::string& body)
{
    outbound::HttpRequest request{.method = std::string{method},
                                  .url = url_ + "/api/v1/admin/" + path,
                                  .headers = {{"Authorization", "Bearer " + token_}},
                                  .body = body,
                                  .timeout = patience,
                                  .max_answer_bytes = 64 * 1024 * 1024};
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    auto answer = http_.send(request);
    if (!answer && answer.error().code == Errc::bad_request)
        return {{},
                Fault{.exit = Exit::misused,
                      .what = url_ + " is not the address of a server.",
                      .advice = "Name it by --server or PARLORCTL_SERVER, e.g. http://127.0.0.1:8080."}};
    if (!answer)
        return {{},
                Fault{.exit = Exit::unreachable,
                      .what = "No server answers at " + url_ + ": " + answer.error().message + ".",
                      .advice = "Is it running? Name another one by --server or PARLORCTL_SERVER."}};
    if (answer->status >= 300) return {{}, refusal(*answer)};
    if (answer->body.empty()) return {nullptr, {}};
    auto value = protocol::parse_json(answer->body);
    if (!value) return {{}, refusal(*answer)};
    return {std::move(*value), {}};
}

Reply Api::list(const std::string& path, std::string_view key, const std::string& search, std::size_t limit)
{
    json::array items;
    json::value next;
    std::string cursor;
    while (items.size() < limit) {
        const auto count = std::min(largest_page, limit - items.size());
        auto target = path + "?limit=" + std::to_string(count);
        if (!search.empty()) target += "&query=" + encode(search);
        if (!cursor.empty()) target += "&cursor=" + encode(cursor);
        auto page = call("GET", target);
        if (page.fault) return page;
        auto& object = page.value.as_object();
        for (auto& item : object.at(key).as_array()) items.push_back(std::move(item));
        next = object.at("next_cursor");
        if (!next.is_string()) break;
        cursor = text_of(page.value, "next_cursor");
    }
    return {json::object{{key, std::move(items)}, {"next_cursor", std::move(next)}}, {}};
}

} // namespace parlor::ctl
