#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace parlor::domain {

inline constexpr std::size_t max_name_length = 32;

/// A name after RFC 8266 (nickname profile): how it is shown, and the key that must be unique.
struct Name {
    std::string shown;
    std::string key;
};

/// Prepares and enforces a name: control, bidi-override and other invisible format characters are stripped, spaces
/// become single ASCII ones and are trimmed, NFKC is applied (RFC 8266 §2.3); the key is case-folded as well (§2.4).
/// Refuses with `bad_request` where nothing or more than 32 characters are left, or the text is not UTF-8.
Result<Name> parse_name(std::string_view text);

/// Case folding and normalisation for searching; any text.
std::string fold(std::string_view text);

} // namespace parlor::domain
