#pragma once
#include "voicebot/brain/surroundings.hpp"

namespace parlor::voicebot::test {

/// A lobby that is as the test says.
class LobbyStub final : public brain::Surroundings {
public:
    Timestamp now() const override { return time; }
    std::vector<brain::Person> people() const override { return present; }
    std::vector<brain::Line> lines() const override { return log; }
    void announce(std::string text) override { announced.push_back(std::move(text)); }

    brain::Line& say(const std::string& name, const std::string& text)
    {
        log.push_back({.person = PersonId{name}, .name = name, .text = text});
        return log.back();
    }

    Timestamp time = from_ms(1'700'000'000'000); // Tuesday, November 14, 2023, 22:13:20 UTC
    std::vector<brain::Person> present;
    std::vector<brain::Line> log;
    std::vector<std::string> announced;
};

} // namespace parlor::voicebot::test
