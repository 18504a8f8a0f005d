#pragma once
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parlor::load {

/// What tells a measured message apart, wherever it turns up again: the slot that it was sent from, and how many that
/// slot had sent before. As text `m#` and 16 hexadecimal digits; in a chat line's text and in the `id` of a request.
struct Mark {
    static constexpr std::string_view prefix = "m#";
    static constexpr std::size_t size = prefix.size() + 16;

    std::uint32_t slot = 0;
    std::uint32_t number = 0;

    std::array<char, size> text() const;
    bool operator==(const Mark&) const = default;
};

inline std::array<char, Mark::size> Mark::text() const
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::array<char, size> out{prefix[0], prefix[1]};
    const auto both = static_cast<std::uint64_t>(slot) << 32 | number;
    for (std::size_t i = 0; i < 16; ++i) out[prefix.size() + i] = hex[both >> (4 * (15 - i)) & 15];
    return out;
}

/// The first mark of a message. `hint` is where the last one was: messages of a kind look alike.
inline std::optional<Mark> find_mark(std::string_view message, std::size_t& hint)
{
    if (hint + Mark::size > message.size() || message.substr(hint, Mark::prefix.size()) != Mark::prefix) {
        hint = message.find(Mark::prefix);
        if (hint == std::string_view::npos || hint + Mark::size > message.size()) {
            hint = 0;
            return {};
        }
    }
    std::uint64_t both = 0;
    const char* digits = message.data() + hint + Mark::prefix.size();
    if (std::from_chars(digits, digits + 16, both, 16).ptr != digits + 16) return {};
    return Mark{static_cast<std::uint32_t>(both >> 32), static_cast<std::uint32_t>(both)};
}

} // namespace parlor::load
