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
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace parlor::test {
namespace {

constexpr std::string_view ready = "parlor: listening on http://";

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
    child_.reset();
    close_output();
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
    child_ = spawn(ends[1]);
    close(ends[1]);
    read_ready_line(in(patience));
}

ChildProcess ServerProcess::spawn(int ready_pipe) const
{
    std::vector<std::string> arguments{"--listen=127.0.0.1:" + std::to_string(options_.port),
                                       "--data=" + data_.string(),
                                       // As root its folder is out of everybody else's reach.
                                       "--server.user=root"};
    arguments.insert(arguments.end(), options_.flags.begin(), options_.flags.end());
    if (const char* more = std::getenv("PARLOR_TEST_SERVER_FLAGS")) {
        std::istringstream given{more};
        for (std::string word; given >> word;) arguments.push_back(word);
    }
    const int errors = open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ChildProcess child{{.program = bin_dir() + "/parlor-server",
                        .arguments = std::move(arguments),
                        .environment = options_.environment,
                        .output = ready_pipe,
                        .errors = errors}};
    close(errors);
    return child;
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
    const auto second = line.find(" and https://");
    port_ = port_of(line.substr(0, second));
    tls_port_ = second == std::string::npos ? std::uint16_t{0} : port_of(line);
}

void ServerProcess::send_signal(int signal)
{
    if (!running()) throw std::logic_error("no server runs");
    child_->send_signal(signal);
}

ExitStatus ServerProcess::wait(std::chrono::milliseconds longest)
{
    if (!running()) throw std::logic_error("no server runs");
    const auto status = child_->wait(longest);
    if (!status) fail("did not end in time");
    close_output();
    return *status;
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

void ServerProcess::close_output()
{
    if (output_ >= 0) close(std::exchange(output_, -1));
}

std::string ServerProcess::errors() const
{
    std::ostringstream text;
    text << std::ifstream{log_}.rdbuf();
    return text.str();
}

void ServerProcess::fail(const std::string& what)
{
    child_.reset();
    close_output();
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
