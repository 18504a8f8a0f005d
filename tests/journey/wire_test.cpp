#include "tests/journey/shared_server.hpp"

/// HTTP/1.1 byte by byte (RFC 9112): what a client that is broken or hostile may send.
namespace parlor::test {
namespace {

class Wire : public SharedServer<Wire> {
protected:
    /// What comes back until the server ends the connection, which it is asked to by the last request.
    static std::string answer_to(const std::string& bytes)
    {
        TcpStream stream{port()};
        stream.send(bytes);
        stream.finish();
        std::string answer;
        for (auto more = stream.receive(); !more.empty(); more = stream.receive()) answer += more;
        return answer;
    }
    static std::size_t count(const std::string& text, const std::string& part)
    {
        std::size_t found = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
        return found;
    }
};

const std::string get = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
const std::string post = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

TEST_F(Wire, answers_requests_that_came_together_in_their_order)
{
    const auto answer =
        answer_to(get + "\r\n" + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n" + get + "Connection: close\r\n\r\n");

    EXPECT_EQ(count(answer, "HTTP/1.1 "), 3U);
    const auto first = answer.find("HTTP/1.1 200");
    const auto second = answer.find("HTTP/1.1 404");
    const auto third = answer.rfind("HTTP/1.1 200");
    EXPECT_TRUE(first < second && second < third) << answer;
}

TEST_F(Wire, answers_a_request_that_comes_byte_by_byte)
{
    TcpStream stream{port()};

    for (const char byte : get + "Connection: close\r\n\r\n") stream.send(std::string(1, byte));

    EXPECT_THAT(stream.receive(), testing::StartsWith("HTTP/1.1 200 "));
}

TEST_F(Wire, sends_no_body_to_head_but_its_length)
{
    const auto answer = answer_to("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    EXPECT_THAT(answer, testing::HasSubstr("\r\nContent-Length: 3\r\n"));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST_F(Wire, sends_neither_body_nor_length_with_204)
{
    const auto token = new_session(port());

    const auto answer = answer_to("DELETE /api/v1/session HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
                                  "\r\nConnection: close\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(answer, testing::Not(testing::HasSubstr("Content-Length")));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST_F(Wire, reads_a_chunked_body)
{
    const auto answer = answer_to("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                  "Connection: close\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 201 "));
}

TEST_F(Wire, invites_the_body_of_a_client_that_waits_with_it)
{
    TcpStream stream{port()};
    stream.send("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_EQ(stream.receive(), "HTTP/1.1 100 Continue\r\n\r\n");

    stream.send("{}");

    EXPECT_THAT(stream.receive(), testing::StartsWith("HTTP/1.1 201 "));
}

TEST_F(Wire, speaks_http_1_0_and_closes)
{
    const auto answer = answer_to("GET /healthz HTTP/1.0\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.0 200 "));
    EXPECT_THAT(answer, testing::HasSubstr("Connection: close"));
}

struct BrokenRequest {
    std::string name, bytes;
};

class BrokenRequests : public Wire, public testing::WithParamInterface<BrokenRequest> {};
INSTANTIATE_TEST_SUITE_P(
    Rfc9112, BrokenRequests,
    testing::Values(
        BrokenRequest{"nonsense", "hello\r\n\r\n"}, BrokenRequest{"no_host", "GET /healthz HTTP/1.1\r\n\r\n"},
        BrokenRequest{"two_hosts", get + "Host: y\r\n\r\n"},
        BrokenRequest{"two_hosts_in_http_1_0", "GET /healthz HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"},
        BrokenRequest{"host_with_a_path", "GET /healthz HTTP/1.1\r\nHost: x/y\r\n\r\n"},
        BrokenRequest{"host_with_a_user", "GET /healthz HTTP/1.1\r\nHost: me@x\r\n\r\n"},
        BrokenRequest{"unknown_version", "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n"},
        BrokenRequest{"two_lengths", "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                                     "Content-Length: 3\r\n\r\n{}"},
        BrokenRequest{"length_and_chunks", "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                                           "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        BrokenRequest{"chunks_and_length", "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n"
                                           "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
        BrokenRequest{"coding_that_only_looks_like_chunks", post + "Transfer-Encoding: xchunked\r\n\r\n"},
        BrokenRequest{"coding_after_chunks", post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"},
        BrokenRequest{"coding_without_chunks", post + "Transfer-Encoding: gzip\r\n\r\n"},
        BrokenRequest{"coding_that_is_empty", post + "Transfer-Encoding:\r\n\r\n"},
        BrokenRequest{"coding_in_two_lines",
                      post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"},
        BrokenRequest{"chunks_twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"},
        BrokenRequest{"chunks_in_http_1_0",
                      "POST /api/v1/sessions HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        BrokenRequest{"length_with_a_sign", post + "Content-Length: +2\r\n\r\n{}"},
        BrokenRequest{"length_below_zero", post + "Content-Length: -1\r\n\r\n"},
        BrokenRequest{"length_in_hexadecimal", post + "Content-Length: 0x2\r\n\r\n{}"},
        BrokenRequest{"length_past_64_bits", post + "Content-Length: 18446744073709551618\r\n\r\n{}"},
        BrokenRequest{"length_as_a_list", post + "Content-Length: 2, 3\r\n\r\n{}"},
        BrokenRequest{"chunk_past_64_bits", chunked + "10000000000000002\r\n{}\r\n0\r\n\r\n"},
        BrokenRequest{"chunk_with_a_sign", chunked + "-2\r\n{}\r\n0\r\n\r\n"},
        BrokenRequest{"chunk_longer_than_said", chunked + "2\r\n{}}\r\n0\r\n\r\n"},
        BrokenRequest{"chunk_without_its_end", chunked + "2\r\n{}0\r\n\r\n"},
        BrokenRequest{"length_no_number", "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n{}"},
        BrokenRequest{"chunk_no_number", "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n"
                                         "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"},
        BrokenRequest{"bare_header", get + "NoColon\r\n\r\n"},
        BrokenRequest{"space_before_colon", get + "Content-Length : 0\r\n\r\n"},
        BrokenRequest{"space_before_the_first_field", "GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n"},
        BrokenRequest{"nothing_before_the_colon", get + ": x\r\n\r\n"},
        BrokenRequest{"nul_in_a_value", get + "X-A: b" + std::string(1, '\0') + "c\r\n\r\n"},
        BrokenRequest{"return_alone_in_a_value", get + "X-A: b\rX-B: c\r\n\r\n"},
        BrokenRequest{"lines_without_returns", "GET /healthz HTTP/1.1\nHost: x\n\n"},
        BrokenRequest{"two_spaces_before_the_target", "GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
        BrokenRequest{"no_version", "GET /healthz\r\n\r\n"},
        BrokenRequest{"lower_case_version", "GET /healthz http/1.1\r\nHost: x\r\n\r\n"},
        BrokenRequest{"method_that_is_no_token", "G(T /healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
        BrokenRequest{"control_character_in_the_target", "GET /heal\x01thz HTTP/1.1\r\nHost: x\r\n\r\n"},
        BrokenRequest{"target_not_coded", "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"},
        BrokenRequest{"target_of_no_host", "GET http:///healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
        BrokenRequest{"target_with_a_user", "GET http://me@x/healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
        BrokenRequest{"target_of_another_kind",
                      "GET ftp://x/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(BrokenRequests, are_answered_by_400_once_and_the_connection_ends)
{
    const auto answer = answer_to(GetParam().bytes);

    EXPECT_THAT(answer.substr(8), testing::StartsWith(" 400 "));
    EXPECT_EQ(count(answer, "HTTP/1."), 1U) << answer;
    EXPECT_THAT(answer, testing::HasSubstr(R"("code":"bad_request")"));
    EXPECT_THAT(answer, testing::HasSubstr("Connection: close"));
    EXPECT_THAT(answer, testing::HasSubstr("Content-Security-Policy: default-src 'none'"));
}

TEST_F(Wire, answers_a_body_in_a_coding_that_it_does_not_know_by_501)
{
    const auto answer = answer_to(post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + get + "\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 501 "));
    EXPECT_EQ(count(answer, "HTTP/1."), 1U) << answer;
}

TEST_F(Wire, takes_a_target_in_absolute_form_whose_host_counts)
{
    const auto token = new_session(port());
    const auto lobby = [&](const std::string& target, const std::string& host) {
        return answer_to("POST " + target + "/api/v1/lobbies HTTP/1.1\r\nHost: " + host +
                         "\r\nCookie: parlor_session=" + token +
                         "\r\nOrigin: http://one.test:80\r\nContent-Type: application/json\r\nContent-Length: 12\r\n"
                         "Connection: close\r\n\r\n{\"name\":\"x\"}");
    };

    EXPECT_THAT(lobby("http://one.test:80", "other.test"), testing::StartsWith("HTTP/1.1 201 "));
    EXPECT_THAT(lobby("HTTP://other.test", "one.test:80"), testing::StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(answer_to("GET http://x?a=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                testing::StartsWith("HTTP/1.1 "));
}

TEST_F(Wire, believes_no_field_that_comes_after_the_body)
{
    const auto answer = answer_to("DELETE /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                  "Connection: close\r\n\r\n0\r\nAuthorization: Bearer " +
                                  new_session(port()) + "\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 401 "));
}

TEST_F(Wire, takes_host_from_no_trailer)
{
    const auto answer = answer_to(chunked + "2\r\n{}\r\n0\r\nHost: y\r\n\r\n" + get + "Connection: close\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 201 "));
    EXPECT_EQ(count(answer, "HTTP/1.1 200"), 1U) << answer;
}

TEST_F(Wire, answers_a_request_cut_off_by_its_client_with_nothing)
{
    EXPECT_EQ(answer_to("GET /hea"), "");
    EXPECT_EQ(answer_to("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"), "");
}

TEST_F(Wire, puts_nothing_of_a_request_into_the_head_of_its_answer)
{
    const auto answer = answer_to("GET /a%0d%0aSet-Cookie:%20x=y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(answer, testing::Not(testing::HasSubstr("Set-Cookie")));
}

} // namespace
} // namespace parlor::test
