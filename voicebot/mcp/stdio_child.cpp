#include "voicebot/mcp/stdio_child.hpp"

#include "base/log.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace parlor::voicebot::mcp {
namespace {

/// From the end of its input to SIGTERM, and from there to SIGKILL.
constexpr std::chrono::milliseconds to_finish{500};
constexpr std::chrono::seconds grace{2};
/// Of one line of its standard error.
constexpr std::size_t most_logged = 1'000;

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    int get() const { return number_; }
    void close()
    {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }

private:
    int number_;
};

struct Pipe {
    Descriptor read;
    Descriptor write;
};

std::optional<Pipe> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
    return Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

void never_wait(const Descriptor& end)
{
    ::fcntl(end.get(), F_SETFL, ::fcntl(end.get(), F_GETFL) | O_NONBLOCK);
}

/// The child's part between fork and exec: calls that are safe there alone (POSIX.1-2017, "Signal Concepts").
[[noreturn]] void become(char* const* arguments, int in, int out, int err, pid_t parent)
{
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    std::signal(SIGPIPE, SIG_DFL);
    // With the host, however that ends.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    ::execvp(arguments[0], arguments);
    constexpr std::string_view complaint = "the program cannot be started\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, complaint.data(), complaint.size());
    ::_exit(127);
}

/// Cuts bytes into lines.
class Lines {
public:
    /// False where a line grows above the bound.
    template <class Take> bool add(std::string_view bytes, std::size_t most, Take take)
    {
        for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
            line_ += bytes.substr(0, end);
            if (line_.size() > most) return false;
            if (line_.ends_with('\r')) line_.pop_back();
            take(std::exchange(line_, {}));
            bytes.remove_prefix(end + 1);
        }
        line_ += bytes;
        return line_.size() <= most;
    }

private:
    std::string line_;
};

