#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/unique_function.hpp"

#include <memory>
#include <string>
#include <variant>

namespace parlor::voicebot::brain {

/// What somebody has said or written to the bot.
struct Question {
    PersonId person;
    std::string name;
    /// Without the wake word.
    std::string text;
    bool spoken = false;
};

/// A piece of the answer: whole sentences, ready to be spoken.
struct AnswerPiece {
    std::string text;
};
struct AnswerEnd {};

/// Called on the loop: pieces, then the end, or the Error that cut the answer off.
using AnswerHandler = UniqueFunction<void(std::variant<AnswerPiece, AnswerEnd, Error>)>;

/// An answer in the making. Destroying it, also from inside its handler, cancels it at once: nothing is called any more.
class Thought {
public:
    virtual ~Thought() = default;
};

/// Finds answers. The loop's thread only.
class Brain {
public:
    virtual ~Brain() = default;
    /// `handler` is never called before this returns.
    virtual std::unique_ptr<Thought> think(const Question& question, AnswerHandler handler) = 0;
};

} // namespace parlor::voicebot::brain
