#include "ws/handshake.hpp"

#include <gmock/gmock.h>

namespace parlor::ws {
namespace {

net::HttpRequest upgrade(net::Headers headers)
{
    return {.method = "GET", .target = "/api/v1/ws", .headers = std::move(headers), .body = {}, .peer_address = {}};
}

constexpr auto sample_key = "dGhlIHNhbXBsZSBub25jZQ==";

TEST(Handshake, is_answered_with_the_accept_value_of_the_rfcs_example)
{
    const auto answer = handshake_answer(upgrade({{"Sec-WebSocket-Key", sample_key}}), "parlor.v1");

    // RFC 6455 §1.3
    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 101 "));
    EXPECT_THAT(answer, testing::HasSubstr("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_THAT(answer, testing::HasSubstr("\r\nSec-WebSocket-Protocol: parlor.v1\r\n"));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST(Handshake, names_no_subprotocol_where_none_was_offered)
{
    const auto answer = handshake_answer(upgrade({{"Sec-WebSocket-Key", sample_key}}), "");

    EXPECT_THAT(answer, testing::Not(testing::HasSubstr("Sec-WebSocket-Protocol")));
}

TEST(Handshake, needs_version_13)
{
    EXPECT_TRUE(check_handshake(upgrade({{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", sample_key}})).fine);
    for (const auto* version : {"", "8", "12", "13, 8"}) {
        const auto check =
            check_handshake(upgrade({{"Sec-WebSocket-Version", version}, {"Sec-WebSocket-Key", sample_key}}));
        EXPECT_FALSE(check.fine) << version;
        EXPECT_EQ(check.status, 426) << version;
    }
}

TEST(Handshake, needs_a_key_of_16_bytes_in_base64)
{
    for (const auto* key : {"", "short", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ==A",
                            "dGhl!HNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQAA"}) {
        const auto check = check_handshake(upgrade({{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", key}}));
        EXPECT_FALSE(check.fine) << key;
        EXPECT_EQ(check.status, 400) << key;
    }
}

TEST(Handshake, needs_one_key_alone)
{
    const auto check = check_handshake(upgrade(
        {{"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", sample_key}, {"Sec-WebSocket-Key", sample_key}}));

    EXPECT_EQ(check.status, 400); // RFC 6455 §11.3.1
}

TEST(Handshake, finds_its_subprotocol_in_any_line)
{
    const auto offered = offered_subprotocol(
        upgrade({{"Sec-WebSocket-Protocol", "chat"}, {"Sec-WebSocket-Protocol", "parlor.v1"}}), "parlor.v1");

    EXPECT_TRUE(offered.wanted); // RFC 6455 §11.3.4
}

struct OfferCase {
    std::string list;
    bool any, wanted;
};

class Subprotocols : public testing::TestWithParam<OfferCase> {};
INSTANTIATE_TEST_SUITE_P(Lists, Subprotocols,
                         testing::Values(OfferCase{"", false, false}, OfferCase{"parlor.v1", true, true},
                                         OfferCase{"chat, parlor.v1", true, true},
                                         OfferCase{" parlor.v1\t,chat", true, true}, OfferCase{"chat", true, false},
                                         OfferCase{"parlor.v10", true, false}, OfferCase{"Parlor.v1", true, false},
                                         OfferCase{" , ,", false, false}));

TEST_P(Subprotocols, are_found_in_what_the_client_offers)
{
    const auto offered = offered_subprotocol(upgrade({{"Sec-WebSocket-Protocol", GetParam().list}}), "parlor.v1");

    EXPECT_EQ(offered.any, GetParam().any) << GetParam().list;
    EXPECT_EQ(offered.wanted, GetParam().wanted) << GetParam().list;
}

} // namespace
} // namespace parlor::ws
