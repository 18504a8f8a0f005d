#include "domain/lobby/log_rules.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

const Author ann{
    .session = SessionId{"sA"}, .participant = ParticipantId{"pA"}, .person = PersonId{"A"}, .name = "Ann"};
const Author bob{
    .session = SessionId{"sB"}, .participant = ParticipantId{"pB"}, .person = PersonId{"B"}, .name = "Bob"};
const LogLimits limits{.text_bytes = 20, .reaction_kinds = 2};

EntryFacts text_of(const Author& author)
{
    EntryFacts facts;
    facts.seq = 1;
    facts.author = author.session;
    facts.is_text = true;
    return facts;
}

Errc refusal(const Author& by, const EntryFacts* target, const LogCommand& command, Seq head = 5)
{
    auto decision = decide(limits, by, head, target, command);
    EXPECT_FALSE(decision);
    return decision.error().code;
}

template <class Body> Body decided(const Author& by, const EntryFacts* target, const LogCommand& command, Seq head = 5)
{
    auto decision = decide(limits, by, head, target, command);
    EXPECT_TRUE(decision);
    return std::get<Body>(std::get<EntryBody>(*decision));
}

TEST(Saying, KeepsWhatWasWritten)
{
    auto body = decided<TextBody>(ann, nullptr, Say{.text = " hi ", .client_id = "c", .reply_to = 5});
    EXPECT_EQ(body, (TextBody{.text = " hi ", .client_id = "c", .reply_to = 5}));
}

TEST(Saying, RefusesNothingTooMuchAndRepliesToNothing)
{
    EXPECT_EQ(refusal(ann, nullptr, Say{.text = " \n\t"}), Errc::bad_request);
    EXPECT_EQ(refusal(ann, nullptr, Say{.text = std::string(21, 'x')}), Errc::too_large);
    EXPECT_EQ(refusal(ann, nullptr, Say{.text = "x", .client_id = {}, .reply_to = 6}), Errc::not_found);
    EXPECT_TRUE(decide(limits, ann, 0, nullptr, Say{.text = std::string(20, 'x')}));
}

TEST(Editing, IsTheAuthorsAlone)
{
    auto hers = text_of(ann);
    EXPECT_EQ(decided<EditBody>(ann, &hers, EditText{1, "new"}), (EditBody{1, "new"}));
    EXPECT_EQ(refusal(bob, &hers, EditText{1, "new"}), Errc::forbidden);
    EXPECT_EQ(refusal(ann, nullptr, EditText{1, "new"}), Errc::not_found);
    EXPECT_EQ(refusal(ann, &hers, EditText{1, "  "}), Errc::bad_request);
    EXPECT_EQ(refusal(ann, &hers, EditText{1, std::string(21, 'x')}), Errc::too_large);
    hers.is_text = false;
    EXPECT_EQ(refusal(ann, &hers, EditText{1, "new"}), Errc::bad_request);
}

TEST(Deleting, IsTheAuthorsAloneAndMayBeRepeated)
{
    auto hers = text_of(ann);
    EXPECT_EQ(refusal(bob, &hers, DeleteText{1}), Errc::forbidden);
    apply(hers, ann, decided<DeleteBody>(ann, &hers, DeleteText{1}), {.seq = 7});
    auto again = decide(limits, ann, 7, &hers, DeleteText{1});
    EXPECT_EQ(std::get<Accepted>(*again).seq, 7);
    EXPECT_EQ(refusal(ann, &hers, EditText{1, "new"}), Errc::not_found);
    EXPECT_EQ(refusal(bob, &hers, React{1, "👍", true}), Errc::not_found);
}

TEST(Reacting, IsAnyonesAndIdempotent)
{
    auto hers = text_of(ann);
    apply(hers, bob, decided<ReactionBody>(bob, &hers, React{1, "👍", true}), {.seq = 6});
    EXPECT_EQ(std::get<Accepted>(*decide(limits, bob, 6, &hers, React{1, "👍", true})).seq, 6);
    apply(hers, bob, decided<ReactionBody>(bob, &hers, React{1, "👍", false}), {.seq = 7});
    EXPECT_EQ(std::get<Accepted>(*decide(limits, bob, 7, &hers, React{1, "👍", false})).seq, 7);
    EXPECT_EQ(refusal(ann, &hers, React{1, "🎉", false}), Errc::not_found) << "never there";
}

TEST(Reacting, TakesOneEmojiAndAFewKinds)
{
    auto hers = text_of(ann);
    for (const char* emoji : {"x", "👍👍", "", "👍x", "no"})
        EXPECT_EQ(refusal(ann, &hers, React{1, emoji, true}), Errc::bad_request) << emoji;
    for (const char* emoji : {"👍", "👍🏽", "❤️", "👩‍👩‍👧", "🇩🇪"})
        EXPECT_TRUE(decide(limits, ann, 5, &hers, React{1, emoji, true})) << emoji;
    apply(hers, ann, ReactionBody{1, "👍", true}, {.seq = 6});
    apply(hers, ann, ReactionBody{1, "🎉", true}, {.seq = 7});
    EXPECT_FALSE(decide(limits, bob, 7, &hers, React{1, "🔥", true})) << "a third kind";
    EXPECT_TRUE(decide(limits, bob, 7, &hers, React{1, "👍", true})) << "a kind that is there";
}

} // namespace
} // namespace parlor::domain
