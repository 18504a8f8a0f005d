// What is said in a lobby: everybody hears it in one order, and it stays.
#include "tests/journey/on_shards.hpp"

#include "client/entry_order.hpp"

namespace parlor::test {
namespace {

using namespace protocol;
using testing::ElementsAre;

class Chat : public TwoInALobby {
protected:
    std::vector<std::string> texts(const std::vector<Entry>& entries) const
    {
        std::vector<std::string> all;
        for (const auto& entry : entries) {
            const auto* text = std::get_if<TextEntry>(&entry);
            all.push_back(text ? text->text : std::string{"?"});
        }
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(On, Chat, shard_counts, shard_count_name);

TEST_P(Chat, a_line_reaches_everybody_with_its_author_its_place_and_its_time)
{
    const auto said = nina.ask(SendChatMessage{.lobby_id = lobby, .text = "Grüße 👋", .client_id = "c-1"});

    for (auto* guest : {&nina, &otto}) {
        const auto heard = next_entry<TextEntry>(*guest);
        EXPECT_EQ(heard.seq, said.seq);
        EXPECT_EQ(heard.at, said.at);
        EXPECT_EQ(heard.text, "Grüße 👋");
        EXPECT_EQ(heard.client_id, "c-1");
        EXPECT_EQ(heard.from.name, "Nina");
        EXPECT_EQ(heard.from.participant_id, nina_id);
    }
}

TEST_P(Chat, everybody_hears_all_lines_in_the_same_order)
{
    constexpr int lines = 50;
    std::atomic<int> answers{0};
    std::promise<void> all_answered;
    loop.run([&] {
        for (int i = 0; i < lines; ++i)
            for (auto* guest : {&nina, &otto})
                guest->client().request(SendChatMessage{.lobby_id = lobby, .text = std::to_string(i)},
                                        [&](const auto& answer) {
                                            EXPECT_TRUE(answer);
                                            if (++answers == 2 * lines) all_answered.set_value();
                                        });
    });
    ASSERT_EQ(all_answered.get_future().wait_for(patience), std::future_status::ready);
    nina.catch_up();
    otto.catch_up();

    const auto ninas = nina.heard<EntryEvent>();
    const auto ottos = otto.heard<EntryEvent>();
    ASSERT_EQ(ninas.size(), 2U * lines);
    ASSERT_EQ(ottos.size(), 2U * lines);
    for (std::size_t i = 0; i < ninas.size(); ++i) {
        EXPECT_EQ(client::seq_of(ninas[i].entry), static_cast<Seq>(i) + 1);
        EXPECT_EQ(to_json(ninas[i].entry), to_json(ottos[i].entry));
    }
}

TEST_P(Chat, a_repeated_client_id_is_answered_by_the_first_place)
{
    const SendChatMessage message{.lobby_id = lobby, .text = "once", .client_id = "again"};

    const auto first = nina.ask(message);
    const auto second = nina.ask(message);
    otto.catch_up();

    EXPECT_EQ(second.seq, first.seq);
    EXPECT_EQ(second.at, first.at);
    EXPECT_EQ(otto.heard<EntryEvent>().size(), 1U);
}

TEST_P(Chat, a_reply_names_what_it_replies_to)
{
    const auto question = nina.say(lobby, "Tea?");

    otto.ask(SendChatMessage{.lobby_id = lobby, .text = "Yes", .reply_to_seq = question});

    EXPECT_FALSE(next_entry<TextEntry>(nina).reply_to_seq);
    EXPECT_EQ(next_entry<TextEntry>(nina).reply_to_seq.value(), question);
}

TEST_P(Chat, an_edit_a_reaction_and_a_deletion_are_entries_that_everybody_hears)
{
    const auto line = nina.say(lobby, "helo");
    nina.ask(EditChatMessage{.lobby_id = lobby, .target_seq = line, .text = "hello"});
    otto.ask(SetReaction{.lobby_id = lobby, .target_seq = line, .emoji = "👍", .on = true});
    otto.ask(SetReaction{.lobby_id = lobby, .target_seq = line, .emoji = "👍", .on = false});
    nina.ask(DeleteChatMessage{.lobby_id = lobby, .target_seq = line});

    EXPECT_EQ(next_entry<TextEntry>(otto).text, "helo");
    const auto edit = next_entry<EditEntry>(otto);
    EXPECT_EQ(edit.target_seq, line);
    EXPECT_EQ(edit.text, "hello");
    const auto liked = next_entry<ReactionEntry>(otto);
    EXPECT_EQ(liked.emoji, "👍");
    EXPECT_TRUE(liked.on);
    EXPECT_FALSE(next_entry<ReactionEntry>(otto).on);
    const auto erased = next_entry<DeleteEntry>(otto);
    EXPECT_EQ(erased.target_seq, line);
    EXPECT_EQ(erased.seq, 5);
}

TEST_P(Chat, a_deleted_text_is_served_to_nobody_any_more)
{
    const auto line = nina.say(lobby, "secret");
    nina.ask(EditChatMessage{.lobby_id = lobby, .target_seq = line, .text = "secret too"});
    nina.ask(DeleteChatMessage{.lobby_id = lobby, .target_seq = line});

    const auto page = otto.ask(GetEntries{.lobby_id = lobby});
    const auto over_http = http(otto).get("/api/v1/lobbies/" + lobby + "/entries").body;

    ASSERT_EQ(page.entries.size(), 3U);
    const auto& text = std::get<TextEntry>(page.entries.front());
    EXPECT_EQ(text.text, "");
    EXPECT_EQ(text.deleted, true);
    EXPECT_EQ(over_http.find("secret"), std::string::npos) << over_http;
}

TEST_P(Chat, only_the_author_edits_and_deletes)
{
    const auto line = nina.say(lobby, "mine");

    const auto edit = otto.try_ask(EditChatMessage{.lobby_id = lobby, .target_seq = line, .text = "yours"});
    const auto erase = otto.try_ask(DeleteChatMessage{.lobby_id = lobby, .target_seq = line});

    EXPECT_EQ(edit.error().code, Errc::forbidden);
    EXPECT_EQ(erase.error().code, Errc::forbidden);
}

TEST_P(Chat, the_log_is_read_in_pages_both_ways)
{
    for (int i = 1; i <= 7; ++i) nina.say(lobby, std::to_string(i));

    const auto newest = otto.ask(GetEntries{.lobby_id = lobby, .limit = 3});
    const auto older = otto.ask(GetEntries{.lobby_id = lobby, .before_seq = 5, .limit = 3});
    const auto oldest = otto.ask(GetEntries{.lobby_id = lobby, .before_seq = 2, .limit = 3});
    const auto onward = otto.ask(GetEntries{.lobby_id = lobby, .after_seq = SeqOrZero{0}, .limit = 3});
    const auto end = otto.ask(GetEntries{.lobby_id = lobby, .after_seq = SeqOrZero{5}, .limit = 3});

    EXPECT_THAT(texts(newest.entries), ElementsAre("5", "6", "7"));
    EXPECT_TRUE(newest.more);
    EXPECT_THAT(texts(older.entries), ElementsAre("2", "3", "4"));
    EXPECT_TRUE(older.more);
    EXPECT_THAT(texts(oldest.entries), ElementsAre("1"));
    EXPECT_FALSE(oldest.more);
    EXPECT_THAT(texts(onward.entries), ElementsAre("1", "2", "3"));
    EXPECT_TRUE(onward.more);
    EXPECT_THAT(texts(end.entries), ElementsAre("6", "7"));
    EXPECT_FALSE(end.more);
}

TEST_P(Chat, the_log_is_the_same_over_http)
{
    nina.say(lobby, "one");
    nina.say(lobby, "two");

    const auto page = http(otto).get("/api/v1/lobbies/" + lobby + "/entries?after_seq=1");

    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.body, to_json(otto.ask(GetEntries{.lobby_id = lobby, .after_seq = SeqOrZero{1}})));
}

TEST_P(Chat, typing_is_told_to_the_others_alone)
{
    nina.ask(SetTyping{.lobby_id = lobby, .on = true});

    const auto typing = otto.next<Typing>();
    nina.catch_up();

    EXPECT_EQ(typing.participant_id, nina_id);
    EXPECT_TRUE(typing.on);
    EXPECT_TRUE(nina.heard<Typing>().empty());
}

} // namespace
} // namespace parlor::test
