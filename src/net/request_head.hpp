#pragma once
#include "net/http_exchange.hpp"

/// What a request's head must be before any of the request is believed, so that nobody in front of this server could have
/// read it otherwise (request smuggling, RFC 9112 §11.2).
namespace parlor::net {

/// HTTP/1.0 is 10, HTTP/1.1 is 11.
using HttpVersion = unsigned;

/// The status that refuses the head; 0 where it is fine:
/// 400 for a Host line that is missing, doubled or no host (RFC 9112 §3.2), for a body that is framed by anything but a
/// length or chunks (§6.1, §6.3), or by chunks in HTTP/1.0; 501 for a transfer coding that is unknown (§6.1).
int refusal_of_head(const HttpRequest& request, HttpVersion version);

/// Brings a target in absolute form (RFC 9112 §3.2.2) into origin form; its authority takes the place of Host. False where
/// it names no host. Other targets stay as they are.
bool to_origin_form(HttpRequest& request);

/// Whether it asks to become a WebSocket (RFC 6455 §4.2.1); HTTP/1.0 can't (RFC 9110 §7.8).
bool wants_websocket(const HttpRequest& request, HttpVersion version);

} // namespace parlor::net
