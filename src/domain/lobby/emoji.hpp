#pragma once
#include <string_view>

namespace parlor::domain {

inline constexpr std::size_t max_emoji_bytes = 32;

/// Whether text is exactly one emoji (UTS #51: one grapheme cluster that is shown as a picture, a flag or a keycap) of
/// at most 32 bytes.
bool is_emoji(std::string_view text);

} // namespace parlor::domain
