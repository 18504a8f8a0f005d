#include "tests/journey/shared_server.hpp"
#include "tests/support/raw_web_socket.hpp"

#include <numeric>

namespace parlor::test {
namespace {

class Members : public SharedServer<Members> {
protected:
    Members() : token_(new_session(port())), http_(port(), bearer(token_)), socket_(port(), token_)
    {
        lobby_ = new_lobby(port(), token_);
    }
    void join() { socket_.must("join", {{"lobby_id", lobby_}, {"tab", "tab"}}); }
    HttpResponse get(HttpClient& http, const std::string& what) const
    {
        return http.get("/api/v1/lobbies/" + lobby_ + "/" + what);
    }
    std::vector<std::int64_t> seqs(const std::string& query)
    {
        std::vector<std::int64_t> all;
        const auto page = body_of(get(http_, "entries?" + query), 200, "EntryPage");
        for (const auto& entry : page.at("entries").as_array()) all.push_back(entry.at("seq").as_int64());
        more_ = page.at("more").as_bool();
        return all;
    }

    const std::string token_;
    HttpClient http_;
    RawWebSocket socket_;
    std::string lobby_;
    bool more_ = false;
};

TEST_F(Members, alone_may_read_entries_and_participants)
{
    auto stranger = somebody();
    for (const auto* what : {"entries", "participants"}) {
        expect_refused(get(http_, what), 403, "not_joined");
        expect_refused(get(stranger, what), 403, "not_joined");
    }

    join();

    EXPECT_EQ(get(http_, "entries").status, 200);
    EXPECT_EQ(get(http_, "participants").status, 200);
    expect_refused(get(stranger, "entries"), 403, "not_joined");
    expect_refused(http_.get("/api/v1/lobbies/nowhere/entries"), 404, "not_found");
}

TEST_F(Members, read_entries_forwards_and_backwards)
{
    join();
    for (int i = 1; i <= 30; ++i)
        socket_.must("send_chat_message", {{"lobby_id", lobby_}, {"text", "line " + std::to_string(i)}});

    EXPECT_THAT(seqs("after_seq=27"), testing::ElementsAre(28, 29, 30));
    EXPECT_FALSE(more_);
    EXPECT_THAT(seqs("after_seq=5&limit=2"), testing::ElementsAre(6, 7));
    EXPECT_TRUE(more_);
    EXPECT_THAT(seqs("before_seq=4"), testing::ElementsAre(1, 2, 3));
    EXPECT_FALSE(more_);
    EXPECT_THAT(seqs("before_seq=20&limit=2"), testing::ElementsAre(18, 19));
    EXPECT_TRUE(more_);
    EXPECT_THAT(seqs("limit=2"), testing::ElementsAre(29, 30)) << "without a place the newest";
    expect_refused(get(http_, "entries?limit=201"), 400, "bad_request");
    expect_refused(get(http_, "entries?before_seq=0"), 400, "bad_request");
    expect_refused(get(http_, "entries?after_seq=x"), 400, "bad_request");
}

TEST_F(Members, see_the_participants_in_pages)
{
    join();
    std::vector<std::unique_ptr<RawWebSocket>> others;
    for (int i = 0; i < 6; ++i) {
        others.push_back(std::make_unique<RawWebSocket>(port(), new_session(port())));
        others.back()->must("join", {{"lobby_id", lobby_}, {"tab", "tab"}});
    }

    std::set<std::string> ids;
    std::string cursor;
    int pages = 0;
    do {
        const auto page = body_of(get(http_, "participants?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor)), 200,
                                  "ParticipantPage");
        for (const auto& participant : page.at("participants").as_array()) ids.insert(text_at(participant, "id"));
        cursor = page.at("next_cursor").is_null() ? std::string{} : text_at(page, "next_cursor");
    } while (!cursor.empty() && ++pages < 10);

    EXPECT_EQ(ids.size(), 7U);
    expect_refused(get(http_, "participants?limit=501"), 400, "bad_request");
    expect_refused(get(http_, "participants?cursor=%20"), 400, "bad_request");
}

TEST_F(Members, hear_of_changes_made_over_http)
{
    join();

    send_json(http_, "PATCH", "/api/v1/lobbies/" + lobby_, R"({"name":"Hall"})", {{"If-Match", "1"}});
    const auto updated = socket_.next_of("lobby_updated");
    http_.request("DELETE", "/api/v1/lobbies/" + lobby_);
    const auto closed = socket_.next_of("lobby_closed");

    EXPECT_EQ(text_at(updated.at("lobby"), "name"), "Hall");
    EXPECT_EQ(text_at(closed, "lobby_id"), lobby_);
}

TEST_F(Members, that_have_left_may_read_no_more)
{
    join();
    socket_.must("leave", {{"lobby_id", lobby_}});

    expect_refused(get(http_, "entries"), 403, "not_joined");
}

} // namespace
} // namespace parlor::test
