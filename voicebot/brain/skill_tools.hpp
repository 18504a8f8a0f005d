#pragma once
#include "voicebot/brain/skills.hpp"
#include "voicebot/brain/tool.hpp"

namespace parlor::voicebot::brain {

/// The skills as tools of a language model; they live as long as `skills`.
std::vector<std::unique_ptr<Tool>> make_skill_tools(Skills& skills);

} // namespace parlor::voicebot::brain
