#include "tests/support/http_client.hpp"

#include "protocol/decode.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http.hpp>

#include <stdexcept>

namespace parlor::test {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

bool has(const Headers& headers, std::string_view name)
{
    for (const auto& [key, value] : headers) {
        if (beast::iequals(key, name)) return true;
    }
    return false;
}

std::string request_text(std::string_view method, std::string_view target, std::string_view body, Headers headers,
                         std::uint16_t port)
{
    if (!has(headers, "Host")) headers.emplace_back("Host", "127.0.0.1:" + std::to_string(port));
    const bool sends = !body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
    if (sends && !has(headers, "Content-Length")) headers.emplace_back("Content-Length", std::to_string(body.size()));
    std::string text;
    text.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
    for (const auto& [name, value] : headers) text.append(name).append(": ").append(value).append("\r\n");
    return text.append("\r\n").append(body);
}

/// Reads one whole answer from `stream`.
void read_answer(TcpStream& stream, bool head_only, http::response_parser<http::string_body>& parser)
{
    parser.eager(true);
    parser.body_limit(64 * 1024 * 1024);
    parser.skip(head_only);
    std::string waiting;
    while (!parser.is_done()) {
        const auto bytes = stream.receive();
        beast::error_code fault;
        if (bytes.empty()) {
            parser.put_eof(fault);
            if (fault || !parser.is_done()) throw std::runtime_error("the server closed before its answer was whole");
            break;
        }
        waiting += bytes;
        const auto used = parser.put(boost::asio::buffer(waiting), fault);
        if (fault && fault != http::error::need_more) throw std::runtime_error("no HTTP answer: " + fault.message());
        waiting.erase(0, used);
    }
}

} // namespace

std::string HttpResponse::header(std::string_view name) const
{
    for (const auto& [key, value] : headers) {
        if (beast::iequals(key, name)) return value;
    }
    return {};
}

boost::json::value HttpResponse::json() const
{
    auto value = protocol::parse_json(body);
    if (!value) throw std::runtime_error(value.error().message + " It was: " + body.substr(0, 500));
    return std::move(*value);
}

std::string HttpResponse::code() const
{
    const auto value = protocol::parse_json(body);
    if (!value || !value->is_object()) return {};
    const auto* code = value->get_object().if_contains("code");
    return code && code->is_string() ? std::string{std::string_view{code->get_string()}} : std::string{};
}

HttpResponse HttpClient::request(std::string_view method, std::string_view target, std::string_view body,
                                 const Headers& headers)
{
    auto all = always_;
    all.insert(all.end(), headers.begin(), headers.end());
    if (connection_ && connection_->ended_by_server()) connection_.reset();
    if (!connection_) connection_.emplace(port_);
    auto stream = std::exchange(connection_, std::nullopt);
    stream->send(request_text(method, target, body, std::move(all), port_));
    http::response_parser<http::string_body> parser;
    read_answer(*stream, method == "HEAD", parser);
    if (parser.keep_alive()) connection_ = std::move(stream);
    auto message = parser.release();
    HttpResponse response{.status = static_cast<int>(message.result_int()), .headers = {}, .body = {}};
    for (const auto& field : message) response.headers.emplace_back(field.name_string(), field.value());
    response.body = std::move(message.body());
    return response;
}

HttpResponse HttpClient::post(std::string_view target, std::string_view json, Headers headers)
{
    headers.emplace_back("Content-Type", "application/json");
    return request("POST", target, json, headers);
}

} // namespace parlor::test
