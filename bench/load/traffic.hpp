#pragma once
#include "bench/load/crowd.hpp"
#include "bench/load/mark.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <map>
#include <sys/types.h>

namespace parlor::load {

/// What is sent: chat lines (kept by the server and told to all, the author included, who also gets an ack), data to all
/// others, or data to one other. Data ask for no ack.
enum class TrafficKind { chat, relay_all, relay_one };

struct TrafficOptions {
    TrafficKind kind = TrafficKind::chat;
    std::size_t lobbies = 1;
    std::size_t members = 10; ///< of each lobby
    std::size_t senders = 1;  ///< of each lobby
    std::size_t window = 1;   ///< messages of each sender on their way
    std::size_t bytes = 190;  ///< of one message as it is sent
    std::chrono::duration<double> warm_up{0.5};
    std::chrono::duration<double> duration{1};
};

/// The message that a slot sends over and over, its marks left to be filled in.
class Template {
public:
    /// `target` is the receiver of data to one.
    Template(const TrafficOptions& options, std::string_view lobby, std::string_view target);

    std::string_view with(Mark mark);

private:
    std::string text_;
    std::vector<std::size_t> marks_;
};

/// Sends and counts. A message is on its way until all who must hear of it have; then its slot sends the next one.
class Traffic {
public:
    Traffic(TrafficOptions options, Ports ports, pid_t server);

    /// Lets the members in, warms up, measures, waits for what is on its way; the figures. Throws std::runtime_error
    /// where something was lost, repeated or refused.
    boost::json::object run();

private:
    struct Slot {
        Member* sender;
        Template message;
        std::uint32_t number = 0;
        std::size_t missing = 0; ///< who has not heard of it yet
        Clock::time_point sent_at{};
    };
    struct Snapshot {
        Clock::time_point at;
        std::map<pid_t, std::chrono::nanoseconds> server_cpu; ///< by thread
        std::chrono::nanoseconds own_cpu;
        std::uint64_t messages;
        std::uint64_t deliveries;
        std::uint64_t bytes;
    };

    void make_slots();
    void send(std::size_t index);
    void hear(Heard heard, std::string_view message);
    void run_for(std::chrono::duration<double> time);
    Snapshot snapshot() const;
    boost::json::object figures(const Snapshot& before, const Snapshot& after) const;
    /// How often somebody hears of one message.
    std::size_t hearings() const;

    const TrafficOptions options_;
    const pid_t server_;
    Loop loop_;
    std::vector<Slot> slots_;
    Crowd crowd_;
    bool measuring_ = false;
    bool stopping_ = false;
    std::size_t on_their_way_ = 0;
    std::uint64_t messages_ = 0;
    std::uint64_t deliveries_ = 0;
    std::array<std::size_t, 4> mark_hints_{};
    Histogram delivery_times_;
    Histogram ack_times_;
};

} // namespace parlor::load
