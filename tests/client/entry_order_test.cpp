#include "client/entry_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parlor::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

protocol::Entry line(Seq seq)
{
    protocol::TextEntry entry;
    entry.seq = seq;
    return entry;
}

std::vector<protocol::Entry> lines(Seq first, Seq last)
{
    std::vector<protocol::Entry> all;
    for (Seq seq = first; seq <= last; ++seq) all.push_back(line(seq));
    return all;
}

struct Log {
    explicit Log(std::optional<Seq> after = {}, std::size_t most_held = 100)
        : order(after, most_held, [this](const auto& entry) { seen.push_back(seq_of(entry)); })
    {
    }

    std::vector<Seq> seen;
    EntryOrder order;
};

TEST(EntryOrder, tells_the_position_of_an_entry_of_any_kind)
{
    protocol::NoticeEntry notice;
    notice.seq = 7;

    EXPECT_EQ(seq_of(notice), 7);
}

TEST(EntryOrder, begins_where_the_first_answer_begins)
{
    Log log;

    log.order.joined(lines(41, 43), 43);

    EXPECT_THAT(log.seen, ElementsAre(41, 42, 43));
    EXPECT_FALSE(log.order.incomplete());
}

TEST(EntryOrder, begins_at_the_end_of_the_log_where_the_answer_is_empty)
{
    Log log;

    log.order.joined({}, 9);
    log.order.add(line(10));

    EXPECT_THAT(log.seen, ElementsAre(10));
}

TEST(EntryOrder, keeps_what_comes_before_the_first_answer)
{
    Log log;

    log.order.add(line(5));
    EXPECT_THAT(log.seen, IsEmpty());
    log.order.joined(lines(3, 4), 4);

    EXPECT_THAT(log.seen, ElementsAre(3, 4, 5));
}

TEST(EntryOrder, hands_out_once_what_comes_twice)
{
    Log log{0};

    log.order.joined(lines(1, 3), 3);
    log.order.add(line(2));
    log.order.add(line(4));
    log.order.joined(lines(4, 5), 5);

    EXPECT_THAT(log.seen, ElementsAre(1, 2, 3, 4, 5));
}

TEST(EntryOrder, waits_for_nothing_that_the_lobby_keeps_no_longer)
{
    Log log{2};

    log.order.joined(lines(6, 7), 9);
    log.order.add(line(10));
    log.order.fetched(lines(9, 9));

    EXPECT_THAT(log.seen, ElementsAre(6, 7, 9, 10));
    EXPECT_FALSE(log.order.incomplete());
}

TEST(EntryOrder, ends_its_search_where_nothing_is_left)
{
    Log log{2};

    log.order.joined({}, 9);
    log.order.add(line(10));
    log.order.add(line(14));
    EXPECT_TRUE(log.order.incomplete());
    log.order.skip_to(13);

    EXPECT_THAT(log.seen, ElementsAre(10, 14));
    EXPECT_FALSE(log.order.incomplete());
}

TEST(EntryOrder, holds_what_comes_early_until_the_gap_is_filled)
{
    Log log{0};

    log.order.joined(lines(1, 2), 6);
    log.order.add(line(7));
    EXPECT_THAT(log.seen, ElementsAre(1, 2));
    EXPECT_TRUE(log.order.incomplete());
    for (Seq seq = 3; seq <= 6; ++seq) log.order.add(line(seq));

    EXPECT_THAT(log.seen, ElementsAre(1, 2, 3, 4, 5, 6, 7));
    EXPECT_FALSE(log.order.incomplete());
    EXPECT_EQ(log.order.held(), 0U);
}

TEST(EntryOrder, holds_no_more_than_its_bound_and_asks_for_the_rest)
{
    Log log{0, 2};

    log.order.joined({}, 0);
    for (Seq seq = 2; seq <= 5; ++seq) log.order.add(line(seq));
    EXPECT_EQ(log.order.held(), 2U);
    log.order.add(line(1));

    EXPECT_THAT(log.seen, ElementsAre(1, 2, 3));
    EXPECT_TRUE(log.order.incomplete());
    EXPECT_EQ(log.order.last(), 3);
}

} // namespace
} // namespace parlor::client
