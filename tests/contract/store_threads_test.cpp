#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <numeric>
#include <thread>

namespace parlor::test {
namespace {

using service::Appended;

class StoreThreads : public StoreContract {};
PARLOR_EVERY_STORE(StoreThreads);

TEST_P(StoreThreads, answer_a_probe_while_they_work)
{
    EXPECT_TRUE(ask<void>([&](auto done) { store().probe(std::move(done)); }));
}

TEST_P(StoreThreads, carry_out_the_writes_of_one_caller_in_their_order_without_waiting_for_answers)
{
    constexpr int count = 500;
    const auto lobby = keep_lobby();
    std::vector<Seq> answered;
    std::promise<void> last;
    for (int i = 1; i <= count; ++i)
        store().append(lobby, {text("ann", std::to_string(i))}, [&, i](Result<std::vector<Appended>> result) {
            answered.push_back(result->at(0).accepted.seq);
            if (i == count) last.set_value();
        });

    ASSERT_EQ(last.get_future().wait_for(std::chrono::seconds{60}), std::future_status::ready);

    std::vector<Seq> expected(count);
    std::iota(expected.begin(), expected.end(), 1);
    EXPECT_EQ(answered, expected);
    const auto entries = read_all(store(), lobby);
    EXPECT_EQ(seqs_of(entries), expected);
    EXPECT_EQ(texts_of(entries).back(), std::to_string(count));
}

TEST_P(StoreThreads, show_a_read_what_was_answered_before_it)
{
    const auto lobby = keep_lobby();
    for (int i = 1; i <= 100; ++i) {
        ASSERT_TRUE(append(store(), lobby, text("ann", "a")));

        EXPECT_EQ(read_after(store(), lobby, i - 1)->entries.size(), 1U);
    }
}

TEST_P(StoreThreads, number_the_entries_of_many_writers_without_holes_and_once_each)
{
    constexpr int writers = 8;
    constexpr int each = 100;
    const auto lobby = keep_lobby();
    std::vector<std::jthread> threads;
    std::atomic<int> refused{0};
    for (int w = 0; w < writers; ++w)
        threads.emplace_back([&, w] {
            const auto who = "writer" + std::to_string(w);
            for (int i = 0; i < each; ++i) {
                const auto id = std::to_string(i);
                // Each is sent twice, as after a lost answer.
                auto first = append(store(), lobby, text(who, id, id));
                auto again = append(store(), lobby, text(who, id, id));
                if (!first || !again || first->at(0).accepted != again->at(0).accepted) ++refused;
            }
        });
    threads.clear();

    const auto entries = read_all(store(), lobby);
    EXPECT_EQ(refused, 0);
    std::vector<Seq> expected(writers * each);
    std::iota(expected.begin(), expected.end(), 1);
    EXPECT_EQ(seqs_of(entries), expected);
    std::map<SessionId, std::vector<std::string>> by_writer;
    for (const auto& entry : entries)
        by_writer[entry.author.session].push_back(std::get<domain::TextBody>(entry.body).text);
    ASSERT_EQ(by_writer.size(), static_cast<std::size_t>(writers));
    for (const auto& [who, texts] : by_writer)
        for (int i = 0; i < each; ++i) EXPECT_EQ(texts.at(static_cast<std::size_t>(i)), std::to_string(i));
}

TEST_P(StoreThreads, give_a_name_to_one_of_many_who_claim_it_at_once)
{
    constexpr int claimants = 8;
    for (int i = 0; i < claimants; ++i) keep_session("s" + std::to_string(i));
    std::atomic<int> won{0};
    std::atomic<int> taken{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < claimants; ++i)
            threads.emplace_back([&, i] {
                service::NameClaim claim{.session = SessionId{"s" + std::to_string(i)},
                                         .name = "Nina",
                                         .key = "nina",
                                         .now = noon,
                                         .free_if_released_before = noon,
                                         .connected = true};
                auto claimed = ask<service::NameClaimed>(
                    [&](auto done) { store().claim_name(std::move(claim), std::move(done)); });
                if (claimed)
                    ++won;
                else if (claimed.error().code == Errc::name_taken)
                    ++taken;
            });
    }

    EXPECT_EQ(won, 1);
    EXPECT_EQ(taken, claimants - 1);
}

TEST_P(StoreThreads, carry_out_what_is_queued_before_they_stop_and_refuse_what_comes_after)
{
    constexpr int count = 200;
    const auto lobby = keep_lobby();
    std::atomic<int> accepted{0};
    for (int i = 0; i < count; ++i)
        store().append(lobby, {text("ann", "a")}, [&](Result<std::vector<Appended>> result) { accepted += !!result; });

    store().stop();

    EXPECT_EQ(accepted, count) << "all are answered when stop returns";
    EXPECT_EQ(append(store(), lobby, text("ann", "late")).error().code, Errc::unavailable);
    EXPECT_EQ(read_after(store(), lobby, 0).error().code, Errc::unavailable);
    EXPECT_EQ(ask<void>([&](auto done) { store().probe(std::move(done)); }).error().code, Errc::unavailable);
    store().stop();
}

} // namespace
} // namespace parlor::test
