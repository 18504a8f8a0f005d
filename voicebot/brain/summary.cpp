#include "voicebot/brain/summary.hpp"

#include "voicebot/brain/words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace parlor::voicebot::brain {
namespace {

constexpr std::size_t most_topics = 4;
constexpr std::size_t most_questions = 2;
/// A topic is a word of this length at least that came up twice.
constexpr std::size_t topic_length = 4;

constexpr std::array<std::string_view, 62> common{
    "about", "after", "again", "also",   "always", "another", "anyone", "because", "been",   "before", "being",
    "could", "does",  "doing", "don't",  "every",  "from",    "going",  "good",    "have",   "here",   "hello",
    "into",  "it's",  "just",  "know",   "like",   "make",    "many",   "maybe",   "more",   "much",   "need",
    "okay",  "only",  "other", "over",   "please", "really",  "said",   "same",    "should", "some",   "something",
    "still", "than",  "thank", "thanks", "that",   "that's",  "them",   "then",    "there",  "they",   "think",
    "this",  "very",  "want",  "what",   "when",   "will",    "with"};

bool is_topic(const std::string& word)
{
    return word.size() >= topic_length && std::find(common.begin(), common.end(), word) == common.end();
}

std::vector<std::string> topics(const std::vector<Line>& lines)
{
    std::map<std::string, std::size_t> counts;
    for (const auto& line : lines) {
        // Once a line, so that nobody's refrain becomes a topic.
        std::set<std::string> seen;
        for (auto& word : split_words(line.text))
            if (is_topic(word) && seen.insert(word).second) ++counts[word];
    }
    std::vector<std::pair<std::string, std::size_t>> ranked;
    for (const auto& one : counts)
        if (one.second > 1) ranked.push_back(one);
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    if (ranked.size() > most_topics) ranked.resize(most_topics);
    std::vector<std::string> words;
    for (auto& one : ranked) words.push_back(one.first);
    return words;
}

std::vector<std::string> questions(const std::vector<Line>& lines)
{
    std::vector<std::string> out;
    for (const auto& line : lines)
        if (line.text.ends_with('?')) out.push_back(line.name + " asked: " + line.text);
    if (out.size() > most_questions) out.erase(out.begin(), out.end() - most_questions);
    return out;
}

std::vector<std::string> speakers(const std::vector<Line>& lines)
{
    std::vector<std::string> names;
    for (const auto& line : lines)
        if (std::find(names.begin(), names.end(), line.name) == names.end()) names.push_back(line.name);
    return names;
}

std::string sentence(const std::string& text)
{
    return text.empty() || text.ends_with('.') || text.ends_with('?') || text.ends_with('!') ? text : text + '.';
}

} // namespace

std::string summarise(const std::vector<Line>& all)
{
    std::vector<Line> lines;
    std::copy_if(all.begin(), all.end(), std::back_inserter(lines), [](const Line& line) { return !line.bot; });
    if (lines.empty()) return "Nothing has been said yet.";
    std::string text = "In the last " + counted(static_cast<std::int64_t>(lines.size()), "line") + ' ' +
                       enumerated(speakers(lines)) + " talked";
    const auto about = topics(lines);
    text += about.empty() ? "." : " about " + enumerated(about) + '.';
    for (const auto& question : questions(lines)) text += ' ' + question;
    const auto& last = lines.back();
    if (!last.text.ends_with('?')) text += " The last word was " + last.name + "'s: " + sentence(last.text);
    return text;
}

} // namespace parlor::voicebot::brain
