#pragma once
#include "client/http_call.hpp"
#include "protocol/session.hpp"

namespace parlor::client {

/// Makes a new session; its `token` is the secret that finds it again, so keep it. Refuses with the server's code, e.g.
/// `rate_limited`, or with `unavailable`. `reply` is called once, later, on the loop's thread.
void create_session(runtime::ShardLoop& loop, const ServerAddress& server,
                    UniqueFunction<void(Result<protocol::SessionCreated>)> reply);

} // namespace parlor::client
