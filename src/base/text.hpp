#pragma once
#include <cstddef>
#include <string_view>

/// Small things about characters, and cutting UTF-8 without breaking it.
namespace parlor {

constexpr bool begins_character(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// What a hexadecimal digit stands for; -1 where it is none.
constexpr int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/// The beginning of a text, at most this many bytes of it, never cut within a character.
constexpr std::string_view first_bytes(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text;
    while (most > 0 && !begins_character(text[most])) --most;
    return text.substr(0, most);
}

/// The beginning of a text, at most this many characters (code points) of it.
constexpr std::string_view first_characters(std::string_view text, std::size_t most)
{
    std::size_t end = 0;
    for (; end < text.size(); ++end)
        if (begins_character(text[end]) && most-- == 0) break;
    return text.substr(0, end);
}

} // namespace parlor
