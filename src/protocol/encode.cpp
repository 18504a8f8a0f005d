#include "protocol/encode.hpp"

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

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    std::size_t copied = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const char escape = escapes[byte];
        if (!escape) continue;
        out.append(text, copied, i - copied);
        copied = i + 1;
        out += '\\';
        out += escape;
        if (escape == 'u') {
            constexpr std::string_view hex = "0123456789abcdef";
            out += "00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    out.append(text, copied, std::string_view::npos);
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
