#include "protocol/encode.hpp"

#include "protocol/json_bytes.hpp"

#include <array>

namespace parlor::protocol {
namespace {

/// What a byte becomes inside a JSON string: 0 = itself, 'u' = \u00XX, else the letter after the backslash (RFC 8259 §7).
constexpr auto escapes = [] {
    std::array<char, 256> table{};
    for (int c = 0; c < 0x20; ++c) table[static_cast<std::size_t>(c)] = 'u';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
}();

/// How many bytes at the beginning are written as they are.
std::size_t plain_prefix(std::string_view text)
{
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8)
        if (const auto special = special_bytes(eight_bytes(text.data() + i))) return i + first_byte(special);
    while (i < text.size() && !is_special(text[i])) ++i;
    return i;
}

void append_escaped(std::string& out, char c)
{
    const auto byte = static_cast<unsigned char>(c);
    out += '\\';
    out += escapes[byte];
    if (escapes[byte] != 'u') return;
    constexpr std::string_view hex = "0123456789abcdef";
    out += "00";
    out += hex[byte >> 4];
    out += hex[byte & 15];
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    while (true) {
        const auto plain = plain_prefix(text);
        out.append(text.data(), plain);
        if (plain == text.size()) break;
        append_escaped(out, text[plain]);
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

FramePtr error_frame(std::string_view reply_to, const Error& error)
{
    std::string out(Frame::header_room, '\0');
    out += R"({"type":"error")";
    if (!reply_to.empty()) {
        out += R"(,"reply_to":)";
        append_json_string(out, reply_to);
    }
    out += R"(,"data":)";
    encode(out, to_wire(error));
    out += '}';
    return make_frame(std::move(out));
}

} // namespace parlor::protocol
