#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <string>
#include <vector>

namespace parlor::voicebot::brain {

struct Person {
    PersonId id;
    std::string name;
    bool bot = false;
};

/// A line of the lobby's log that somebody wrote or said.
struct Line {
    PersonId person;
    std::string name;
    std::string text;
    bool spoken = false;
    bool bot = false;
    Timestamp at{};
};

/// What a brain may know of its lobby. The loop's thread only.
class Surroundings {
public:
    virtual ~Surroundings() = default;
    virtual Timestamp now() const = 0;
    /// Everybody present, this bot left out.
    virtual std::vector<Person> people() const = 0;
    /// The newest lines, oldest first; as many as the bot keeps.
    virtual std::vector<Line> lines() const = 0;
    /// Says something that nobody has just asked for, e.g. that a timer has run out.
    virtual void announce(std::string text) = 0;
};

} // namespace parlor::voicebot::brain