std::string how(int status)
{
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    return "exit code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

/// What the owner and the child's own thread share.
class StdioChild::Pipes : public std::enable_shared_from_this<Pipes> {
public:
    Pipes(Loop& loop, std::string name, Events events, pid_t child, Descriptor in, Descriptor out, Descriptor err)
        : loop_(loop), name_(std::move(name)), events_(std::move(events)), child_(child), in_(std::move(in)),
          out_(std::move(out)), err_(std::move(err)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        for (const auto* end : {&in_, &out_, &err_}) never_wait(*end);
    }

    bool write(std::string_view line)
    {
        {
            const std::lock_guard lock{mutex_};
            if (waiting_.size() + line.size() > most_bytes) return false;
            waiting_.append(line).push_back('\n');
        }
        wake();
        return true;
    }
    void let_go()
    {
        events_ = {};
        {
            const std::lock_guard lock{mutex_};
            ending_ = true;
        }
        wake();
    }
    void serve()
    {
        // Of a child that reads no more EPIPE tells.
        sigset_t broken_pipes;
        sigemptyset(&broken_pipes);
        sigaddset(&broken_pipes, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &broken_pipes, nullptr);
        std::string reason;
        while (!ending_ && reason.empty()) reason = turn();
        in_.close();
        const auto status = reap();
        if (reason.empty() || reason == ended) reason = "it has ended (" + how(status) + ")";
        tell([self = shared_from_this(), text = std::move(reason)]() mutable {
            if (auto told = std::exchange(self->events_.ended, nullptr)) told(std::move(text));
        });
    }

private:
    static constexpr const char* ended = "ended";

    /// The loop may be gone once the owner is.
    void tell(Task task)
    {
        const std::lock_guard lock{mutex_};
        if (!ending_) loop_.post(std::move(task));
    }
    void wake()
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
    }
    /// Waits for something and does it; why there is no more, or nothing.
    std::string turn()
    {
        bool full = false;
        {
            const std::lock_guard lock{mutex_};
            full = !waiting_.empty();
        }
        std::array<pollfd, 4> wait{pollfd{.fd = out_.get(), .events = POLLIN, .revents = 0},
                                   pollfd{.fd = err_.get(), .events = POLLIN, .revents = 0},
                                   pollfd{.fd = wake_.get(), .events = POLLIN, .revents = 0},
                                   pollfd{.fd = full ? in_.get() : -1, .events = POLLOUT, .revents = 0}};
        if (::poll(wait.data(), wait.size(), -1) < 0) return errno == EINTR ? "" : "the system refuses to wait for it";
        if (wait[2].revents != 0) {
            std::uint64_t count = 0;
            [[maybe_unused]] const auto taken = ::read(wake_.get(), &count, sizeof count);
        }
        if (wait[3].revents != 0) flush();
        if (wait[1].revents != 0) log_errors();
        return wait[0].revents != 0 ? read_lines() : "";
    }
    void flush()
    {
        const std::lock_guard lock{mutex_};
        const auto written = ::write(in_.get(), waiting_.data(), waiting_.size());
        if (written > 0) waiting_.erase(0, static_cast<std::size_t>(written));
        // It reads nothing any more; its end is told by its output.
        if (written < 0 && errno == EPIPE) waiting_.clear();
    }
    void log_errors()
    {
        const auto count = ::read(err_.get(), buffer_.data(), buffer_.size());
        if (count == 0) err_.close();
        if (count <= 0) return;
        const bool fits =
            errors_.add({buffer_.data(), static_cast<std::size_t>(count)}, most_bytes, [&](std::string line) {
                log::info("mcp_server_says", {{"server", name_}, {"text", line.substr(0, most_logged)}});
            });
        if (!fits) errors_ = {};
    }
    std::string read_lines()
    {
        const auto count = ::read(out_.get(), buffer_.data(), buffer_.size());
        if (count == 0) return ended;
        if (count < 0) return errno == EAGAIN || errno == EINTR ? "" : ended;
        const bool fits =
            lines_.add({buffer_.data(), static_cast<std::size_t>(count)}, most_bytes, [&](std::string line) {
                tell([self = shared_from_this(), text = std::move(line)]() mutable {
                    // A copy, as the line may be what the owner lets go for.
                    if (const auto line_handler = self->events_.line) line_handler(std::move(text));
                });
            });
        return fits ? "" : "it wrote a line of more than " + std::to_string(most_bytes) + " bytes";
    }
    /// Waits for the child's end, and sees to it.
    int reap()
    {
        int status = 0;
        if (gone_within(to_finish, status)) return status;
        ::kill(child_, SIGTERM);
        if (gone_within(grace, status)) return status;
        ::kill(child_, SIGKILL);
        ::waitpid(child_, &status, 0);
        return status;
    }
    bool gone_within(std::chrono::milliseconds time, int& status) const
    {
        const auto deadline = std::chrono::steady_clock::now() + time;
        while (::waitpid(child_, &status, WNOHANG) != child_) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return true;
    }

    Loop& loop_;
    const std::string name_;
    Events events_; ///< the loop's
    const pid_t child_;
    Descriptor in_;
    Descriptor out_;
    Descriptor err_;
    Descriptor wake_;
    std::atomic<bool> ending_{false};
    std::mutex mutex_;
    std::string waiting_;
    // The thread's own.
    std::array<char, 16 * 1024> buffer_{};
    Lines lines_;
    Lines errors_;
};

Result<std::unique_ptr<StdioChild>> StdioChild::start(Loop& loop, std::string name,
                                                      const std::vector<std::string>& command, Events events)
{
    const Error refused{Errc::unavailable, "The system has no process or pipe left for " + name + "."};
    auto in = make_pipe();
    auto out = make_pipe();
    auto err = make_pipe();
    if (!in || !out || !err || command.empty()) return refused;
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child < 0) return refused;
    if (child == 0) become(arguments.data(), in->read.get(), out->write.get(), err->write.get(), parent);
    auto pipes = std::make_shared<Pipes>(loop, std::move(name), std::move(events), child, std::move(in->write),
                                         std::move(out->read), std::move(err->read));
    // It holds the pipes, and so needs nobody to wait for it: a child that does not want to end takes its two seconds alone.
    std::thread{[pipes] { pipes->serve(); }}.detach();
    return std::unique_ptr<StdioChild>{new StdioChild{std::move(pipes)}};
}

StdioChild::~StdioChild()
{
    pipes_->let_go();
}

bool StdioChild::write(std::string_view line)
{
    return pipes_->write(line);
}

} // namespace parlor::voicebot::mcp
