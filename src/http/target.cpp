#include "http/target.hpp"

#include "base/text.hpp"

namespace parlor::http {
namespace {

bool decode(std::string_view text, bool plus_is_space, std::string& out)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) return false;
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        }
    }
    return true;
}

/// Calls `take` with each part between separators; false where it says so.
template <class Take> bool split(std::string_view text, char separator, Take take)
{
    while (true) {
        const auto end = text.find(separator);
        if (!take(text.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        text.remove_prefix(end + 1);
    }
}

} // namespace

std::optional<std::string> Target::parameter(std::string_view name) const
{
    for (const auto& [key, value] : query)
        if (key == name) return value;
    return {};
}

std::optional<Target> parse_target(std::string_view text)
{
    if (text.empty() || text.front() != '/') return {};
    Target target;
    const auto mark = text.find('?');
    const auto path = text.substr(0, mark);
    if (!decode(path, false, target.path)) return {};
    const bool fine = split(path.substr(1), '/',
                            [&](std::string_view part) { return decode(part, false, target.segments.emplace_back()); });
    if (!fine) return {};
    if (mark == std::string_view::npos) return target;
    const bool read = split(text.substr(mark + 1), '&', [&](std::string_view part) {
        if (part.empty()) return true;
        const auto equals = part.find('=');
        auto& [key, value] = target.query.emplace_back();
        return decode(part.substr(0, equals), true, key) &&
               (equals == std::string_view::npos || decode(part.substr(equals + 1), true, value));
    });
    if (!read) return {};
    return target;
}

} // namespace parlor::http
