#pragma once
#include <boost/json/value.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parlor::ctl {

/// How a value is shown.
enum class Shown { plain, time, bytes };

/// A column: its head, and where its values stand in an item, e.g. `lobby.participant_count`.
struct Column {
    std::string_view head;
    std::string_view path;
    Shown shown = Shown::plain;
};

/// Rows under their heads, aligned; a sentence where there are none.
std::string table(const boost::json::value& items, std::span<const Column> columns);
/// One item, a line per column.
std::string card(const boost::json::value& item, std::span<const Column> columns);

/// `2026-01-31 12:00:00Z`, of milliseconds since the Unix epoch.
std::string time_text(std::int64_t ms);
/// `17.3 MiB`.
std::string bytes_text(std::int64_t bytes);
/// What stands at `path` of an item, shown; `-` where nothing does. Control characters are left out: a terminal would act
/// on them.
std::string value_text(const boost::json::value& item, std::string_view path, Shown shown = Shown::plain);

} // namespace parlor::ctl
