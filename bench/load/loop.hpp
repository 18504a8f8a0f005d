#pragma once
#include <chrono>
#include <functional>
#include <vector>

namespace parlor::load {

using Clock = std::chrono::steady_clock;

/// A socket that an event loop serves.
class Socket {
public:
    virtual ~Socket() = default;
    virtual void on_readable() = 0;
    virtual void on_writable() = 0;
    /// Called at the end of the turn in which `Loop::flush_later` was asked for.
    virtual void flush() = 0;
};

/// An epoll loop on the calling thread.
class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Serves a descriptor until it is closed; the socket must live as long.
    void add(int descriptor, Socket& socket);
    /// Whether `on_writable` is called when the descriptor takes bytes.
    void want_writable(int descriptor, Socket& socket, bool wanted);
    void flush_later(Socket& socket) { dirty_.push_back(&socket); }
    /// The next turn waits for nothing: there is more to do.
    void stay_awake() { awake_ = true; }

    /// When the present turn began: close enough for latencies, and cheaper than a look at the clock per message.
    Clock::time_point now() const { return now_; }

    /// Runs turns until `done` holds after one, or `deadline` has come. True where it holds.
    bool run_until(const std::function<bool()>& done, Clock::time_point deadline);

private:
    void turn(Clock::time_point deadline);
    void flush_all();

    int epoll_;
    Clock::time_point now_ = Clock::now();
    bool awake_ = false;
    std::vector<Socket*> dirty_;
};

} // namespace parlor::load
