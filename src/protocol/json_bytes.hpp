#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Where a run of plain text in a JSON string ends (RFC 8259 §7), eight bytes at a time: what writes strings and what reads them
/// ask the same.
namespace parlor::protocol {

/// A quote, a backslash, or a control character.
constexpr bool is_special(char byte)
{
    return byte == '"' || byte == '\\' || static_cast<unsigned char>(byte) < 0x20;
}

inline constexpr std::uint64_t each_byte = 0x0101'0101'0101'0101;
inline constexpr std::uint64_t top_bits = each_byte << 7;

inline std::uint64_t eight_bytes(const char* at)
{
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    return eight;
}

/// Marks the first special byte of eight by its top bit, and maybe some behind it; 0 where none is special.
constexpr std::uint64_t special_bytes(std::uint64_t eight)
{
    // A byte less than n borrows its top bit in `x - each_byte * n`; one that had it set before does not count.
    const auto less = [](std::uint64_t x, std::uint64_t n) { return (x - each_byte * n) & ~x & top_bits; };
    return less(eight, 0x20) | less(eight ^ each_byte * '"', 1) | less(eight ^ each_byte * '\\', 1);
}

/// Which byte the lowest mark stands for, counted from the first in memory.
constexpr std::size_t first_byte(std::uint64_t marks)
{
    static_assert(std::endian::native == std::endian::little);
    return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

} // namespace parlor::protocol
