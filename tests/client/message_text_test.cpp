#include "client/message_text.hpp"
#include "protocol/chat.hpp"

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

TEST(MessageText, carries_the_id_as_text)
{
    const auto text = message_text(protocol::SetTyping{.lobby_id = {"hall"}, .on = true}, 12);

    EXPECT_EQ(text, R"({"type":"set_typing","id":"12","data":{"lobby_id":"hall","on":true}})");
}

TEST(MessageText, has_no_id_where_no_answer_is_wanted)
{
    const auto text = message_text(protocol::SetTyping{.lobby_id = {"hall"}, .on = false});

    EXPECT_EQ(text, R"({"type":"set_typing","data":{"lobby_id":"hall","on":false}})");
}

TEST(MessageText, has_whatever_a_ping_carries_as_its_data)
{
    const auto text = message_text(protocol::Ping{.data = {"[1,2]"}}, 1);

    EXPECT_EQ(text, R"({"type":"ping","id":"1","data":[1,2]})");
}

} // namespace
} // namespace parlor::client
