#include "http/answer.hpp"

namespace parlor::http {
namespace {

constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
    "'none'";

} // namespace

net::HttpResponse json_text(int status, std::string text)
{
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            .body = std::make_shared<const std::string>(std::move(text))};
}

net::HttpResponse plain_text(int status, std::string text)
{
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
            .body = std::make_shared<const std::string>(std::move(text))};
}

net::HttpResponse refusal(const Error& error)
{
    auto response = json(http_status(error.code), protocol::to_wire(error));
    if (response.status == 429 || error.retry_after_ms > 0) {
        const auto seconds = error.retry_after_ms > 0 ? (error.retry_after_ms + 999) / 1000 : 1;
        response.headers.emplace_back("Retry-After", std::to_string(seconds));
    }
    // RFC 9110 §11.6.1: a 401 says how to authenticate.
    if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

net::HttpResponse fault(int status)
{
    Error error{Errc::bad_request, "This request could not be read."};
    if (status == 413) error = {Errc::too_large, "The body of this request is too large."};
    if (status == 431) error.message = "The header of this request is too large.";
    if (status == 501) error.message = "The transfer coding of this request is not known here.";
    if (status == 500) error = {Errc::internal, "Something went wrong on the server."};
    auto response = refusal(error);
    response.status = status;
    response.close_after = status != 500;
    add_security_headers(response.headers, false);
    return response;
}

void add_security_headers(net::Headers& headers, bool secure)
{
    headers.emplace_back("Content-Security-Policy", content_security_policy);
    headers.emplace_back("X-Content-Type-Options", "nosniff");
    headers.emplace_back("Referrer-Policy", "no-referrer");
    headers.emplace_back("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
    headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    if (secure) headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

} // namespace parlor::http
