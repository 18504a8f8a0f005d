#include "tests/support/api.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/client_frames.hpp"
#include "tests/support/raw_web_socket.hpp"
#include "tests/support/server_process.hpp"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <numeric>

/// TLS by the server itself, beside the plain listener.
namespace parlor::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class Tls : public testing::Test {
protected:
    explicit Tls(std::vector<std::string> more = {})
    {
        make_certificate(files_, "first.test");
        std::vector<std::string> flags{"--tls.listen=127.0.0.1:0",   "--tls.certificate=" + files_.certificate,
                                       "--tls.key=" + files_.key,    "--net.messages_per_second=100000",
                                       "--net.message_burst=100000", "--net.bytes_per_second=100MiB"};
        flags.insert(flags.end(), more.begin(), more.end());
        server_.emplace(ServerOptions{.flags = std::move(flags)});
    }

    TcpStream connect(int receive_buffer = 0)
    {
        TcpStream stream{server_->tls_port(), receive_buffer};
        stream.secure();
        return stream;
    }
    RawWebSocket socket(const std::string& token, int receive_buffer = 0)
    {
        return {connect(receive_buffer), server_->tls_port(), token};
    }
    /// The whole answer to a request that ends the connection.
    std::string ask(std::string_view head, std::string_view body = {})
    {
        auto stream = connect();
        std::string request{head};
        request += "\r\nHost: first.test\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n";
        stream.send(request.append(body));
        std::string answer;
        for (auto more = stream.receive(); !more.empty(); more = stream.receive()) answer += more;
        return answer;
    }
    /// Whom new connections are told to speak with.
    std::string name() { return connect().certified_name(); }
    void wait_for_log(const std::string& line)
    {
        for (const auto deadline = in(patience); std::chrono::steady_clock::now() < deadline;)
            if (server_->errors().find(line) != std::string::npos) return;
        FAIL() << "the log never said " << line;
    }

    TempFolder folder_;
    CertificateFiles files_{.certificate = folder_.file("server.crt"), .key = folder_.file("server.key")};
    std::optional<ServerProcess> server_;
};

TEST_F(Tls, carries_http_whose_answers_know_that_they_are_safe)
{
    const auto answer = ask("POST /api/v1/sessions HTTP/1.1\r\nOrigin: https://first.test", "{}");

    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 201 "));
    EXPECT_THAT(answer, HasSubstr("Set-Cookie: __Host-parlor_session="));
    EXPECT_THAT(answer, HasSubstr("; Secure"));
    EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security"));
}

TEST_F(Tls, carries_answers_that_are_larger_than_a_record)
{
    const auto plain = HttpClient{server_->port()}.get("/schema.json").body;

    const auto answer = ask("GET /schema.json HTTP/1.1");

    ASSERT_GT(plain.size(), 64U * 1024);
    EXPECT_EQ(answer.substr(answer.find("\r\n\r\n") + 4), plain);
}

TEST_F(Tls, carries_conversations_with_those_who_come_without)
{
    const auto nina = new_session(server_->port());
    const auto lobby = new_lobby(server_->port(), nina);
    auto hers = socket(nina);
    RawWebSocket his{server_->port(), new_session(server_->port())};
    hers.must("join", {{"lobby_id", lobby}, {"tab", "a"}});
    his.must("join", {{"lobby_id", lobby}, {"tab", "b"}});

    for (int i = 0; i < 50; ++i) {
        const std::string text(1 + 80 * static_cast<std::size_t>(i), 'x');
        (i % 2 == 0 ? hers : his).must("send_chat_message", {{"lobby_id", lobby}, {"text", text}});
    }

    for (auto* one : {&hers, &his})
        for (int i = 0; i < 50; ++i)
            EXPECT_EQ(one->next_of("entry").at("entry").at("text").as_string().size(),
                      1U + 80U * static_cast<unsigned>(i));
    hers.send_bytes(frame(op_close, close_payload(1000)));
    EXPECT_EQ(hers.wait_close(), 1000);
    EXPECT_TRUE(hers.stream().receive().empty()) << "the connection is ended properly";
}

TEST_F(Tls, tells_a_crowd_the_same_in_the_same_order)
{
    const auto nina = new_session(server_->port());
    const auto lobby = new_lobby(server_->port(), nina, R"({"name":"Square","media":"none","capacity":20})");
    std::vector<RawWebSocket> crowd;
    for (int i = 0; i < 12; ++i) {
        crowd.push_back(socket(i == 0 ? nina : new_session(server_->port())));
        crowd.back().must("join", {{"lobby_id", lobby}, {"tab", "t"}});
    }

    for (int i = 0; i < 100; ++i)
        crowd.front().must("send_chat_message", {{"lobby_id", lobby}, {"text", std::to_string(i)}});

    for (auto& one : crowd)
        for (int i = 0; i < 100; ++i)
            ASSERT_EQ(one.next_of("entry").at("entry").at("text").as_string(), std::to_string(i));
}

