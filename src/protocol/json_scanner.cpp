#include "protocol/json_scanner.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "protocol/json_bytes.hpp"

#include <limits>

namespace parlor::protocol {
namespace {

/// Boost.JSON, which reads what is kept of a text, refuses exponents past an int; nobody needs one of these.
constexpr std::ptrdiff_t most_exponent_digits = 8;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

} // namespace

std::optional<JsonScanner::Fault> JsonScanner::scan()
{
    if (text_.size() > std::numeric_limits<std::uint32_t>::max()) return Fault{"it is too long", 0};
    const auto* at = scan_document(skip_space(text_.data()));
    if (!at) return fault_;
    at = skip_space(at);
    if (at != end_) return Fault{"there is something behind its end", offset(at)};
    if ((seen_ & top_bits) != 0 && !is_utf8(text_)) return Fault{"it is not UTF-8", 0};
    return {};
}

/// The outermost value, and all that is in it.
JsonScanner::Place JsonScanner::scan_document(Place at)
{
    for (;;) {
        // A value begins here.
        const char first = peek(at);
        if (first == '{' || first == '[') {
            const auto kind = first == '{' ? Kind::object : Kind::array;
            if (!open(kind, at)) return fail(at, "it is nested too deep");
            at = skip_space(at + 1);
            const bool empty = peek(at) == (kind == Kind::object ? '}' : ']');
            if (!empty && kind == Kind::object) at = scan_name(at);
            if (!at) return nullptr;
            if (!empty) continue;
            close(++at);
        } else {
            at = scan_value(at);
            if (!at) return nullptr;
        }
        // It has ended here, and with it maybe what it is in.
        for (;;) {
            if (depth_ == 0) return at;
            at = skip_space(at);
            const bool object = in_object();
            const char behind = peek(at);
            if (behind == ',') break;
            if (behind != (object ? '}' : ']'))
                return fail(at, object ? "a comma or } is missing" : "a comma or ] is missing");
            close(++at);
        }
        at = skip_space(at + 1);
        if (in_object()) at = scan_name(at);
        if (!at) return nullptr;
    }
}

/// One that has no others in it.
JsonScanner::Place JsonScanner::scan_value(Place at)
{
    switch (peek(at)) {
    case '"': return scan_string(at);
    case 't': return scan_word(at, "true", Kind::boolean);
    case 'f': return scan_word(at, "false", Kind::boolean);
    case 'n': return scan_word(at, "null", Kind::null);
    default: return scan_number(at);
    }
}

/// The name of a member and its colon; to where its value begins.
JsonScanner::Place JsonScanner::scan_name(Place at)
{
    if (peek(at) != '"') return fail(at, "a name in quotes is missing");
    at = scan_string(at);
    if (!at) return nullptr;
    at = skip_space(at);
    if (peek(at) != ':') return fail(at, "a colon is missing");
    return skip_space(at + 1);
}

JsonScanner::Place JsonScanner::scan_string(Place at)
{
    const auto* begin = at++;
    bool escaped = false;
    for (;;) {
        at = skip_plain(at);
        if (at == end_) return fail(at, "a text has no end");
        if (*at == '"') break;
        if (*at != '\\') return fail(at, "a text has a control character");
        escaped = true;
        at = scan_escape(at + 1);
        if (!at) return nullptr;
    }
    add(Kind::string, begin, ++at, escaped);
    return at;
}

/// From behind the backslash.
JsonScanner::Place JsonScanner::scan_escape(Place at)
{
    constexpr std::string_view letters = "\"\\/bfnrt";
    if (at == end_) return fail(at, "a text has no end");
    if (*at != 'u') return letters.find(*at) == std::string_view::npos ? fail(at, "an escape is none") : at + 1;
    unsigned unit = 0;
    at = scan_four_digits(at + 1, unit);
    if (!at || unit < 0xD800 || unit > 0xDFFF) return at;
    // Halves of a pair stand for nothing by themselves (RFC 8259 §8.2).
    constexpr std::string_view alone = "half of a surrogate pair is missing";
    if (unit > 0xDBFF || peek(at) != '\\' || peek(at + 1) != 'u') return fail(at, alone);
    at = scan_four_digits(at + 2, unit);
    if (at && (unit < 0xDC00 || unit > 0xDFFF)) return fail(at, alone);
    return at;
}

JsonScanner::Place JsonScanner::scan_four_digits(Place at, unsigned& unit)
{
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at) {
        const int digit = hex_value(peek(at));
        if (digit < 0) return fail(at, "an escape lacks digits");
        unit = unit << 4 | static_cast<unsigned>(digit);
    }
    return at;
}

JsonScanner::Place JsonScanner::scan_number(Place at)
{
    const auto* begin = at;
    if (peek(at) == '-') ++at;
    if (!is_digit(peek(at))) return fail(at, "a value is missing");
    // No zeros in front.
    at = *at == '0' ? at + 1 : scan_digits(at);
    if (peek(at) == '.') {
        const auto* fraction = ++at;
        at = scan_digits(at);
        if (at == fraction) return fail(at, "a digit is missing");
    }
    if (peek(at) == 'e' || peek(at) == 'E') {
        ++at;
        if (peek(at) == '+' || peek(at) == '-') ++at;
        const auto* exponent = at;
        at = scan_digits(at);
        if (at == exponent) return fail(at, "a digit is missing");
        if (at - exponent > most_exponent_digits) return fail(at, "an exponent is too long");
    }
    add(Kind::number, begin, at);
    return at;
}

JsonScanner::Place JsonScanner::scan_digits(Place at) const
{
    while (is_digit(peek(at))) ++at;
    return at;
}

JsonScanner::Place JsonScanner::scan_word(Place at, std::string_view word, Kind kind)
{
    if (std::string_view{at, end_}.substr(0, word.size()) != word) return fail(at, "a value is missing");
    add(kind, at, at + word.size());
    return at + word.size();
}

JsonScanner::Place JsonScanner::skip_space(Place at) const
{
    while (at < end_ && is_space(*at)) ++at;
    return at;
}

/// To the first byte that is not simply a part of a text.
JsonScanner::Place JsonScanner::skip_plain(Place at)
{
    while (end_ - at >= 8) {
        const auto eight = eight_bytes(at);
        // What lies behind the end of the text may be taken for a part of it: then UTF-8 is checked in vain.
        seen_ |= eight;
        if (const auto special = special_bytes(eight)) return at + first_byte(special);
        at += 8;
    }
    for (; at < end_; ++at) {
        if (is_special(*at)) break;
        seen_ |= static_cast<unsigned char>(*at);
    }
    return at;
}

bool JsonScanner::open(Kind kind, Place at)
{
    if (depth_ == open_.size()) return false;
    open_[depth_++] = next_node();
    add(kind, at, at);
    return true;
}

void JsonScanner::close(Place behind)
{
    auto& node = nodes_[open_[--depth_]];
    node.end = offset(behind);
    node.next = next_node();
}

void JsonScanner::add(Kind kind, Place begin, Place end, bool escaped)
{
    nodes_.push_back(
        {.begin = offset(begin), .end = offset(end), .next = next_node() + 1, .kind = kind, .escaped = escaped});
}

JsonScanner::Place JsonScanner::fail(Place at, std::string_view what)
{
    fault_ = {what, offset(at)};
    return nullptr;
}

} // namespace parlor::protocol
