#include "tests/support/server_figures.hpp"

#include "tests/support/http_client.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

namespace parlor::test {

namespace {

double figure(HttpClient& http, const std::string& name)
{
    const auto text = "\n" + http.get("/metrics").body;
    const auto at = text.find("\n" + name + " ");
    if (at == std::string::npos) throw std::runtime_error("there is no figure " + name);
    return std::stod(text.substr(at + name.size() + 2));
}

} // namespace

double metric(std::uint16_t port, const std::string& name)
{
    HttpClient http{port};
    return figure(http, name);
}

double wait_for_metric(std::uint16_t port, const std::string& name, const std::function<bool(double)>& holds)
{
    HttpClient http{port};
    const auto deadline = in(patience);
    auto seen = figure(http, name);
    while (!holds(seen) && std::chrono::steady_clock::now() < deadline) seen = figure(http, name);
    return seen;
}

std::size_t open_descriptors(const ServerProcess& server)
{
    const std::filesystem::directory_iterator all{"/proc/" + std::to_string(server.pid()) + "/fd"};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::size_t resident_bytes(pid_t process)
{
    std::ifstream in{"/proc/" + std::to_string(process) + "/statm"};
    std::size_t all = 0;
    std::size_t resident = 0;
    in >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::chrono::nanoseconds cpu_time(pid_t process)
{
    std::int64_t all = 0;
    for (const auto& thread : std::filesystem::directory_iterator{"/proc/" + std::to_string(process) + "/task"}) {
        std::ifstream in{thread.path() / "schedstat"};
        std::int64_t ran = 0;
        if (in >> ran) all += ran;
    }
    return std::chrono::nanoseconds{all};
}

} // namespace parlor::test
