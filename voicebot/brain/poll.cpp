#include "voicebot/brain/poll.hpp"

#include "voicebot/brain/words.hpp"

#include <algorithm>

namespace parlor::voicebot::brain {
namespace {

constexpr std::size_t most_options = 10;

} // namespace

bool Poll::open(std::string question, std::vector<std::string> options)
{
    if (options.size() < 2 || options.size() > most_options) return false;
    question_ = std::move(question);
    options_ = std::move(options);
    votes_.clear();
    return true;
}

std::optional<std::string> Poll::vote(const PersonId& who, std::string_view option)
{
    const auto wanted = split_words(option);
    std::size_t at = 0;
    const auto number = read_number(wanted, at);
    for (std::size_t i = 0; i < options_.size(); ++i) {
        const bool by_number = number && at == wanted.size() && static_cast<std::size_t>(*number) == i + 1;
        if (!by_number && split_words(options_[i]) != wanted) continue;
        votes_[who] = i;
        return options_[i];
    }
    return {};
}

std::string Poll::result() const
{
    std::vector<std::pair<std::size_t, std::string>> counts;
    for (std::size_t i = 0; i < options_.size(); ++i) {
        const auto votes =
            std::count_if(votes_.begin(), votes_.end(), [i](const auto& vote) { return vote.second == i; });
        counts.emplace_back(static_cast<std::size_t>(votes), options_[i]);
    }
    std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> parts;
    for (const auto& [votes, option] : counts)
        parts.push_back(option + " has " + counted(static_cast<std::int64_t>(votes), "vote"));
    return enumerated(parts) + '.';
}

void Poll::close()
{
    question_.clear();
    options_.clear();
    votes_.clear();
}

} // namespace parlor::voicebot::brain
