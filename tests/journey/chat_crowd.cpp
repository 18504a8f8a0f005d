#include "tests/journey/chat_crowd.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor::test {

std::vector<std::string> ChatCrowd::flags(std::vector<std::string> more)
{
    more.insert(more.end(), {"--net.messages_per_second=100000", "--net.message_burst=100000"});
    return more;
}

ChatCrowd::ChatCrowd(ServerProcess& server, int people)
    : server_(server), owner_(new_session(server.port())), lobby_(new_lobby(server.port(), owner_))
{
    for (int i = 0; i < people; ++i) {
        const auto token = i == 0 ? owner_ : new_session(server.port());
        loop_.run([&] {
            all_.push_back(
                std::make_unique<Chatter>(loop_.loop(), server.port(), token, lobby_, "c" + std::to_string(i)));
            all_.back()->on_ack = [this] { count_ack(); };
        });
    }
}

ChatCrowd::~ChatCrowd()
{
    loop_.run([this] { all_.clear(); });
}

void ChatCrowd::count_ack()
{
    ++acks_;
    if (acks_ == wanted_) reached_.set_value();
}

bool ChatCrowd::acks_come(int more, std::chrono::milliseconds longest)
{
    std::future<void> done;
    loop_.run([&] {
        wanted_ = acks_ + more;
        reached_ = {};
        done = reached_.get_future();
    });
    const bool came = done.wait_for(longest) == std::future_status::ready;
    loop_.run([this] { wanted_ = -1; });
    return came;
}

void ChatCrowd::wait_for_acks(int more)
{
    if (!acks_come(more, patience)) throw std::runtime_error("no acks any more; the server wrote: " + server_.errors());
}

void ChatCrowd::wait_until_all_have_seen_all()
{
    const auto deadline = in(patience);
    loop_.run([this] {
        for (auto& one : all_) one->finish();
    });
    for (bool done = false; !done;) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("not everybody has caught up");
        done = loop_.run([this] {
            return std::ranges::all_of(all_, [&](const auto& one) {
                return one->unacknowledged() == 0 && one->seen().size() == all_.front()->seen().size();
            });
        });
    }
}

std::vector<protocol::Entry> ChatCrowd::read_log()
{
    HttpClient http{server_.port(), bearer(owner_)};
    std::vector<protocol::Entry> log;
    for (bool more = true; more;) {
        const auto answer = http.get("/api/v1/lobbies/" + lobby_ + "/entries?limit=200&after_seq=" +
                                     std::to_string(log.empty() ? 0 : client::seq_of(log.back())));
        auto page = protocol::decode<protocol::EntryPage>(answer.json());
        if (!page) throw std::runtime_error(answer.body);
        log.insert(log.end(), page->entries.begin(), page->entries.end());
        more = page->more;
    }
    return log;
}

std::ostream& operator<<(std::ostream& out, const ChatCrowd::Outcome& outcome)
{
    return out << outcome.acknowledged << " lines acknowledged, " << outcome.stored << " stored, " << outcome.resent
               << " sent again; longest stall " << outcome.longest_stall.count() << " ms";
}

ChatCrowd::Outcome ChatCrowd::finish()
{
    wait_until_all_have_seen_all();
    const auto log = read_log();
    std::map<std::string, Seq> stored;
    std::vector<std::string> in_order;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto& line = std::get<protocol::TextEntry>(log[i]);
        EXPECT_EQ(line.seq, static_cast<Seq>(i) + 1) << "a hole";
        EXPECT_TRUE(stored.emplace(line.client_id.value(), line.seq).second) << line.text << " is there twice";
        EXPECT_EQ(line.text, line.client_id.value());
        in_order.push_back(protocol::to_json(log[i]));
    }
    Outcome outcome{.stored = log.size()};
    loop_.run([&] {
        for (const auto& one : all_) {
            EXPECT_EQ(one->faults(), std::vector<std::string>{});
            EXPECT_EQ(one->seen(), in_order) << "another order";
            for (const auto& [client_id, seq] : one->acknowledged()) EXPECT_EQ(stored[client_id], seq) << client_id;
            outcome.acknowledged += one->acknowledged().size();
            outcome.resent += one->resent();
            outcome.longest_stall = std::max(outcome.longest_stall, one->longest_stall());
        }
    });
    EXPECT_EQ(outcome.acknowledged, outcome.stored);
    return outcome;
}

} // namespace parlor::test
