#include "base/log.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>

#include <unistd.h>

namespace parlor::log {
namespace {

std::atomic<Level> threshold{Level::info};

constexpr std::string_view names[] = {"debug", "info", "warning", "error"};

std::string time_text()
{
    using namespace std::chrono;
    const auto now = system_clock::now();
    const std::time_t seconds = system_clock::to_time_t(now);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    std::size_t used = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    const auto ms = duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000;
    std::snprintf(text + used, sizeof text - used, ".%03dZ", static_cast<int>(ms));
    return text;
}

/// Quotes a value that holds blanks or control characters, so that one event stays one line.
void append_value(std::string& line, std::string_view value)
{
    const bool plain = !value.empty() && value.find_first_of(" \"\\=\n\r\t") == std::string_view::npos;
    if (plain) {
        line += value;
        return;
    }
    line += '"';
    for (char c : value) {
        if (c == '"' || c == '\\') line += '\\';
        line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    line += '"';
}

} // namespace

void set_level(Level level)
{
    threshold.store(level, std::memory_order_relaxed);
}

bool parse_level(std::string_view text, Level& level)
{
    for (int i = 0; i < 4; ++i) {
        if (names[i] != text) continue;
        level = static_cast<Level>(i);
        return true;
    }
    return false;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields)
{
    if (level < threshold.load(std::memory_order_relaxed)) return;
    std::string line = time_text();
    line += ' ';
    line += names[static_cast<int>(level)];
    line += ' ';
    line += event;
    for (const auto& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        append_value(line, field.value);
    }
    line += '\n';
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace parlor::log
