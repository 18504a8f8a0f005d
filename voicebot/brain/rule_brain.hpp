#pragma once
#include "voicebot/brain/brain.hpp"
#include "voicebot/brain/skills.hpp"

namespace parlor::voicebot::brain {

/// Answers commands by rules, without a model, a key or a network; what it doesn't understand it says so.
class RuleBrain final : public Brain {
public:
    RuleBrain(Loop& loop, Skills& skills) : loop_(loop), skills_(skills) {}

    std::unique_ptr<Thought> think(const Question& question, AnswerHandler handler) override;

private:
    Loop& loop_;
    Skills& skills_;
};

/// The rule brain's answer, at once; empty where silence was asked for.
std::string answer_by_rules(Skills& skills, const Question& question);

} // namespace parlor::voicebot::brain
