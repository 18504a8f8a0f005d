#include "voicebot/media/negotiation.hpp"

#include "voicebot/media/ice_urls.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parlor::voicebot::media {
namespace {

using Verdict = Negotiation::Verdict;

std::string sdp(int session, const std::string& ice = "abcd")
{
    return "v=0\r\no=- " + std::to_string(session) + " 2 IN IP4 127.0.0.1\r\ns=-\r\na=ice-ufrag:" + ice + "\r\n";
}

TEST(Negotiation, takes_the_answer_to_its_own_offer_and_no_other)
{
    Negotiation negotiation{false};
    const auto number = negotiation.begin_offer(1'000);

    EXPECT_EQ(negotiation.remote_description(number - 1, DescriptionKind::answer, sdp(7)), Verdict::ignore);
    EXPECT_EQ(negotiation.remote_description(number + 1, DescriptionKind::answer, sdp(7)), Verdict::ignore);
    EXPECT_EQ(negotiation.remote_description(number, DescriptionKind::answer, sdp(7)), Verdict::apply);
    EXPECT_EQ(negotiation.remote_description(number, DescriptionKind::answer, sdp(7)), Verdict::ignore);
}

TEST(Negotiation, numbers_an_offer_above_all_before_it)
{
    Negotiation negotiation{true};
    ASSERT_EQ(negotiation.remote_description(5'000, DescriptionKind::offer, sdp(7)), Verdict::apply);

    EXPECT_EQ(negotiation.begin_offer(1'000), 5'001);
    EXPECT_EQ(negotiation.begin_offer(9'000), 9'000);
}

TEST(Negotiation, ignores_an_offer_that_collides_with_its_own)
{
    Negotiation negotiation{false};
    const auto number = negotiation.begin_offer(1'000);

    EXPECT_EQ(negotiation.remote_description(number + 5, DescriptionKind::offer, sdp(7)), Verdict::ignore);
    EXPECT_EQ(negotiation.remote_description(number, DescriptionKind::answer, sdp(7)), Verdict::apply);
    EXPECT_EQ(negotiation.remote_description(number + 6, DescriptionKind::offer, sdp(7)), Verdict::apply);
}

TEST(Negotiation, drops_what_carries_an_older_number)
{
    Negotiation negotiation{true};
    ASSERT_EQ(negotiation.remote_description(10, DescriptionKind::offer, sdp(7)), Verdict::apply);

    EXPECT_EQ(negotiation.remote_description(9, DescriptionKind::offer, sdp(7)), Verdict::ignore);
    EXPECT_FALSE(negotiation.remote_candidate(9, {.text = "late"}));
    EXPECT_TRUE(negotiation.applied().empty());
}

TEST(Negotiation, knows_another_connection_and_a_restart_of_ice_as_new_starts)
{
    Negotiation negotiation{true};
    ASSERT_EQ(negotiation.remote_description(10, DescriptionKind::offer, sdp(7, "abcd")), Verdict::apply);

    EXPECT_EQ(negotiation.remote_description(11, DescriptionKind::offer, sdp(7, "efgh")), Verdict::new_start);
    EXPECT_EQ(negotiation.remote_description(11, DescriptionKind::offer, sdp(8, "abcd")), Verdict::new_start);
    EXPECT_EQ(negotiation.remote_description(11, DescriptionKind::offer, sdp(7, "abcd")), Verdict::apply);
}

TEST(Negotiation, keeps_candidates_until_their_description_is_applied)
{
    Negotiation negotiation{true};

    EXPECT_FALSE(negotiation.remote_candidate(10, {.text = "early"}));
    ASSERT_EQ(negotiation.remote_description(10, DescriptionKind::offer, sdp(7)), Verdict::apply);
    EXPECT_FALSE(negotiation.remote_candidate(10, {.text = "while setting"}));
    const auto due = negotiation.applied();

    ASSERT_EQ(due.size(), 2);
    EXPECT_EQ(due[0].text, "early");
    EXPECT_EQ(due[1].text, "while setting");
    EXPECT_TRUE(negotiation.remote_candidate(10, {.text = "now"}));
}

TEST(Negotiation, keeps_a_bounded_number_of_early_candidates)
{
    Negotiation negotiation{true};
    for (int i = 0; i < 1'000; ++i) negotiation.remote_candidate(10, {.text = "c"});
    ASSERT_EQ(negotiation.remote_description(10, DescriptionKind::offer, sdp(7)), Verdict::apply);

    EXPECT_EQ(negotiation.applied().size(), 64);
}

TEST(Negotiation, reads_no_session_from_garbage_and_stays_whole)
{
    for (const std::string text : {"", "o=", "o=-", "o=- ", "a=ice-ufrag:", "\r\n\r\n", "o=- 1"}) {
        Negotiation negotiation{true};
        EXPECT_EQ(negotiation.remote_description(1, DescriptionKind::offer, text), Verdict::apply) << text;
    }
}

/// The other side of a pair, as a browser negotiates (W3C WebRTC 1.0 §10.7), with what both have sent and not yet received.
struct Pair {
    enum class State { stable, have_local_offer };

    Negotiation bot{false};
    std::int64_t bot_offer = 0;

    State person = State::stable;
    std::int64_t person_number = 0;

    struct Message {
        DescriptionKind kind;
        std::int64_t number;
    };
    std::vector<Message> to_bot;
    std::vector<Message> to_person;

    void bot_offers()
    {
        bot_offer = bot.begin_offer(0);
        to_person.push_back({DescriptionKind::offer, bot_offer});
    }
    void person_offers()
    {
        if (person != State::stable) return;
        person = State::have_local_offer;
        to_bot.push_back({DescriptionKind::offer, ++person_number});
    }
    void bot_receives()
    {
        const auto message = to_bot.front();
        to_bot.erase(to_bot.begin());
        if (bot.remote_description(message.number, message.kind, sdp(1)) != Verdict::apply) return;
        if (message.kind == DescriptionKind::offer)
            to_person.push_back({DescriptionKind::answer, message.number});
        else
            bot_offer = 0;
    }
    void person_receives()
    {
        const auto message = to_person.front();
        to_person.erase(to_person.begin());
        if (message.number < person_number) return;
        if (message.kind == DescriptionKind::offer) {
            // Polite: rolls its own offer back.
            person = State::stable;
            person_number = message.number;
            to_bot.push_back({DescriptionKind::answer, message.number});
        } else if (person == State::have_local_offer && message.number == person_number) {
            person = State::stable;
        }
    }
    bool settled() const { return person == State::stable && bot_offer == 0; }
};

TEST(Negotiation, settles_after_every_one_of_a_thousand_schedules_of_colliding_offers)
{
    for (unsigned seed = 0; seed < 1'000; ++seed) {
        std::mt19937 random{seed};
        Pair pair;
        bool offered = false;
        for (int step = 0; step < 30; ++step) {
            switch (random() % 4) {
            case 0:
                if (!std::exchange(offered, true)) pair.bot_offers();
                break;
            case 1: pair.person_offers(); break;
            case 2:
                if (!pair.to_bot.empty()) pair.bot_receives();
                break;
            default:
                if (!pair.to_person.empty()) pair.person_receives();
            }
        }
        if (!offered) pair.bot_offers();
        while (!pair.to_bot.empty() || !pair.to_person.empty()) {
            if (!pair.to_bot.empty()) pair.bot_receives();
            if (!pair.to_person.empty()) pair.person_receives();
        }

        EXPECT_TRUE(pair.settled()) << "seed " << seed;
    }
}

TEST(IceUrls, are_written_as_webrtcbin_reads_them)
{
    const std::vector<IceServer> servers{{.urls = {"stun:stun.example:3478"}},
                                         {.urls = {"turn:turn.example:3478?transport=udp", "turns:turn.example"},
                                          .username = "17:ann",
                                          .credential = "p/w=="}};

    EXPECT_EQ(stun_urls(servers), std::vector<std::string>{"stun://stun.example:3478"});
    EXPECT_EQ(turn_urls(servers),
              (std::vector<std::string>{"turn://17%3Aann:p%2Fw%3D%3D@turn.example:3478?transport=udp",
                                        "turns://17%3Aann:p%2Fw%3D%3D@turn.example"}));
}

} // namespace
} // namespace parlor::voicebot::media
