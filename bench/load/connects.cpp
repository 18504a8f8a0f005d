#include "bench/load/connects.hpp"

#include "bench/load/crowd.hpp"
#include "bench/load/process.hpp"

namespace parlor::load {
namespace {

/// Presence is told in windows of 100 ms; after this the server is idle.
constexpr std::chrono::milliseconds until_idle{500};

} // namespace

boost::json::object measure_connects(const ConnectOptions& options, Ports ports, pid_t server)
{
    Loop loop;
    auto idle = [&] { loop.run_until([] { return false; }, Clock::now() + until_idle); };
    Crowd crowd{loop, ports, create_lobbies(ports.plain, options.lobbies, options.members), options.members,
                [](Heard, std::string_view) {}};
    crowd.admit(options.warm_up, options.at_once);
    idle();

    const auto memory_before = resident_bytes(server);
    const auto cpu_before = cpu_time(server);
    const auto start = Clock::now();
    crowd.admit(options.lobbies * options.members, options.at_once);
    const std::chrono::duration<double> seconds = Clock::now() - start;
    idle();
    const auto cpu = static_cast<double>((cpu_time(server) - cpu_before).count());
    const auto memory_after = resident_bytes(server);

    const auto members = static_cast<double>(options.lobbies * options.members - options.warm_up);
    return {{"members", members},
            {"seconds", seconds.count()},
            {"members_per_second", members / seconds.count()},
            {"server_cpu_ns_per_member", cpu / members},
            {"resident_bytes_per_member",
             (static_cast<double>(memory_after) - static_cast<double>(memory_before)) / members},
            {"join_ms",
             boost::json::object{{"p50", static_cast<double>(crowd.join_times().percentile(0.5).count()) / 1e6},
                                 {"p99", static_cast<double>(crowd.join_times().percentile(0.99).count()) / 1e6}}}};
}

} // namespace parlor::load
