#pragma once
#include "base/result.hpp"
#include "base/unique_function.hpp"
#include "client/server_address.hpp"
#include "runtime/shard_pool.hpp"

#include <string>

namespace parlor::client {

struct HttpCall {
    std::string method = "GET";
    std::string target;
    std::string token{}; ///< of the session; empty: none
    std::string body{};  ///< JSON; empty: none
    Millis timeout{10'000};
};

struct HttpAnswer {
    int status = 0;
    std::string body;
};

/// Asks a server once, on a connection of its own. `reply` is called once, later, on the loop's thread: with the answer,
/// whatever its status, or with `unavailable`.
void call_http(runtime::ShardLoop& loop, const ServerAddress& server, HttpCall call,
               UniqueFunction<void(Result<HttpAnswer>)> reply);

} // namespace parlor::client
