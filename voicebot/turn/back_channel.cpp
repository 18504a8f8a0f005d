#include "voicebot/turn/back_channel.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace parlor::voicebot::turn {
namespace {

/// Longer ones first, so that "i see" is found before "i" could count.
constexpr std::array<std::string_view, 46> listening{"that makes sense",
                                                     "oh my god",
                                                     "of course",
                                                     "i see",
                                                     "got it",
                                                     "all right",
                                                     "makes sense",
                                                     "no way",
                                                     "go on",
                                                     "i know",
                                                     "thank you",
                                                     "very good",
                                                     "uh huh",
                                                     "mm hmm",
                                                     "mm hm",
                                                     "oh really",
                                                     "oh yeah",
                                                     "you know",
                                                     "yeah",
                                                     "yes",
                                                     "yep",
                                                     "yup",
                                                     "ok",
                                                     "okay",
                                                     "right",
                                                     "sure",
                                                     "oh",
                                                     "ah",
                                                     "aha",
                                                     "hm",
                                                     "hmm",
                                                     "mhm",
                                                     "mm",
                                                     "uh",
                                                     "um",
                                                     "er",
                                                     "wow",
                                                     "cool",
                                                     "nice",
                                                     "great",
                                                     "really",
                                                     "true",
                                                     "exactly",
                                                     "good",
                                                     "huh",
                                                     "thanks"};

constexpr std::array<std::string_view, 11> stopping{"stop",   "wait",    "shut up", "be quiet", "quiet",     "cancel",
                                                    "enough", "silence", "hold on", "no no",    "never mind"};

/// Lower-case words of letters, digits and apostrophes, each with one blank before and behind.
std::string padded_words(std::string_view text)
{
    std::string out = " ";
    for (char c : text) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
                            static_cast<unsigned char>(c) >= 0x80;
        if (letter)
            out += upper ? static_cast<char>(c - 'A' + 'a') : c;
        else if (out.back() != ' ')
            out += ' ';
    }
    if (out.back() != ' ') out += ' ';
    return out;
}

std::string padded(std::string_view phrase)
{
    std::string out = " ";
    out.append(phrase).append(" ");
    return out;
}

} // namespace

std::size_t claiming_words(std::string_view text)
{
    auto words = padded_words(text);
    for (auto phrase : listening) {
        const auto wanted = padded(phrase);
        for (auto at = words.find(wanted); at != std::string::npos; at = words.find(wanted, at))
            words.erase(at, wanted.size() - 1);
    }
    return static_cast<std::size_t>(std::count(words.begin(), words.end(), ' ')) - 1;
}

bool asks_to_stop(std::string_view text)
{
    const auto words = padded_words(text);
    return std::any_of(stopping.begin(), stopping.end(),
                       [&](auto phrase) { return words.find(padded(phrase)) != std::string::npos; });
}

} // namespace parlor::voicebot::turn
