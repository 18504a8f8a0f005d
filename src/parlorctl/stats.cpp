#include "parlorctl/stats.hpp"

#include "parlorctl/table.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <charconv>
#include <iostream>
#include <thread>

namespace parlor::ctl {
namespace {

namespace json = boost::json;

constexpr std::array whole{Column{"server", "server.name"},
                           Column{"version", "server.version"},
                           Column{"node", "server.node_id"},
                           Column{"at", "at", Shown::time},
                           Column{"up for", "uptime"},
                           Column{"draining", "draining"},
                           Column{"sessions connected", "counts.sessions_connected"},
                           Column{"websockets", "counts.websockets"},
                           Column{"sockets", "counts.sockets"},
                           Column{"lobbies", "counts.lobbies"},
                           Column{"participants", "counts.participants"},
                           Column{"bans", "counts.bans"},
                           Column{"messages in /s", "rates.messages_received"},
                           Column{"messages out /s", "rates.messages_sent"},
                           Column{"bytes in /s", "rates.bytes_received", Shown::bytes},
                           Column{"bytes out /s", "rates.bytes_sent", Shown::bytes},
                           Column{"entries /s", "rates.entries"},
                           Column{"store queue", "queues.store_calls"},
                           Column{"loop queue", "queues.shard_tasks"},
                           Column{"waiting for clients", "queues.outbox_bytes", Shown::bytes},
                           Column{"memory", "memory_bytes", Shown::bytes},
                           Column{"loop turn p50", "p50"},
                           Column{"loop turn p99", "p99"}};

/// Of a line of `--watch`; `width` is that of its column.
struct Figure {
    std::string_view head;
    std::string_view path;
    std::size_t width;
    Shown shown = Shown::plain;
};

constexpr std::array watched{Figure{"sessions", "counts.sessions_connected", 8},
                             Figure{"lobbies", "counts.lobbies", 7},
                             Figure{"people", "counts.participants", 6},
                             Figure{"msg in/s", "rates.messages_received", 8},
                             Figure{"msg out/s", "rates.messages_sent", 9},
                             Figure{"in/s", "rates.bytes_received", 10, Shown::bytes},
                             Figure{"out/s", "rates.bytes_sent", 10, Shown::bytes},
                             Figure{"store queue", "queues.store_calls", 11},
                             Figure{"memory", "memory_bytes", 10, Shown::bytes},
                             Figure{"p50", "p50", 9},
                             Figure{"p99", "p99", 9}};

std::string duration_text(std::int64_t ms)
{
    const auto seconds = ms / 1000;
    const auto part = [](std::int64_t count, const char* unit) { return std::to_string(count) + unit; };
    if (seconds < 60) return part(seconds, " s");
    if (seconds < 3600) return part(seconds / 60, " min ") + part(seconds % 60, " s");
    if (seconds < 86'400) return part(seconds / 3600, " h ") + part(seconds % 3600 / 60, " min");
    return part(seconds / 86'400, " d ") + part(seconds % 86'400 / 3600, " h");
}

/// Adds what is shown in words: how long the server is up, and the turns of its slowest event loop.
void add_words(json::value& stats)
{
    auto& object = stats.as_object();
    object["uptime"] = duration_text(object.at("uptime_ms").to_number<std::int64_t>());
    for (const auto* quantile : {"p50", "p99"}) {
        std::int64_t slowest = 0;
        for (const auto& loop : object.at("loops").as_array())
            slowest = std::max(slowest, loop.at(std::string{quantile} + "_us").to_number<std::int64_t>());
        object[quantile] = std::to_string(slowest) + " us";
    }
}

void append_right(std::string& line, std::string_view text, std::size_t width)
{
    if (!line.empty()) line += "  ";
    line.append(width - std::min(width, text.size()), ' ').append(text);
}

std::string watched_head()
{
    std::string line;
    for (const auto& figure : watched) append_right(line, figure.head, figure.width);
    return line;
}

std::string watched_line(const json::value& stats)
{
    std::string line;
    for (const auto& figure : watched) append_right(line, value_text(stats, figure.path, figure.shown), figure.width);
    return line;
}

/// Of an option, within bounds; nothing where it is none.
std::optional<int> bounded(const Arguments& arguments, std::string_view option, int fallback)
{
    const auto text = arguments.value(option, std::to_string(fallback));
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size() || number < 0 || number > 1'000'000) return {};
    return number;
}

std::optional<Fault> watch(Api& api, const Arguments& arguments)
{
    constexpr int lines_of_a_screen = 20;
    const auto every = bounded(arguments, "every", 2);
    const auto count = bounded(arguments, "count", 0);
    if (!every || *every < 1 || !count)
        return Fault{.exit = Exit::misused,
                     .what = "--every and --count must be whole numbers.",
                     .advice = "For example --watch --every 5 --count 12."};
    for (int line = 0; *count == 0 || line < *count; ++line) {
        if (line > 0) std::this_thread::sleep_for(std::chrono::seconds{*every});
        auto reply = api.call("GET", "stats");
        if (reply.fault) return reply.fault;
        if (arguments.json()) {
            std::cout << json::serialize(reply.value) << std::endl;
            continue;
        }
        add_words(reply.value);
        if (line % lines_of_a_screen == 0) std::cout << watched_head() << '\n';
        std::cout << watched_line(reply.value) << std::endl;
    }
    return {};
}

} // namespace

std::optional<Fault> show_stats(Api& api, const Arguments& arguments)
{
    if (arguments.has("watch")) return watch(api, arguments);
    auto reply = api.call("GET", "stats");
    if (reply.fault) return reply.fault;
    if (arguments.json()) {
        std::cout << json::serialize(reply.value) << '\n';
        return {};
    }
    add_words(reply.value);
    std::cout << card(reply.value, whole);
    return {};
}

} // namespace parlor::ctl
