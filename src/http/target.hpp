#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parlor::http {

/// A request target in origin form, taken apart (RFC 9112 §3.2.1, RFC 3986 §2.1).
struct Target {
    std::string path;                  ///< decoded
    std::vector<std::string> segments; ///< of the path, each decoded after splitting
    std::vector<std::pair<std::string, std::string>> query;

    /// The first value of a parameter; nothing where it is not given.
    std::optional<std::string> parameter(std::string_view name) const;
};

/// Nothing where the target is not in origin form or its percent-encoding is broken.
std::optional<Target> parse_target(std::string_view target);

} // namespace parlor::http
