// Random sequences of what can be asked of a log. A failure tells the seed; PARLOR_SEED=N runs that sequence alone.
#include "domain/lobby/log_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <vector>

namespace parlor::domain {
namespace {

constexpr int sequences = 100;
constexpr int steps = 300;
const LogLimits limits{.text_bytes = 10, .reaction_kinds = 3};

/// A log as RoomLog keeps it: decided against the facts of what is committed, then committed.
class Log {
public:
    explicit Log(std::uint64_t seed) : random_(seed) {}

    void step()
    {
        const Author by = author();
        const Seq target = 1 + below(static_cast<int>(entries_.size()) + 2);
        const auto command = any(target);
        auto* facts = static_cast<std::size_t>(target) <= entries_.size()
                          ? &facts_.at(static_cast<std::size_t>(target) - 1)
                          : nullptr;
        if (std::holds_alternative<Say>(command)) facts = nullptr;
        auto decision = decide(limits, by, head(), facts, command);
        if (!decision) return;
        if (const auto* standing = std::get_if<Accepted>(&*decision)) {
            EXPECT_LE(standing->seq, head()) << "what stands already has its place";
            return;
        }
        commit(by, std::get<EntryBody>(*decision), facts, target);
    }

    void check() const
    {
        for (const auto& facts : facts_) {
            std::map<std::string, int> kinds;
            for (const auto& [key, fact] : facts.reactions) kinds[key.first] += fact.on;
            const auto on = std::ranges::count_if(kinds, [](const auto& kind) { return kind.second > 0; });
            EXPECT_LE(on, static_cast<std::ptrdiff_t>(limits.reaction_kinds));
            EXPECT_TRUE(facts.is_text || (facts.reactions.empty() && !facts.deleted)) << "texts alone are spoken of";
        }
    }

private:
    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
    Seq head() const { return static_cast<Seq>(entries_.size()); }
    Author author()
    {
        const auto who = std::to_string(below(3));
        return {
            .session = SessionId{"s" + who}, .participant = ParticipantId{who}, .person = PersonId{who}, .name = who};
    }
    LogCommand any(Seq target)
    {
        static const std::vector<std::string> texts{"a", "", "much too long", "b"};
        static const std::vector<std::string> emoji{"👍", "🎉", "😀", "🙏", "no"};
        const auto& text = texts[static_cast<std::size_t>(below(4))];
        switch (below(4)) {
        case 0: return Say{.text = text, .client_id = {}, .reply_to = below(2) ? target : 0};
        case 1: return EditText{.target = target, .text = text};
        case 2: return DeleteText{.target = target};
        default: return React{.target = target, .emoji = emoji[static_cast<std::size_t>(below(5))], .on = below(3) > 0};
        }
    }
    void commit(const Author& by, const EntryBody& body, EntryFacts* facts, Seq target)
    {
        const bool changes = std::holds_alternative<EditBody>(body) || std::holds_alternative<DeleteBody>(body);
        if (changes) {
            EXPECT_EQ(facts->author, by.session) << "authors alone change their texts";
        }
        if (facts) {
            EXPECT_FALSE(facts->deleted) << "nothing is added to what was deleted";
            EXPECT_TRUE(facts->is_text);
        }
        if (const auto* text = std::get_if<TextBody>(&body)) {
            EXPECT_FALSE(text->text.empty());
            EXPECT_LE(text->text.size(), limits.text_bytes);
            EXPECT_LE(text->reply_to, head());
        }
        entries_.push_back(body);
        const Accepted accepted{.seq = head(), .at = from_ms(1'700'000'000'000 + head())};
        if (facts) apply(*facts, by, body, accepted);
        facts_.push_back({.seq = head(), .author = by.session, .is_text = std::holds_alternative<TextBody>(body)});
        if (std::holds_alternative<DeleteBody>(body)) {
            // Asked for again it is answered with the place that it has.
            auto again =
                decide(limits, by, head(), &facts_.at(static_cast<std::size_t>(target) - 1), DeleteText{target});
            ASSERT_TRUE(again);
            EXPECT_EQ(std::get<Accepted>(*again), accepted);
        }
    }

    std::mt19937_64 random_;
    std::vector<EntryBody> entries_;
    std::vector<EntryFacts> facts_;
};

TEST(Logs, keep_their_invariants_whatever_is_asked_of_them)
{
    const char* one = std::getenv("PARLOR_SEED");
    std::random_device fresh;
    for (int i = 0; i < (one ? 1 : sequences); ++i) {
        const auto seed = one ? std::strtoull(one, nullptr, 10) : fresh();
        SCOPED_TRACE("PARLOR_SEED=" + std::to_string(seed));
        Log log{seed};
        for (int step = 0; step < steps; ++step) log.step();
        log.check();
        if (testing::Test::HasFailure()) return;
    }
}

} // namespace
} // namespace parlor::domain
