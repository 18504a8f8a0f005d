#include "protocol/json_document.hpp"

#include "base/text.hpp"
#include "protocol/json_scanner.hpp"
#include "protocol/types.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace parlor::protocol {
namespace {

/// Four hexadecimal digits.
unsigned code_unit(const char* digits)
{
    unsigned unit = 0;
    for (int i = 0; i < 4; ++i) unit = unit << 4 | static_cast<unsigned>(hex_value(digits[i]));
    return unit;
}

char* put_utf8(char* out, unsigned point)
{
    const auto put = [&](unsigned byte) { *out++ = static_cast<char>(byte); };
    const auto more = [&](int shift) { put(0x80U | (point >> shift & 0x3FU)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | point >> 6);
        more(0);
    } else if (point < 0x10000) {
        put(0xE0U | point >> 12);
        more(6);
        more(0);
    } else {
        put(0xF0U | point >> 18);
        more(12);
        more(6);
        more(0);
    }
    return out;
}

/// Reads the `\uXXXX` after which `text` begins, and the other half of a pair; takes them from the text.
unsigned take_escaped_point(std::string_view& text)
{
    const auto first = code_unit(text.data());
    text.remove_prefix(4);
    if (first < 0xD800 || first > 0xDBFF) return first;
    const auto second = code_unit(text.data() + 2);
    text.remove_prefix(6);
    return 0x10000U + ((first - 0xD800U) << 10) + (second - 0xDC00U);
}

char plain_escape(char letter)
{
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
    }
}

/// What a checked string means; `out` has room for as many bytes as it was written with. The end of what was put there.
char* resolve_escapes(std::string_view text, char* out)
{
    while (!text.empty()) {
        const auto plain = std::min(text.find('\\'), text.size());
        out = std::copy_n(text.data(), plain, out);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const char letter = text[1];
        text.remove_prefix(2);
        if (letter == 'u')
            out = put_utf8(out, take_escaped_point(text));
        else
            *out++ = plain_escape(letter);
    }
    return out;
}

} // namespace

Result<JsonView> JsonDocument::read(std::string_view text)
{
    text_ = text;
    nodes_.reserve(std::min<std::size_t>(text.size() / 8 + 4, 128));
    if (const auto fault = JsonScanner{text, nodes_}.scan())
        return Error{Errc::bad_json, "This is not valid JSON: " + std::string{fault->what} + " at byte " +
                                         std::to_string(fault->at) + "."};
    return JsonView{*this, 0};
}

std::string_view JsonDocument::resolved(std::string_view written) const
{
    auto* room = static_cast<char*>(resolved_.allocate(written.size(), 1));
    return {room, static_cast<std::size_t>(resolve_escapes(written, room) - room)};
}

bool JsonView::get_bool() const
{
    return text().front() == 't';
}

JsonArray JsonView::get_array() const
{
    return JsonArray{*this};
}

JsonObject JsonView::get_object() const
{
    return JsonObject{*this};
}

double JsonView::number() const
{
    const auto digits = text();
    double value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (fault != std::errc::result_out_of_range) return value;
    // Too large or too small: its exponent says which, and there is one.
    const auto exponent = digits.find_first_of("eE");
    const bool small = exponent != std::string_view::npos && digits[exponent + 1] == '-';
    const auto magnitude = small ? 0.0 : std::numeric_limits<double>::infinity();
    return digits.front() == '-' ? -magnitude : magnitude;
}

std::optional<std::int64_t> JsonView::integer() const
{
    if (!is_number()) return {};
    const auto digits = text();
    std::int64_t whole = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
    if (fault == std::errc{} && end == digits.data() + digits.size()) return whole;
    const double value = number();
    if (std::trunc(value) != value || std::abs(value) > static_cast<double>(max_safe_integer)) return {};
    return static_cast<std::int64_t>(value);
}

JsonView JsonArray::Iterator::operator*() const
{
    return {*document_, node_};
}

JsonArray::Iterator& JsonArray::Iterator::operator++()
{
    node_ = document_->at(node_).next;
    return *this;
}

JsonArray::Iterator JsonArray::begin() const
{
    return {*value_.document_, value_.node_ + 1};
}

JsonArray::Iterator JsonArray::end() const
{
    return {*value_.document_, value_.document_->at(value_.node_).next};
}

std::size_t JsonArray::size() const
{
    std::size_t count = 0;
    for (auto item = begin(); item != end(); ++item) ++count;
    return count;
}

std::optional<JsonView> JsonObject::if_contains(std::string_view name) const
{
    const auto& document = *value_.document_;
    const auto is_named = [&](const JsonDocument::Node& key) {
        // Two quotes; what has escapes is longer than it means.
        const auto length = key.end - key.begin - 2;
        return key.escaped ? length >= name.size() && document.string_of(key) == name
                           : length == name.size() && document.string_of(key) == name;
    };
    const auto end = document.at(value_.node_).next;
    std::optional<JsonView> found;
    for (auto key = value_.node_ + 1; key != end; key = document.at(key + 1).next)
        if (is_named(document.at(key))) found = JsonView{document, key + 1};
    return found;
}

} // namespace parlor::protocol
