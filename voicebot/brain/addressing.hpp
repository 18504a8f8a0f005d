#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace parlor::voicebot::brain {

/// What is asked of the bot where a line addresses it: the text behind "NAME, …", "hey NAME …", "@NAME …" or before "…,
/// NAME". `name` is the bot's name or wake word; case doesn't matter. Nothing where the line is not for the bot.
std::optional<std::string> addressed_text(std::string_view line, std::string_view name);

} // namespace parlor::voicebot::brain
