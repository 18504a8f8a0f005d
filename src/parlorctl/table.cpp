#include "parlorctl/table.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace parlor::ctl {
namespace {

namespace json = boost::json;

const json::value* find(const json::value& item, std::string_view path)
{
    const auto* at = &item;
    while (!path.empty()) {
        const auto dot = path.find('.');
        const auto* object = at->if_object();
        at = object ? object->if_contains(path.substr(0, dot)) : nullptr;
        if (!at) return nullptr;
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    return at;
}

/// Without the control characters of C0, DEL and C1 (which are 0xC2 0x80 to 0xC2 0x9F in UTF-8).
std::string printable(std::string_view text)
{
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
            ++i;
        } else if (byte >= 0x20 && byte != 0x7F) {
            clean += text[i];
        }
    }
    return clean;
}

/// Code points, which are about as wide as they are many.
std::size_t width_of(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void append_padded(std::string& line, const std::string& text, std::size_t width)
{
    line += text;
    line.append(width - std::min(width, width_of(text)), ' ');
}

std::string trimmed(std::string line)
{
    line.resize(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

} // namespace

std::string time_text(std::int64_t ms)
{
    const std::time_t seconds = ms / 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%SZ", &utc)};
}

std::string bytes_text(std::int64_t bytes)
{
    if (bytes < 1024) return std::to_string(bytes) + " B";
    auto amount = static_cast<double>(bytes);
    std::size_t unit = 0;
    constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
    while (amount >= 1024 && unit + 1 < units.size()) {
        amount /= 1024;
        ++unit;
    }
    std::array<char, 32> text{};
    const auto length = std::snprintf(text.data(), text.size(), "%.1f %s", amount, units[unit]);
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string value_text(const json::value& item, std::string_view path, Shown shown)
{
    const auto* value = find(item, path);
    if (!value || value->is_null()) return "-";
    if (value->is_string()) return value->get_string().empty() ? "-" : printable(value->get_string());
    if (value->is_bool()) return value->get_bool() ? "yes" : "no";
    if (value->is_int64() && shown == Shown::time) return time_text(value->get_int64());
    if (value->is_int64() && shown == Shown::bytes) return bytes_text(value->get_int64());
    return printable(json::serialize(*value));
}

std::string table(const json::value& items, std::span<const Column> columns)
{
    const auto& rows = items.as_array();
    if (rows.empty()) return "There are none.\n";
    std::vector<std::vector<std::string>> cells;
    for (const auto& row : rows) {
        auto& line = cells.emplace_back();
        for (const auto& column : columns) line.push_back(value_text(row, column.path, column.shown));
    }
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        widths.push_back(columns[i].head.size());
        for (const auto& line : cells) widths[i] = std::max(widths[i], width_of(line[i]));
    }
    std::string head;
    for (std::size_t i = 0; i < columns.size(); ++i) append_padded(head, std::string{columns[i].head}, widths[i] + 2);
    auto text = trimmed(std::move(head));
    for (const auto& line : cells) {
        std::string row;
        for (std::size_t i = 0; i < columns.size(); ++i) append_padded(row, line[i], widths[i] + 2);
        text += trimmed(std::move(row));
    }
    return text;
}

std::string card(const json::value& item, std::span<const Column> columns)
{
    std::size_t width = 0;
    for (const auto& column : columns) width = std::max(width, column.head.size());
    std::string text;
    for (const auto& column : columns) {
        std::string line;
        append_padded(line, std::string{column.head}, width + 2);
        text += trimmed(line + value_text(item, column.path, column.shown));
    }
    return text;
}

} // namespace parlor::ctl
