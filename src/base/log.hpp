#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace parlor::log {

enum class Level { debug, info, warning, error };

struct Field {
    std::string_view key;
    std::string value;
};

/// Lines below this level are dropped. Thread-safe; default `info`.
void set_level(Level level);

/// Reads `debug`, `info`, `warning` or `error`; false when it is none of them.
bool parse_level(std::string_view text, Level& level);

/// Writes one line `TIME LEVEL event key=value …` to standard error, whole or not at all. Thread-safe.
/// Never pass secrets, tokens or what people wrote.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

inline void debug(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::error, event, fields);
}

} // namespace parlor::log
