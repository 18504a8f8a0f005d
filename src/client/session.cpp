#include "client/session.hpp"

#include "client/wire_error.hpp"
#include "protocol/decode.hpp"

namespace parlor::client {
namespace {

Result<protocol::SessionCreated> read_session(const Result<HttpAnswer>& answer)
{
    if (!answer) return answer.error();
    const auto body = protocol::parse_json(answer->body);
    if (!body) return Error{Errc::internal, "The server's answer is unreadable."};
    if (answer->status != 201) return read_error(*body);
    return protocol::decode<protocol::SessionCreated>(*body);
}

} // namespace

void create_session(runtime::ShardLoop& loop, const ServerAddress& server,
                    UniqueFunction<void(Result<protocol::SessionCreated>)> reply)
{
    HttpCall call{.method = "POST", .target = "/api/v1/sessions", .body = "{}"};
    call_http(loop, server, std::move(call),
              [reply = std::move(reply)](const Result<HttpAnswer>& answer) mutable { reply(read_session(answer)); });
}

} // namespace parlor::client
