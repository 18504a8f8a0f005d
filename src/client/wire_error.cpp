#include "client/wire_error.hpp"

#include "protocol/decode.hpp"
#include "protocol/errors.hpp"

namespace parlor::client {

Error read_error(const boost::json::value& body)
{
    auto read = protocol::decode<protocol::ErrorBody>(body);
    if (!read) return {Errc::internal, "The server's refusal is unreadable."};
    Error error{Errc::internal, std::move(read->error)};
    for (std::size_t i = 0; i < errc_count; ++i) {
        if (to_string(static_cast<Errc>(i)) == read->code) error.code = static_cast<Errc>(i);
    }
    if (read->details) {
        error.path = read->details->path.value_or("");
        error.retry_after_ms = read->details->retry_after_ms.value_or(0);
    }
    return error;
}

} // namespace parlor::client
