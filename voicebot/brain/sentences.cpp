#include "voicebot/brain/sentences.hpp"

#include <algorithm>
#include <array>

namespace parlor::voicebot::brain {
namespace {

constexpr std::size_t longest = 400;
constexpr std::array<std::string_view, 12> abbreviations{"mr",  "mrs", "ms",  "dr", "prof", "st",
                                                         "e.g", "i.e", "etc", "vs", "no",   "approx"};

bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool is_abbreviation(std::string_view sentence)
{
    const auto start = sentence.find_last_of(" \n\t(");
    auto word = std::string{start == std::string_view::npos ? sentence : sentence.substr(start + 1)};
    std::transform(word.begin(), word.end(), word.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return std::find(abbreviations.begin(), abbreviations.end(), word) != abbreviations.end() ||
           (word.size() == 1 && word != "i");
}

/// Where the first sentence of the text ends; npos where it may go on.
std::size_t sentence_end(std::string_view text)
{
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        if (text[at] == '\n' && at > 0) return at;
        if (text[at] != '.' && text[at] != '!' && text[at] != '?') continue;
        std::size_t end = at + 1;
        while (end < text.size() && (text[end] == '"' || text[end] == ')' || text[end] == '.' || text[end] == '!' ||
                                     text[end] == '?' || text[end] == '\''))
            ++end;
        if (end >= text.size() || !is_blank(text[end])) continue;
        if (text[at] == '.' && is_abbreviation(text.substr(0, at))) continue;
        return end;
    }
    if (text.size() < longest) return std::string_view::npos;
    const auto blank = text.rfind(' ', longest);
    return blank == std::string_view::npos || blank == 0 ? longest : blank;
}

std::string trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return std::string{text};
}

} // namespace

std::vector<std::string> SentenceSplitter::push(std::string_view text)
{
    rest_ += text;
    std::vector<std::string> sentences;
    for (auto end = sentence_end(rest_); end != std::string::npos; end = sentence_end(rest_)) {
        if (auto sentence = trimmed(std::string_view{rest_}.substr(0, end)); !sentence.empty())
            sentences.push_back(std::move(sentence));
        rest_.erase(0, end);
        while (!rest_.empty() && is_blank(rest_.front())) rest_.erase(0, 1);
    }
    return sentences;
}

std::string SentenceSplitter::finish()
{
    auto last = trimmed(rest_);
    rest_.clear();
    return last;
}

std::string speakable(std::string_view text)
{
    std::string out;
    bool line_start = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool bullet = line_start && (c == '-' || c == '#' || c == '>') && at + 1 < text.size();
        line_start = c == '\n' || (line_start && (is_blank(c) || c == '#'));
        if (c == '*' || c == '_' || c == '`' || bullet) continue;
        if (!is_blank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return trimmed(out);
}

} // namespace parlor::voicebot::brain
