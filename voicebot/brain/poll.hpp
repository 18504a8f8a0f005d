#pragma once
#include "base/ids.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parlor::voicebot::brain {

/// One question with 2 to 10 options and one vote a person; the last one counts.
class Poll {
public:
    /// A new poll replaces the one before. False where the options don't fit.
    bool open(std::string question, std::vector<std::string> options);
    /// By the option's text or its number from 1; returns the option, nothing where there is none like it.
    std::optional<std::string> vote(const PersonId& who, std::string_view option);
    bool is_open() const { return !options_.empty(); }
    std::size_t votes() const { return votes_.size(); }
    /// A sentence with the votes of each option, most votes first.
    std::string result() const;
    void close();

    const std::string& question() const { return question_; }
    const std::vector<std::string>& options() const { return options_; }

private:
    std::string question_;
    std::vector<std::string> options_;
    std::map<PersonId, std::size_t> votes_;
};

} // namespace parlor::voicebot::brain
