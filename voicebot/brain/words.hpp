#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parlor::voicebot::brain {

/// Lower-case words without punctuation; apostrophes inside a word stay.
std::vector<std::string> split_words(std::string_view text);

/// A number in digits or in English words below a million, at `at` in `words`; moves `at` behind it. "twenty five", "a
/// hundred and one", "an" and "a" (1).
std::optional<std::int64_t> read_number(const std::vector<std::string>& words, std::size_t& at);

/// `1 minute`, `2 minutes`.
std::string counted(std::int64_t count, std::string_view noun);

/// `Ann`, `Ann and Ben`, `Ann, Ben and Cid`.
std::string enumerated(const std::vector<std::string>& names);

} // namespace parlor::voicebot::brain
