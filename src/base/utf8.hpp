#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace parlor {

/// Whether text is well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
inline bool is_utf8(std::string_view text)
{
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    const auto* end = p + text.size();
    auto continues = [&](const unsigned char* at) { return (*at & 0xC0U) == 0x80U; };
    while (p < end) {
        // Eight ASCII bytes at a time: most of what is written.
        if (end - p >= 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, p, 8);
            if ((eight & 0x8080808080808080ULL) == 0) {
                p += 8;
                continue;
            }
        }
        const unsigned char lead = *p;
        if (lead < 0x80) {
            ++p;
            continue;
        }
        const std::ptrdiff_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                                      : (lead & 0xF0U) == 0xE0U      ? 3
                                      : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                                     : 0;
        if (length == 0 || end - p < length) return false;
        for (std::ptrdiff_t i = 1; i < length; ++i)
            if (!continues(p + i)) return false;
        if (lead == 0xE0 && p[1] < 0xA0) return false;
        if (lead == 0xED && p[1] > 0x9F) return false;
        if (lead == 0xF0 && p[1] < 0x90) return false;
        if (lead == 0xF4 && p[1] > 0x8F) return false;
        p += length;
    }
    return true;
}

} // namespace parlor
