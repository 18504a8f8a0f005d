#include "tests/journey/bounds_bed.hpp"
#include "tests/support/client_frames.hpp"
#include "tests/support/server_figures.hpp"

#include <functional>

/// Bounds that clients can pass by, one after the other: what they are told, and the figure that counts it.
namespace parlor::test {
namespace {

/// What the server answers to some bytes before it ends the connection; `ended` where that is nothing.
std::string end_of(std::uint16_t port, const std::string& bytes)
{
    TcpStream stream{port};
    stream.send(bytes);
    std::string answer;
    for (auto more = stream.receive(); !more.empty(); more = stream.receive()) answer += more;
    return answer.empty() ? "ended" : answer.substr(9, 3);
}

std::string close_of(RawWebSocket& socket)
{
    return std::to_string(socket.wait_close());
}

/// The status that answers a WebSocket's handshake.
std::string handshake(const Bed& bed)
{
    TcpStream stream{bed.port()};
    stream.send(upgrade_request(bed.port(), bearer(bed.token())) + "\r\n");
    return stream.receive().substr(9, 3);
}

std::string relay(Bed& bed, bool to_one, std::size_t bytes)
{
    auto socket = bed.socket();
    auto other = bed.stranger();
    const auto lobby = bed.lobby();
    Bed::join(socket, lobby);
    const auto to = Bed::join(other, lobby);
    json::object data{{"lobby_id", lobby}, {"topic", "t"}, {"payload", std::string(bytes, 'x')}};
    if (to_one) data["to"] = to;
    return code_of(socket.ask("relay_data", data));
}

/// One who never reads is talked at until the server closes the connection; the talker goes on.
std::string deaf(Bed& bed)
{
    auto talker = bed.socket();
    RawWebSocket listener{TcpStream{bed.port(), 4096}, bed.port(), new_session(bed.port())};
    const auto lobby = bed.lobby();
    Bed::join(talker, lobby);
    Bed::join(listener, lobby);
    const std::string text(8000, 'x');
    const auto until = in(patience);
    while (metric(bed.port(), "parlor_closed_too_slow_total") == 0 && std::chrono::steady_clock::now() < until)
        for (int i = 0; i < 20; ++i) talker.must("send_chat_message", {{"lobby_id", lobby}, {"text", text}});
    return metric(bed.port(), "parlor_closed_too_slow_total") > 0 ? "4008" : "open";
}

/// Pings without waiting for answers.
void flood(RawWebSocket& socket, int messages)
{
    for (int i = 0; i < messages; ++i) socket.send("ping", {}, std::to_string(i));
}

/// The first answer that is no ack; `ack` where there is none among so many.
std::string first_refusal(RawWebSocket& socket, int answers)
{
    for (int i = 0; i < answers;) {
        const auto message = socket.next();
        if (message.at("type") != "error" && !message.contains("reply_to")) continue;
        if (auto code = code_of(message); code != "ack") return code;
        ++i;
    }
    return "ack";
}

const std::vector<std::string> short_texts{"--chat.text_bytes=1KiB", "--relay.one_bytes=1KiB"};

/// No rate of messages stands in the way.
std::vector<std::string> talkative_with(std::vector<std::string> flags)
{
    flags.insert(flags.begin(),
                 {"--net.messages_per_second=100000", "--net.message_burst=100000", "--net.bytes_per_second=512MiB"});
    return flags;
}

std::string closed(const std::string& code)
{
    return "parlor_closed_total{code=\"" + code + "\"}";
}

std::vector<Bound> bounds_of_people()
{
    return {
        // HTTP
        {"http.header_bytes", "2KiB",
         [](Bed& bed) {
             return end_of(bed.port(), "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + std::string(3000, 'a') + "\r\n\r\n");
         },
         "431", answers("431")},
        {"net.message_bytes", "4KiB",
         [](Bed& bed) { return status_of(bed.http().post("/api/v1/lobbies", std::string(4097, ' '))); }, "413",
         answers("413"), short_texts},
        {"http.request_timeout", "200ms", [](Bed& bed) { return end_of(bed.port(), "GET / HTTP/1.1\r\n"); }, "ended",
         "parlor_http_late_total"},
        {"http.idle_timeout", "200ms",
         [](Bed& bed) { return end_of(bed.port(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); }, "200",
         "parlor_http_idle_total"},
        {"net.connections",
         "8",
         [](Bed& bed) {
             std::vector<TcpStream> open;
             for (int i = 0; i < 8; ++i) open.emplace_back(bed.port());
             auto more = end_of(bed.port(), "");
             return more;
         },
         "ended",
         "parlor_sockets_refused_total",
         {"--net.connections_per_address=8"}},
        {"net.connections_per_address", "8",
         [](Bed& bed) {
             std::vector<TcpStream> open;
             for (int i = 0; i < 8; ++i) open.emplace_back(bed.port());
             return end_of(bed.port(), "");
         },
         "ended", "parlor_sockets_refused_total"},
        {"session.per_address_per_minute", "3",
         [](Bed& bed) {
             return last_of(4, [&] { return status_of(HttpClient{bed.port()}.post("/api/v1/sessions", "{}")); });
         },
         "429", answers("429")},
        {"session.connections", "1",
         [](Bed& bed) {
             auto first = bed.socket();
             return handshake(bed);
         },
         "429", answers("429")},
        {"password.tries_per_minute", "2",
         [](Bed& bed) {
             auto owner = bed.http();
             auto guesser = HttpClient{bed.port(), bearer(new_session(bed.port()))};
             send_json(owner, "PUT", "/api/v1/session/name", R"({"name":"Ada"})");
             send_json(owner, "PUT", "/api/v1/session/password", R"({"password":"correct horse"})");
             return last_of(4, [&] {
                 return status_of(
                     send_json(guesser, "PUT", "/api/v1/session/name", R"({"name":"Ada","password":"wrong"})"));
             });
         },
         "429", answers("429")},
        {"admin.wrong_tokens_per_minute", "2",
         [](Bed& bed) {
             HttpClient guesser{bed.port(), bearer(std::string(40, 'b'))};
             return last_of(4, [&] { return status_of(guesser.get("/api/v1/admin/stats")); });
         },
         "429", answers("429")},
        {"admin.most_bans", "1",
         [](Bed& bed) {
             auto admin = bed.admin();
             admin.post("/api/v1/admin/bans", R"({"address":"203.0.113.1"})");
             return status_of(admin.post("/api/v1/admin/bans", R"({"address":"203.0.113.2"})"));
         },
         "409", answers("409")},
        {"lobby.per_session_per_minute", "2",
         [](Bed& bed) {
             auto http = bed.http();
             return last_of(3, [&] { return status_of(http.post("/api/v1/lobbies", R"({"name":"x"})")); });
         },
         "429", answers("429")},
        {"lobby.most", "2",
         [](Bed& bed) {
             auto http = bed.http();
             return last_of(3, [&] { return status_of(http.post("/api/v1/lobbies", R"({"name":"x"})")); });
         },
         "503", answers("503")},
        {"lobby.max_capacity",
         "10",
         [](Bed& bed) {
             return status_of(bed.http().post("/api/v1/lobbies", R"({"name":"x","media":"none","capacity":11})"));
         },
         "400",
         answers("400"),
         {"--lobby.default_capacity=10"}},
        {"lobby.mesh_capacity", "4",
         [](Bed& bed) { return status_of(bed.http().post("/api/v1/lobbies", R"({"name":"x","capacity":5})")); }, "400",
         answers("400")},
        {"lobby.persistent_per_session", "1",
         [](Bed& bed) {
             auto http = bed.http();
             return last_of(
                 2, [&] { return status_of(http.post("/api/v1/lobbies", R"({"name":"x","persistent":true})")); });
         },
         "409", answers("409")},
        {"lobby.invites", "1",
         [](Bed& bed) {
             auto http = bed.http();
             const auto path = "/api/v1/lobbies/" + bed.lobby() + "/invites";
             return last_of(2, [&] { return status_of(http.post(path, "{}")); });
         },
         "503", answers("503")},
        // WebSockets
        {"net.message_bytes", "4KiB",
         [](Bed& bed) {
             auto socket = bed.socket();
             socket.send_bytes(frame(op_text, std::string(4097, ' ')));
             return close_of(socket);
         },
         "1009", closed("1009"), short_texts},
        {"depth of JSON", "",
         [](Bed& bed) {
             auto socket = bed.socket();
             socket.send_bytes(frame(op_text, std::string(1000, '[')));
             return code_of(socket.next());
         },
         "bad_json", refusals("bad_json")},
        {"net.message_burst",
         "5",
         [](Bed& bed) {
             auto socket = bed.socket();
             flood(socket, 20);
             return first_refusal(socket, 20);
         },
         "rate_limited",
         refusals("rate_limited"),
         {"--net.messages_per_second=1"}},
        {"net.bytes_per_second", "1KiB",
         [](Bed& bed) {
             auto socket = bed.socket();
             for (int i = 0; i < 4; ++i) socket.send("ping", {{"pad", std::string(1500, 'x')}}, std::to_string(i));
             return first_refusal(socket, 4);
         },
         "rate_limited", refusals("rate_limited")},
        {"net.rate_strikes",
         "5",
         [](Bed& bed) {
             auto socket = bed.socket();
             flood(socket, 40);
             return close_of(socket);
         },
         "4009",
         closed("4009"),
         {"--net.messages_per_second=1", "--net.message_burst=5"}},
        {"net.heartbeat", "200ms",
         [](Bed& bed) {
             auto socket = bed.socket();
             // Its pings are heard but never answered.
             std::string heard;
             for (auto more = socket.stream().receive(); !more.empty(); more = socket.stream().receive()) heard += more;
             ServerFrames frames;
             frames.add(heard);
             std::string code = "ended";
             while (const auto next = frames.next())
                 if (next->opcode == op_close) code = std::to_string(next->close_code());
             return code;
         },
         "1001", "parlor_closed_silent_total"},
        {"net.outbox_hard_bytes", "16KiB", deaf, "4008", closed("4008"),
         talkative_with({"--net.outbox_soft_bytes=8KiB"})},
        {"net.blocked_time", "200ms", deaf, "4008", closed("4008"),
         talkative_with({"--net.outbox_hard_bytes=256MiB", "--net.heartbeat=1s"})},
        {"lobby.per_connection", "1",
         [](Bed& bed) {
             auto socket = bed.socket();
             Bed::join(socket, bed.lobby());
             return code_of(socket.ask("join", {{"lobby_id", bed.lobby()}, {"tab", "tab"}}));
         },
         "conflict", refusals("conflict")},
        {"capacity of a lobby", "",
         [](Bed& bed) {
             auto socket = bed.socket();
             auto other = bed.stranger();
             const auto lobby = bed.lobby(R"({"name":"x","media":"none","capacity":2})");
             auto third = bed.stranger();
             Bed::join(socket, lobby);
             Bed::join(other, lobby);
             return code_of(third.ask("join", {{"lobby_id", lobby}, {"tab", "tab"}}));
         },
         "lobby_full", refusals("lobby_full")},
        {"lobby.waiting", "1",
         [](Bed& bed) {
             const auto lobby = bed.lobby(R"({"name":"x","media":"none","waiting_room":true})");
             auto owner = bed.socket();
             Bed::join(owner, lobby);
             auto first = bed.stranger();
             auto second = bed.stranger();
             first.must("join", {{"lobby_id", lobby}, {"tab", "tab"}});
             return code_of(second.ask("join", {{"lobby_id", lobby}, {"tab", "tab"}}));
         },
         "lobby_full", refusals("lobby_full")},
        {"lobby.bans", "1",
         [](Bed& bed) {
             const auto lobby = bed.lobby();
             auto owner = bed.socket();
             Bed::join(owner, lobby);
             std::string code;
             for (int i = 0; i < 2; ++i) {
                 auto other = bed.stranger();
                 code = code_of(owner.ask("ban", {{"lobby_id", lobby}, {"participant_id", Bed::join(other, lobby)}}));
             }
             return code;
         },
         "unavailable", refusals("unavailable")},
        {"lobby.moderation_queue", "2",
         [](Bed& bed) {
             auto owner = bed.socket();
             auto other = bed.stranger();
             const auto lobby = bed.lobby();
             Bed::join(owner, lobby);
             const auto id = Bed::join(other, lobby);
             constexpr int acts = 50;
             for (int i = 0; i < acts; ++i)
                 owner.send("mute", {{"lobby_id", lobby}, {"participant_id", id}, {"on", i % 2 == 0}},
                            std::to_string(i));
             return first_refusal(owner, acts);
         },
         "unavailable", refusals("unavailable")},
        {"chat.text_bytes", "100",
         [](Bed& bed) {
             auto socket = bed.socket();
             const auto lobby = bed.lobby();
             Bed::join(socket, lobby);
             return code_of(socket.ask("send_chat_message", {{"lobby_id", lobby}, {"text", std::string(101, 'x')}}));
         },
         "too_large", refusals("too_large")},
        {"chat.reaction_kinds", "1",
         [](Bed& bed) {
             auto socket = bed.socket();
             const auto lobby = bed.lobby();
             Bed::join(socket, lobby);
             const auto said = socket.must("send_chat_message", {{"lobby_id", lobby}, {"text", "x"}});
             std::string code;
             for (const auto* emoji : {"👍", "🎈"})
                 code = code_of(
                     socket.ask("set_reaction",
                                {{"lobby_id", lobby}, {"target_seq", said.at("seq")}, {"emoji", emoji}, {"on", true}}));
             return code;
         },
         "bad_request", refusals("bad_request")},
        {"relay.one_bytes", "1KiB", [](Bed& bed) { return relay(bed, true, 1100); }, "too_large",
         refusals("too_large")},
        {"relay.all_bytes", "1KiB", [](Bed& bed) { return relay(bed, false, 1100); }, "too_large",
         refusals("too_large")},
        {"relay.bytes_per_second", "1KiB", [](Bed& bed) { return relay(bed, true, 4000); }, "rate_limited",
         refusals("rate_limited")},
    };
}

const std::vector<Bound>& bounds()
{
    static const auto rows = [] {
        auto all = bounds_of_people();
        std::ranges::move(bounds_of_bots(), std::back_inserter(all));
        return all;
    }();
    return rows;
}

/// What `ask` gives at last: as long as the server has not seen the ends of the sockets that filled it, whoever asks is turned
/// away too.
template <class Ask> auto once_there_is_room(Ask ask)
{
    const auto deadline = in(patience);
    while (true) {
        try {
            return ask();
        } catch (const std::runtime_error&) {
            if (std::chrono::steady_clock::now() > deadline) throw;
        }
    }
}

class Bounds : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Rows, Bounds, testing::Range(std::size_t{0}, bounds().size()), [](const auto& suite) {
    auto name = std::to_string(suite.param) + "_" + bounds()[suite.param].setting;
    std::ranges::replace_if(
        name, [](char c) { return c == '.' || c == ' '; }, '_');
    return name;
});

TEST_P(Bounds, are_told_by_name_and_counted)
{
    const auto& bound = bounds()[GetParam()];
    auto flags = bound.more;
    if (!bound.low.empty()) flags.push_back("--" + bound.setting + "=" + bound.low);
    Bed bed{flags};

    EXPECT_EQ(bound.pass_by(bed), bound.seen);

    const auto grown = [&] { return wait_for_metric(bed.port(), bound.metric, [](double now) { return now > 0; }); };
    EXPECT_GT(once_there_is_room(grown), 0);
    const auto served = [&] { return HttpClient{bed.port()}.get("/healthz").status; };
    EXPECT_EQ(once_there_is_room(served), 200) << "others are served";
    EXPECT_EQ(bed.server().stop().code, 0) << bed.server().errors();
}

} // namespace
} // namespace parlor::test
