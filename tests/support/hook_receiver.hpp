#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace parlor::test {

/// A small HTTP server that takes web hooks, on a thread of its own, on a port of the loopback that stays its own. It can be
/// made to misbehave while it runs.
class HookReceiver {
public:
    struct Request {
        std::string target;
        std::map<std::string, std::string> headers; ///< names in lower case
        std::string body;
    };
    /// What it does with a request from now on.
    enum class Mood {
        well,    ///< 204
        failing, ///< 500
        silent,  ///< reads and never answers
        slow,    ///< 204, after `slowness_of_receiver`
        rude,    ///< closes without an answer
    };
    static constexpr std::chrono::milliseconds slowness_of_receiver{300};

    explicit HookReceiver(Mood mood = Mood::well);
    ~HookReceiver();
    HookReceiver(const HookReceiver&) = delete;
    HookReceiver& operator=(const HookReceiver&) = delete;

    std::string url(const std::string& path = "/hooks") const
    {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    std::uint16_t port() const { return port_; }
    void be(Mood mood) { mood_ = mood; }

    /// Waits until `done` is true of the requests that were answered by 204; throws after `patience`.
    std::vector<Request> wait(const std::function<bool(const std::vector<Request>&)>& done);
    /// Requests that were answered by 204, in their order.
    std::vector<Request> taken() const;
    /// All requests, whatever became of them.
    std::size_t tries() const { return tries_; }
    /// Waits until there were so many tries.
    void wait_for_tries(std::size_t count);

private:
    class Conversation;
    void accept();
    void take(Request request);

    boost::asio::io_context loop_;
    boost::asio::ip::tcp::acceptor acceptor_{loop_};
    std::uint16_t port_ = 0;
    std::atomic<Mood> mood_;
    std::atomic<std::size_t> tries_{0};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Request> taken_;
    std::thread thread_;
};

} // namespace parlor::test
