#pragma once
#include "bench/load/histogram.hpp"
#include "bench/load/member.hpp"
#include "bench/load/testimony.hpp"

#include <boost/json/object.hpp>

#include <deque>
#include <iosfwd>
#include <memory>
#include <queue>
#include <random>
#include <string>
#include <sys/types.h>
#include <vector>

namespace parlor::load {

struct ScaleOptions {
    std::size_t small_lobbies = 100; ///< of 10 members each
    std::size_t large_lobbies = 1;
    std::size_t large_members = 1000;           ///< of each large lobby
    std::size_t per_address = 100;              ///< members that share one source address
    std::size_t at_once = 256;                  ///< on their way in at any time, at first
    double lines_per_second = 100;              ///< of chat, all lobbies together
    std::chrono::duration<double> chatting{10}; ///< before the restart is asked for
    /// For all to be back, for what was said to be answered, and for the logs.
    std::chrono::duration<double> patience{240};
    /// From when a member sets out until it has a WebSocket again; then it starts anew, as clients do.
    std::chrono::duration<double> give_up{10};
};

/// Many members with addresses, sessions and sockets of their own, in small and in large lobbies. They come in, stay
/// idle, chat a little, and come back by themselves when the server is started anew, as clients do. Checks that each
/// member is given each entry once and in order, and in the end that the server still has each line it acknowledged,
/// once.
///
/// Tells `events`, one JSON object a line, when a phase begins: `held` (all are in and idle for a while), `restart` (they
/// chat; the server is to be ended and started again on the same port). Breaks by std::runtime_error.
class Scale {
public:
    Scale(ScaleOptions options, Ports ports, pid_t server, std::ostream& events);
    ~Scale();

    boost::json::object run();

private:
    class Guest;

    void make_guests();
    boost::json::object come_in();
    boost::json::object chat();
    boost::json::object come_back();
    boost::json::object read_back();
    boost::json::object progress() const;
    /// Who is not in, and what they wait for, for a fault.
    std::string waiting() const;
    /// Which lines have no answer yet, for a fault; some of them.
    std::string unanswered() const;
    /// Waits for the answers of all lines; tells what is known where that takes longer than answers take.
    void hear_all_answers();
    void set_out_again(Clock::time_point now);
    void tell(const char* phase, boost::json::object what);

    /// Runs the loop with all that has its time, until `done` holds; throws `fault` past the deadline.
    void run_until(const std::function<bool()>& done, std::chrono::duration<double> longest, const char* fault);
    void tick();
    void say_something();

    void give_up_late_ones(Clock::time_point now);
    void end_silent_ones(Clock::time_point now);

    void on_in(Guest& guest);
    void on_lost(Guest& guest, const std::string& why);
    void on_acknowledged(Guest& guest, std::string_view ack);
    void start_next();

    const ScaleOptions options_;
    const Ports ports_;
    const pid_t server_;
    std::ostream& events_;
    Loop loop_;
    std::vector<std::string> lobbies_;
    Testimony testimony_;
    std::vector<std::unique_ptr<Guest>> guests_;
    std::mt19937 random_{1};

    std::size_t started_ = 0;
    std::size_t in_ = 0;
    Clock::time_point reported_ = Clock::now();
    Histogram join_times_;

    bool talking_ = false;
    Clock::time_point talking_since_;
    std::size_t said_ = 0;
    std::size_t on_their_way_ = 0;
    std::size_t deliveries_ = 0;
    Histogram ack_times_;

    struct Return {
        Clock::time_point at;
        Guest* guest;
        bool operator<(const Return& other) const { return at > other.at; }
    };
    std::priority_queue<Return> returns_;
    /// Those on their way back, in the order in which they set out.
    struct Attempt {
        Clock::time_point give_up_at;
        Guest* guest;
        std::uint32_t number;
    };
    std::deque<Attempt> attempts_;
    std::size_t given_up_ = 0;
    std::size_t silent_ = 0;
    Clock::time_point listened_;
    bool restarting_ = false;
    std::size_t lost_ = 0;
    Clock::time_point first_lost_;
    std::size_t tries_ = 0;
    /// By how much somebody set out later than was drawn, because the generator was busy.
    std::chrono::duration<double> latest_{0};
    std::size_t turned_away_ = 0;
    Histogram back_times_;
    std::size_t read_ = 0;
};

} // namespace parlor::load
