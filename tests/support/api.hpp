#pragma once
#include "tests/support/http_client.hpp"

#include <cstdint>
#include <string>

/// The first steps of nearly every journey, over HTTP as a program takes them.
namespace parlor::test {

/// A new session's bearer token.
std::string new_session(std::uint16_t port);

/// `{{"Authorization", "Bearer TOKEN"}}`.
Headers bearer(const std::string& token);

/// The id of a new lobby of the session with `token`. `settings` is the body of `POST /api/v1/lobbies`.
std::string new_lobby(std::uint16_t port, const std::string& token,
                      const std::string& settings = R"({"name":"Kitchen","media":"none"})");

} // namespace parlor::test
