#pragma once
#include "base/errc.hpp"

#include <boost/json/value.hpp>

namespace parlor::client {

/// The refusal that a server's error body means; an unknown code of a newer server, or no error body at all, is
/// `internal` to us.
Error read_error(const boost::json::value& body);

} // namespace parlor::client
