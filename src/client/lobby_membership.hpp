#pragma once
#include "client/entry_order.hpp"
#include "client/web_socket_client.hpp"
#include "protocol/lobby.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parlor::client {

/// What happens to a membership; on the loop's thread.
class MembershipListener {
public:
    virtual ~MembershipListener() = default;
    /// In, for the first time or again. Entries follow by `on_entry`, those of the answer included.
    virtual void on_joined(const protocol::JoinResult& result) = 0;
    /// A moderator is asked whether we may come in; `on_joined` or `on_ended` follows.
    virtual void on_waiting() {}
    /// Each entry once, in the order of `seq`, whatever happens to the connection.
    virtual void on_entry(const protocol::Entry& entry) = 0;
    /// Out for good: refused for a reason that does not pass, removed, the lobby closed. Nothing more is told.
    virtual void on_ended(const Error& why) = 0;
};

struct MembershipOptions {
    protocol::Id lobby_id;
    /// Chosen at random once, and kept: the same tab is the same participant.
    protocol::Id tab;
    /// Where to go on in the log; without it, with the newest entries.
    std::optional<Seq> after_seq{};
    /// For lobbies that ask for it.
    std::optional<std::string> password{};
    /// Token of an invite.
    std::optional<std::string> invite{};
    /// Most entries that wait for earlier ones.
    std::size_t most_held = 10'000;
};

/// One place in one lobby, kept over every loss of the connection: joins whenever the client is ready, with the same tab and
/// after the last entry seen, and fetches what a gap has left out. Used on the client's loop; lives shorter than the client
/// and is not destroyed by its own listener.
class LobbyMembership {
public:
    /// Joins at once where the client is ready, otherwise as soon as it is.
    LobbyMembership(WebSocketClient& client, MembershipOptions options, MembershipListener& listener);
    ~LobbyMembership();
    LobbyMembership(const LobbyMembership&) = delete;
    LobbyMembership& operator=(const LobbyMembership&) = delete;

    /// Whether the server counts us in on the present connection.
    bool joined() const { return place_ == Place::inside; }
    /// The last entry handed out; see EntryOrder.
    std::optional<Seq> last_seq() const { return order_.last(); }
    /// Leaves and stays out; `on_ended` is not called.
    void leave();

private:
    enum class Place { outside, joining, waiting, inside, ended };

    void state_changed(const ConnectionState& state);
    void join();
    void answered(const Result<protocol::JoinOutcome>& outcome);
    void joined(const protocol::JoinResult& result);
    void fetch_missing();
    void fetched(const Result<protocol::EntryPage>& page);
    void end(const Error& why);
    void later(Millis delay, void (LobbyMembership::*step)());

    WebSocketClient& client_;
    const MembershipOptions options_;
    MembershipListener& listener_;
    EntryOrder order_;
    Place place_ = Place::outside;
    bool fetching_ = false;
    /// The newest position that was known when fetching began.
    Seq fetching_up_to_ = 0;
    runtime::TimerId retry_timer_ = 0;
    /// Answers that come after our end find this gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::vector<Subscription> subscriptions_;
};

} // namespace parlor::client
