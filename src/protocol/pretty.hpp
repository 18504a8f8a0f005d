#pragma once
#include <boost/json/value.hpp>

#include <string>

namespace parlor::protocol {

/// JSON with two-space indents, members in the order of their insertion, and a newline at the end; for files that
/// people read and version control compares.
std::string pretty(const boost::json::value& value);

} // namespace parlor::protocol
