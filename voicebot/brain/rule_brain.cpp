#include "voicebot/brain/rule_brain.hpp"

#include "voicebot/brain/command.hpp"

namespace parlor::voicebot::brain {
namespace {

/// One sentence that is there already and is told on the loop's next turn.
class ReadyThought final : public Thought {
public:
    ReadyThought(Loop& loop, std::string text, AnswerHandler handler)
    {
        loop.post([alive = std::weak_ptr{alive_}, answer = std::move(text), told = std::move(handler)]() mutable {
            if (alive.expired()) return;
            if (!answer.empty()) told(AnswerPiece{std::move(answer)});
            // The first call may have destroyed the thought.
            if (!alive.expired()) told(AnswerEnd{});
        });
    }

private:
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// Does what a command asks for; the visitor's result is the answer.
struct Performer {
    Skills& skills;
    const Question& question;

    std::string operator()(const AskHelp&) const { return skills.help(); }
    std::string operator()(const AskTime&) const { return skills.time(); }
    std::string operator()(const AskDate&) const { return skills.date(); }
    std::string operator()(const AskPeople&) const { return skills.people(); }
    std::string operator()(const RollDice& roll) const { return skills.roll_dice(roll.count, roll.sides); }
    std::string operator()(const SetTimer& timer) const
    {
        return skills.set_timer(timer.time, timer.about, question.name);
    }
    std::string operator()(const CancelTimers&) const { return skills.cancel_timers(); }
    std::string operator()(const OpenPoll& poll) const { return skills.open_poll(poll.question, poll.options); }
    std::string operator()(const Vote& vote) const { return skills.vote(question.person, vote.option); }
    std::string operator()(const ClosePoll&) const { return skills.close_poll(); }
    std::string operator()(const AskSummary&) const { return skills.summary(); }
    std::string operator()(const Echo& echo) const { return echo.text; }
    std::string operator()(const Greet&) const { return "Hello " + question.name + '!'; }
    std::string operator()(const Thank&) const { return "You are welcome, " + question.name + '.'; }
    std::string operator()(const FallSilent&) const { return {}; }
};

} // namespace

std::string answer_by_rules(Skills& skills, const Question& question)
{
    const auto command = parse_command(question.text);
    if (!command) return "I don't understand that. Ask me for help to hear what I can do.";
    return std::visit(Performer{skills, question}, *command);
}

std::unique_ptr<Thought> RuleBrain::think(const Question& question, AnswerHandler handler)
{
    return std::make_unique<ReadyThought>(loop_, answer_by_rules(skills_, question), std::move(handler));
}

} // namespace parlor::voicebot::brain
