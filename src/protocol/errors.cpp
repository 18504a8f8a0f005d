#include "protocol/errors.hpp"

namespace parlor::protocol {

ErrorBody to_wire(const Error& error)
{
    ErrorBody body{.code = std::string{to_string(error.code)}, .error = error.message, .details = {}};
    if (!error.path.empty() || error.retry_after_ms > 0) {
        body.details.emplace();
        if (!error.path.empty()) body.details->path = error.path;
        if (error.retry_after_ms > 0) body.details->retry_after_ms = error.retry_after_ms;
    }
    return body;
}

} // namespace parlor::protocol
