#pragma once
#include "net/http_exchange.hpp"

#include <string>
#include <string_view>

namespace parlor::ws {

/// Whether the request is a proper opening handshake (RFC 6455 §4.2.1); else the answer that refuses it.
struct HandshakeCheck {
    bool fine = false;
    int status = 400;
    std::string reason;
};
HandshakeCheck check_handshake(const net::HttpRequest& request);

/// The whole answer that completes it (§4.2.2), with a subprotocol and extensions where they are not empty.
std::string handshake_answer(const net::HttpRequest& request, std::string_view subprotocol,
                             std::string_view extensions = {});

/// Whether the client names this subprotocol, or any at all.
struct Offered {
    bool any = false;
    bool wanted = false;
};
Offered offered_subprotocol(const net::HttpRequest& request, std::string_view wanted);

} // namespace parlor::ws
