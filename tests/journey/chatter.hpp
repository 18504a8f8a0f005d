#pragma once
#include "client/lobby_membership.hpp"
#include "tests/support/api.hpp"
#include "tests/support/client_loop.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace parlor::test {

/// A program that chats without end, on a loop: so many lines at a time wait for their ack, and those whose fate is unknown
/// after a lost connection are sent again with the same `client_id`. Everything on the loop's thread.
class Chatter final : private client::MembershipListener {
public:
    Chatter(runtime::ShardLoop& loop, std::uint16_t port, const std::string& token, const std::string& lobby,
            std::string name);

    /// Called after every ack.
    UniqueFunction<void()> on_ack = [] {};

    /// Says nothing new from now on; what is unacknowledged goes on being sent again.
    void finish() { finishing_ = true; }
    std::size_t unacknowledged() const { return waiting_.size(); }
    /// client_id → the place that the server has acknowledged.
    const std::map<std::string, Seq>& acknowledged() const { return acknowledged_; }
    /// What the lobby's log looked like from here: each entry as JSON.
    const std::vector<std::string>& seen() const { return seen_; }
    /// How often a line was sent again.
    std::size_t resent() const { return resent_; }
    /// Faults that must not be: a refusal, a second ack with another place.
    const std::vector<std::string>& faults() const { return faults_; }
    /// The longest time between two acks.
    Millis longest_stall() const { return longest_stall_; }

private:
    void on_joined(const protocol::JoinResult& result) override;
    void on_entry(const protocol::Entry& entry) override { seen_.push_back(protocol::to_json(entry)); }
    void on_ended(const Error& why) override { faults_.push_back("ended: " + why.message); }

    void say_more();
    void send(const std::string& client_id);
    void answered(const std::string& client_id, const Result<protocol::EntryAccepted>& answer);
    void acknowledge(const std::string& client_id, Seq seq);

    runtime::ShardLoop& loop_;
    const std::string lobby_;
    const std::string name_;
    client::WebSocketClient client_;
    client::LobbyMembership membership_;
    bool finishing_ = false;
    int lines_ = 0;
    std::set<std::string> waiting_;
    std::map<std::string, Seq> acknowledged_;
    std::vector<std::string> seen_;
    std::vector<std::string> faults_;
    std::size_t resent_ = 0;
    Instant last_ack_{};
    Millis longest_stall_{0};
    /// Timers that ring after our end find this gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace parlor::test
