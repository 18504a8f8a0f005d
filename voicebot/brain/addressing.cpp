#include "voicebot/brain/addressing.hpp"

#include <algorithm>

namespace parlor::voicebot::brain {
namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_with(std::string_view text, std::string_view start)
{
    return text.size() >= start.size() &&
           std::equal(start.begin(), start.end(), text.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

bool is_letter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n,.:;!?-");
    if (first == std::string_view::npos) return {};
    const auto last = text.find_last_not_of(" \t\r\n,:;-");
    return text.substr(first, last - first + 1);
}

} // namespace

std::optional<std::string> addressed_text(std::string_view line, std::string_view name)
{
    if (name.empty()) return {};
    auto text = trimmed(line);
    for (std::string_view greeting : {"hey ", "hi ", "hello ", "okay ", "ok ", "@"})
        if (starts_with(text, greeting) && starts_with(trimmed(text.substr(greeting.size())), name)) {
            text = trimmed(text.substr(greeting.size()));
            break;
        }
    if (starts_with(text, name) && (text.size() == name.size() || !is_letter(text[name.size()])))
        return std::string{trimmed(text.substr(name.size()))};
    // "What time is it, Parlor?" – the comma tells it from a mention.
    auto bare = text;
    while (!bare.empty() && !is_letter(bare.back())) bare.remove_suffix(1);
    if (bare.size() <= name.size() || !starts_with(bare.substr(bare.size() - name.size()), name)) return {};
    auto before = bare.substr(0, bare.size() - name.size());
    while (before.ends_with(' ') || before.ends_with('@')) before.remove_suffix(1);
    if (!before.ends_with(',')) return {};
    return std::string{trimmed(before)};
}

} // namespace parlor::voicebot::brain
