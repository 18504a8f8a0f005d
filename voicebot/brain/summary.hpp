#pragma once
#include "voicebot/brain/surroundings.hpp"

namespace parlor::voicebot::brain {

/// What was talked about, in a few sentences made of the lines themselves: who spoke, the words that came up most, the last
/// questions and the last word. Lines of bots are left out.
std::string summarise(const std::vector<Line>& lines);

} // namespace parlor::voicebot::brain
