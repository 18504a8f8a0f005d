#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace parlor::test {

/// How a process ended: by exit code, or by a signal (then `code` is −1).
struct ExitStatus {
    int code = -1;
    int signal = 0;
};

/// What a child is to run.
struct ChildOptions {
    std::string program;
    std::vector<std::string> arguments{};
    /// More environment; of ours it gets all but settings of Parlor, which are the test's alone.
    std::map<std::string, std::string> environment{};
    /// Descriptors that become its standard output and error; −1: they go nowhere.
    int output = -1;
    int errors = -1;
};

/// A program as a child process, which never outlives this object, nor the thread that started it.
class ChildProcess {
public:
    /// Throws std::runtime_error where there can be no child. Whether the program is there shows in how it ends (127).
    explicit ChildProcess(const ChildOptions& options);
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;

    bool running() const { return pid_ > 0; }
    pid_t pid() const { return pid_; }
    void send_signal(int signal) const;
    /// Waits until it has ended; nothing where it has not in this time.
    std::optional<ExitStatus> wait(std::chrono::milliseconds longest);
    /// SIGKILL, and its end: no destructor runs, nothing is flushed.
    void kill();

private:
    pid_t pid_ = 0;
};

} // namespace parlor::test
