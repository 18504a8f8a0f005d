#pragma once
#include <cstddef>
#include <string_view>

namespace parlor::voicebot::turn {

/// How much of what somebody said while the bot spoke claims the floor: the words that are neither signs of listening
/// ("uh-huh", "okay", "I see") nor sounds of hesitation.
std::size_t claiming_words(std::string_view text);

/// Whether it asks for silence by itself, however short: "stop", "wait", "shut up".
bool asks_to_stop(std::string_view text);

} // namespace parlor::voicebot::turn
