#pragma once
#include "base/errc.hpp"
#include "net/http_exchange.hpp"
#include "protocol/encode.hpp"

#include <string>

/// Answers of the HTTP interface.
namespace parlor::http {

net::HttpResponse json_text(int status, std::string text);

template <class T> net::HttpResponse json(int status, const T& value)
{
    return json_text(status, protocol::to_json(value));
}

inline net::HttpResponse no_content()
{
    return {.status = 204, .headers = {}, .body = {}};
}

net::HttpResponse plain_text(int status, std::string text);

/// A refusal: the status that fits its code, the error's data as the whole body, `Retry-After` where the client is told
/// to wait (PROTOCOL.md "Envelope").
net::HttpResponse refusal(const Error& error);

/// A fault that the connection found before any handler saw the request (400, 413, 431), or a handler's own (500).
net::HttpResponse fault(int status);

/// Adds the headers that every answer has (SECURITY.md): what the page may load, what may frame it, what leaks.
void add_security_headers(net::Headers& headers, bool secure);

} // namespace parlor::http
