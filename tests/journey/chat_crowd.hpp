#pragma once
#include "tests/journey/chatter.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/server_process.hpp"

#include <future>
#include <iosfwd>

namespace parlor::test {

/// People who chat in one lobby while something happens to their server, and the proof afterwards: nothing that was acknowledged
/// is lost, nothing is there twice or has moved, everybody has heard the same.
class ChatCrowd {
public:
    struct Outcome {
        std::size_t acknowledged = 0;
        std::size_t stored = 0;
        std::size_t resent = 0;
        Millis longest_stall{0};

        friend std::ostream& operator<<(std::ostream& out, const Outcome& outcome);
    };

    explicit ChatCrowd(ServerProcess& server, int people = 8);
    ~ChatCrowd();
    ChatCrowd(const ChatCrowd&) = delete;
    ChatCrowd& operator=(const ChatCrowd&) = delete;

    /// Flags without which the rate limits would be what is tested.
    static std::vector<std::string> flags(std::vector<std::string> more = {});

    /// Waits until the server has acknowledged `more` lines from now on. Throws where it does not.
    void wait_for_acks(int more);
    /// Whether so many come within this time.
    bool acks_come(int more, std::chrono::milliseconds longest);
    /// Lets everybody finish, waits until all have been acknowledged and have seen everything, and looks at the log.
    Outcome finish();
    const std::string& owner() const { return owner_; }
    const std::string& lobby() const { return lobby_; }

private:
    void count_ack();
    void wait_until_all_have_seen_all();
    std::vector<protocol::Entry> read_log();

    ServerProcess& server_;
    const std::string owner_;
    const std::string lobby_;
    ClientLoop loop_;
    std::vector<std::unique_ptr<Chatter>> all_;
    int acks_ = 0;
    int wanted_ = -1;
    std::promise<void> reached_;
};

} // namespace parlor::test
