#pragma once
#include "tests/support/child_process.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parlor::test {

struct ServerOptions {
    /// More options of parlor-server, e.g. `--lobby.grace=300ms`.
    std::vector<std::string> flags{};
    /// More environment, e.g. `PARLOR_LOG_LEVEL`.
    std::map<std::string, std::string> environment{};
    /// 0: any free port, a new one at each start.
    std::uint16_t port = 0;
};

/// parlor-server as a child process on the loopback, with a data folder of its own that lasts over restarts. The child
/// never outlives this object, nor the thread that started it. Everything throws std::runtime_error, with what the
/// server wrote to standard error, where it does not go as it must.
class ServerProcess {
public:
    /// Starts and waits until the server is ready.
    explicit ServerProcess(ServerOptions options = {});
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    /// Starts again after the end of the last run, on the same data; returns when the server is ready.
    void start();
    /// As `start`, with other options from now on.
    void start(ServerOptions options);
    bool running() const { return child_ && child_->running(); }
    std::uint16_t port() const { return port_; }
    /// Of the TLS listener; 0 where there is none.
    std::uint16_t tls_port() const { return tls_port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    pid_t pid() const { return child_ ? child_->pid() : 0; }
    const std::filesystem::path& data() const { return data_; }

    void send_signal(int signal);
    /// Waits until the process has ended.
    ExitStatus wait(std::chrono::milliseconds longest = patience);
    /// SIGTERM, then `wait`.
    ExitStatus stop();
    /// SIGKILL, then `wait`: no destructor runs, nothing is flushed.
    ExitStatus kill();

    /// What all runs so far have written to standard error.
    std::string errors() const;

private:
    ChildProcess spawn(int ready_pipe) const;
    void read_ready_line(Deadline deadline);
    void close_output();
    [[noreturn]] void fail(const std::string& what);

    TempFolder folder_;
    const std::filesystem::path data_ = folder_.path() / "data";
    const std::filesystem::path log_ = folder_.path() / "stderr";
    ServerOptions options_;
    std::optional<ChildProcess> child_;
    int output_ = -1;
    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
};

/// A port of the loopback that is free just now, for servers that must come back on the same one.
std::uint16_t free_port();

} // namespace parlor::test
