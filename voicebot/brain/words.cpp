#include "voicebot/brain/words.hpp"

#include <algorithm>
#include <array>

namespace parlor::voicebot::brain {
namespace {

struct NumberWord {
    std::string_view word;
    std::int64_t value;
};

constexpr std::array<NumberWord, 28> small_numbers{
    {{"zero", 0},      {"one", 1},       {"two", 2},       {"three", 3},    {"four", 4},     {"five", 5},
     {"six", 6},       {"seven", 7},     {"eight", 8},     {"nine", 9},     {"ten", 10},     {"eleven", 11},
     {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
     {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},   {"thirty", 30},  {"forty", 40},   {"fifty", 50},
     {"sixty", 60},    {"seventy", 70},  {"eighty", 80},   {"ninety", 90}}};

bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::optional<std::int64_t> digits(const std::string& word)
{
    // Nine digits fit any number that is meant.
    if (word.empty() || word.size() > 9) return {};
    if (!std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })) return {};
    return std::stoll(word);
}

std::optional<std::int64_t> small_number(const std::string& word)
{
    const auto* found = std::find_if(small_numbers.begin(), small_numbers.end(),
                                     [&](const NumberWord& one) { return one.word == word; });
    if (found == small_numbers.end()) return {};
    return found->value;
}

} // namespace

std::vector<std::string> split_words(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        while (word.ends_with('\'')) word.pop_back();
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (char c : text) {
        if (is_word_character(c) && !(c == '\'' && word.empty()))
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        else
            end_word();
    }
    end_word();
    return words;
}

std::optional<std::int64_t> read_number(const std::vector<std::string>& words, std::size_t& at)
{
    if (at >= words.size()) return {};
    if (auto number = digits(words[at])) {
        ++at;
        return number;
    }
    std::int64_t whole = 0;
    std::int64_t part = 0;
    std::size_t next = at;
    bool any = false;
    if (words[next] == "a" || words[next] == "an") {
        part = 1;
        any = true;
        ++next;
        // "a minute" ends here; "a hundred" goes on.
        if (next >= words.size() || (words[next] != "hundred" && words[next] != "thousand")) {
            at = next;
            return 1;
        }
    }
    for (; next < words.size(); ++next) {
        if (auto small = small_number(words[next])) {
            // "twenty five" is one number, "five six" are two.
            if (any && part % 100 != 0 && !(part % 100 >= 20 && part % 10 == 0 && *small < 10)) break;
            part += *small;
        } else if (any && words[next] == "hundred" && part < 100) {
            part *= 100;
        } else if (any && words[next] == "thousand" && whole == 0) {
            whole = part * 1'000;
            part = 0;
        } else if (!(any && words[next] == "and" && next + 1 < words.size() && small_number(words[next + 1]))) {
            break;
        }
        any = true;
    }
    if (!any) return {};
    at = next;
    return whole + part;
}

std::string counted(std::int64_t count, std::string_view noun)
{
    auto text = std::to_string(count);
    text.append(" ").append(noun);
    if (count != 1) text += 's';
    return text;
}

std::string enumerated(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    return text;
}

} // namespace parlor::voicebot::brain