TEST_F(Tls, outlives_those_who_vanish_in_the_middle)
{
    const auto nina = new_session(server_->port());
    const auto lobby = new_lobby(server_->port(), nina);
    RawWebSocket writer{server_->port(), nina};
    writer.must("join", {{"lobby_id", lobby}, {"tab", "a"}});
    for (int i = 0; i < 20; ++i) {
        auto one = socket(new_session(server_->port()), 4096);
        one.must("join", {{"lobby_id", lobby}, {"tab", "t"}});
        writer.must("send_chat_message", {{"lobby_id", lobby}, {"text", std::string(4000, 'x')}});
        one.stream().reset();
        TcpStream halfway{server_->tls_port()};
        halfway.send("\x16\x03\x01");
        halfway.reset();
    }

    EXPECT_EQ(name(), "first.test");
    writer.must("ping", {});
}

TEST_F(Tls, reads_messages_that_come_together_in_one_record_or_over_several)
{
    auto socket = this->socket(new_session(server_->port()));
    std::string many;
    for (int i = 0; i < 200; ++i) {
        const json::object message{
            {"type", "ping"}, {"id", std::to_string(i)}, {"data", {{"pad", std::string(300, 'p')}}}};
        many += frame(op_text, json::serialize(message));
    }

    socket.send_bytes(many);

    for (int i = 0; i < 200; ++i) EXPECT_EQ(socket.next().at("reply_to").as_string(), std::to_string(i));
}

/// Enough that one who does not read is soon behind.
class SlowTls : public Tls {
protected:
    SlowTls() : Tls({"--net.outbox_hard_bytes=8MiB", "--net.outbox_soft_bytes=64KiB", "--net.blocked_time=60s"}) {}
};

TEST_F(SlowTls, tells_everything_in_order_to_one_who_reads_late)
{
    constexpr int lines = 1500;
    const auto nina = new_session(server_->port());
    const auto lobby = new_lobby(server_->port(), nina);
    RawWebSocket writer{server_->port(), nina};
    writer.must("join", {{"lobby_id", lobby}, {"tab", "a"}});
    auto reader = socket(new_session(server_->port()), 4096);
    reader.must("join", {{"lobby_id", lobby}, {"tab", "b"}});

    for (int i = 0; i < lines; ++i)
        writer.must("send_chat_message",
                    {{"lobby_id", lobby}, {"text", std::to_string(i) + ' ' + std::string(3000, 'x')}});

    for (int i = 0; i < lines; ++i) {
        const auto entry = reader.next_of("entry").at("entry").as_object();
        ASSERT_TRUE(entry.at("text").as_string().starts_with(std::to_string(i) + ' ')) << i;
    }
    reader.must("ping", {});
}

TEST_F(Tls, shows_a_new_certificate_after_sighup_and_ends_no_connection)
{
    auto before = socket(new_session(server_->port()));
    ASSERT_EQ(name(), "first.test");
    make_certificate(files_, "second.test");

    server_->send_signal(SIGHUP);
    wait_for_log("certificate_reloaded");

    EXPECT_EQ(name(), "second.test");
    EXPECT_EQ(before.stream().certified_name(), "first.test");
    before.must("ping", {});
}

TEST_F(Tls, keeps_its_certificate_where_the_new_one_is_of_no_use)
{
    std::ofstream{files_.certificate} << "half a file";

    server_->send_signal(SIGHUP);
    wait_for_log("certificate_kept");

    EXPECT_EQ(name(), "first.test");
}

TEST_F(Tls, ends_those_who_do_not_speak_it)
{
    TcpStream stream{server_->tls_port()};

    stream.send("GET /healthz HTTP/1.1\r\nHost: first.test\r\n\r\n");

    std::string answer;
    for (auto more = stream.receive(); !more.empty(); more = stream.receive()) answer += more;
    EXPECT_EQ(answer.find("HTTP/1.1"), std::string::npos);
}

/// A handshake may not take longer than a request.
class HurriedTls : public Tls {
protected:
    HurriedTls() : Tls({"--http.request_timeout=300ms"}) {}
};

TEST_F(HurriedTls, ends_those_who_never_begin_the_handshake)
{
    TcpStream stream{server_->tls_port()};

    EXPECT_TRUE(stream.receive().empty());
}

TEST(TlsSettings, that_cannot_be_are_refused_at_the_start)
{
    EXPECT_THROW(ServerProcess(ServerOptions{.flags = {"--tls.listen=127.0.0.1:0"}}), std::runtime_error);
    EXPECT_THROW(ServerProcess(ServerOptions{
                     .flags = {"--tls.listen=127.0.0.1:0", "--tls.certificate=/none.crt", "--tls.key=/none.key"}}),
                 std::runtime_error);
}

} // namespace
} // namespace parlor::test
