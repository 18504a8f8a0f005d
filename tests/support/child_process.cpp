#include "tests/support/child_process.hpp"

#include "tests/support/patience.hpp"

#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace parlor::test {
namespace {

/// argv or envp of `texts`, which must stay where they are.
std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& more)
{
    std::vector<std::string> all;
    for (char** entry = environ; *entry; ++entry) {
        if (!std::string_view{*entry}.starts_with("PARLOR_")) all.emplace_back(*entry);
    }
    for (const auto& [name, value] : more) all.push_back(name + '=' + value);
    return all;
}

} // namespace

ChildProcess::ChildProcess(const ChildOptions& options)
{
    std::vector<std::string> words{options.program};
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    auto variables = environment_with(options.environment);
    const auto argv = pointers(words);
    const auto envp = pointers(variables);
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    const auto parent = getpid();
    pid_ = fork();
    if (pid_ == 0) {
        // Only what is safe between fork and exec of a program with threads.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(127);
        dup2(options.output < 0 ? nowhere : options.output, STDOUT_FILENO);
        dup2(options.errors < 0 ? nowhere : options.errors, STDERR_FILENO);
        execve(argv[0], argv.data(), envp.data());
        _exit(127);
    }
    close(nowhere);
    if (pid_ < 0) throw std::runtime_error("cannot fork");
}

ChildProcess::~ChildProcess()
{
    kill();
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept
{
    std::swap(pid_, other.pid_);
    return *this;
}

void ChildProcess::send_signal(int signal) const
{
    if (!running()) throw std::logic_error("the process has ended");
    ::kill(pid_, signal);
}

std::optional<ExitStatus> ChildProcess::wait(std::chrono::milliseconds longest)
{
    if (!running()) throw std::logic_error("the process has ended");
    // A descriptor of the process (Linux 5.3; glibc 2.36 has no wrapper in C++) becomes readable when it ends.
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
    const int events = poll(&ended, 1, left_ms(in(longest)));
    close(handle);
    if (events == 0) return {};
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    if (WIFEXITED(status)) return ExitStatus{.code = WEXITSTATUS(status), .signal = 0};
    return ExitStatus{.code = -1, .signal = WTERMSIG(status)};
}

void ChildProcess::kill()
{
    if (!running()) return;
    ::kill(pid_, SIGKILL);
    waitpid(std::exchange(pid_, 0), nullptr, 0);
}

} // namespace parlor::test
