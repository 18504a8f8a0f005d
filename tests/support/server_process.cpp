#include "tests/support/server_process.hpp"

#include "tests/support/paths.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace parlor::test {
namespace {

constexpr std::string_view ready = "parlor: listening on http://";

/// argv or envp of `texts`, which must stay where they are.
std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

/// The present environment without settings of Parlor, which are the test's alone, and with `more`.
std::vector<std::string> environment(const std::map<std::string, std::string>& more)
{
    std::vector<std::string> all;
    for (char** entry = environ; *entry; ++entry) {
        if (!std::string_view{*entry}.starts_with("PARLOR_")) all.emplace_back(*entry);
    }
    for (const auto& [name, value] : more) all.push_back(name + '=' + value);
    return all;
}

std::uint16_t port_of(const std::string& address)
{
    const auto port = std::stoul(address.substr(address.rfind(':') + 1));
    return static_cast<std::uint16_t>(port);
}

} // namespace

ServerProcess::ServerProcess(ServerOptions options)
{
    start(std::move(options));
}

ServerProcess::~ServerProcess()
{
    if (!running()) return;
    ::kill(pid_, SIGKILL);
    reap();
}

void ServerProcess::start(ServerOptions options)
{
    options_ = std::move(options);
    start();
}

void ServerProcess::start()
{
    if (running()) throw std::logic_error("the server runs already");
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    output_ = ends[0];
    pid_ = spawn(ends[1]);
    close(ends[1]);
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    read_ready_line(in(patience));
}

pid_t ServerProcess::spawn(int ready_pipe)
{
    const auto program = bin_dir() + "/parlor-server";
    std::vector<std::string> words{program, "--listen=127.0.0.1:" + std::to_string(options_.port),
                                   "--data=" + data_.string(),
                                   // As root its folder is out of everybody else's reach.
                                   "--server.user=root"};
    words.insert(words.end(), options_.flags.begin(), options_.flags.end());
    if (const char* more = std::getenv("PARLOR_TEST_SERVER_FLAGS")) {
        std::istringstream given{more};
        for (std::string word; given >> word;) words.push_back(word);
    }
    auto variables = environment(options_.environment);
    const auto argv = pointers(words);
    const auto envp = pointers(variables);
    const int errors = open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const auto parent = getpid();
    const auto pid = fork();
    if (pid == 0) {
        // Only what is safe between fork and exec of a program with threads.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(127);
        dup2(ready_pipe, STDOUT_FILENO);
        dup2(errors, STDERR_FILENO);
        execve(program.c_str(), argv.data(), envp.data());
        _exit(127);
    }
    close(errors);
    return pid;
}

void ServerProcess::read_ready_line(Deadline deadline)
{
    std::string text;
    while (text.find('\n') == std::string::npos) {
        pollfd wait{.fd = output_, .events = POLLIN, .revents = 0};
        if (poll(&wait, 1, left_ms(deadline)) == 0) fail("was not ready in time");
        char bytes[256];
        const auto size = read(output_, bytes, sizeof bytes);
        if (size <= 0) fail("ended before it was ready");
        text.append(bytes, static_cast<std::size_t>(size));
    }
    const auto line = text.substr(0, text.find('\n'));
    if (!line.starts_with(ready)) fail("began with \"" + line + '"');
    port_ = port_of(line);
}

void ServerProcess::send_signal(int signal)
{
    if (!running()) throw std::logic_error("no server runs");
    ::kill(pid_, signal);
}

ExitStatus ServerProcess::wait(std::chrono::milliseconds longest)
{
    if (!running()) throw std::logic_error("no server runs");
    // A descriptor of the process (Linux 5.3; glibc 2.36 has no wrapper in C++) becomes readable when it ends.
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
    const int events = poll(&ended, 1, left_ms(in(longest)));
    close(handle);
    if (events == 0) fail("did not end in time");
    siginfo_t how{};
    waitid(P_PID, static_cast<id_t>(pid_), &how, WEXITED | WNOWAIT);
    reap();
    if (how.si_code == CLD_EXITED) return {.code = how.si_status, .signal = 0};
    return {.code = -1, .signal = how.si_status};
}

ExitStatus ServerProcess::stop()
{
    send_signal(SIGTERM);
    return wait();
}

ExitStatus ServerProcess::kill()
{
    send_signal(SIGKILL);
    return wait();
}

void ServerProcess::reap()
{
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
    close(output_);
    output_ = -1;
}

std::string ServerProcess::errors() const
{
    std::ostringstream text;
    text << std::ifstream{log_}.rdbuf();
    return text.str();
}

void ServerProcess::fail(const std::string& what)
{
    ::kill(pid_, SIGKILL);
    reap();
    throw std::runtime_error("parlor-server " + what + "; it wrote:\n" + errors());
}

std::uint16_t free_port()
{
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    close(probe);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

} // namespace parlor::test
