#include "tests/journey/chatter.hpp"

namespace parlor::test {
namespace {

/// Lines of one chatter that wait for their ack.
constexpr std::size_t window = 4;

client::ClientOptions client_options(std::uint16_t port, const std::string& token)
{
    client::ClientOptions options{.connection = {.server = {"127.0.0.1", port}, .token = token}};
    options.reconnect = {.base = Millis{20}, .cap = Millis{100}};
    return options;
}

} // namespace

Chatter::Chatter(runtime::ShardLoop& loop, std::uint16_t port, const std::string& token, const std::string& lobby,
                 std::string name)
    : loop_(loop), lobby_(lobby), name_(std::move(name)), client_(loop, client_options(port, token)),
      membership_(client_, {.lobby_id = lobby, .tab = name_, .after_seq = 0}, *this)
{
    client_.start();
}

void Chatter::on_joined(const protocol::JoinResult&)
{
    // Nobody knows whether these arrived; the client_id makes it harmless to say them again.
    for (const auto& client_id : waiting_) {
        ++resent_;
        send(client_id);
    }
    say_more();
}

void Chatter::say_more()
{
    while (!finishing_ && membership_.joined() && waiting_.size() < window) {
        auto client_id = name_ + '-' + std::to_string(++lines_);
        waiting_.insert(client_id);
        send(client_id);
    }
}

void Chatter::send(const std::string& client_id)
{
    client_.request(protocol::SendChatMessage{.lobby_id = lobby_, .text = client_id, .client_id = client_id},
                    [this, client_id](const auto& answer) { answered(client_id, answer); });
}

void Chatter::answered(const std::string& client_id, const Result<protocol::EntryAccepted>& answer)
{
    if (answer) return acknowledge(client_id, answer->seq);
    // After a lost connection `on_joined` sends it again.
    if (!client_.ready()) return;
    if (!retryable(answer.error().code)) {
        faults_.push_back(client_id + ": " + answer.error().message);
        return;
    }
    loop_.timers().after(Millis{50}, [this, client_id, alive = std::weak_ptr{alive_}] {
        if (!alive.expired() && membership_.joined() && waiting_.contains(client_id)) send(client_id);
    });
}

void Chatter::acknowledge(const std::string& client_id, Seq seq)
{
    const auto [known, first] = acknowledged_.emplace(client_id, seq);
    if (!first && known->second != seq) faults_.push_back(client_id + " was acknowledged at two places");
    waiting_.erase(client_id);
    const auto now = std::chrono::steady_clock::now();
    if (last_ack_ != Instant{}) longest_stall_ = std::max(longest_stall_, std::chrono::floor<Millis>(now - last_ack_));
    last_ack_ = now;
    say_more();
    on_ack();
}

} // namespace parlor::test
