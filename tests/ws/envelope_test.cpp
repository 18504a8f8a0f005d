#include "ws/envelope.hpp"

#include "base/utf8.hpp"
#include "protocol/decode.hpp"

#include <gtest/gtest.h>

namespace parlor::ws {
namespace {

Error refusal(const std::string& data)
{
    protocol::JsonDocument document;
    return read_error(document.read(data).value());
}

TEST(RefusalOfAProvider, keeps_its_code_and_its_words)
{
    const auto error = refusal(R"({"code":"too_large","error":"Too many voices.","details":{"path":"config"}})");

    EXPECT_EQ(error.code, Errc::too_large);
    EXPECT_EQ(error.message, "Too many voices.");
}

TEST(RefusalOfAProvider, that_cannot_be_read_is_a_fault_of_the_provider)
{
    for (const auto* data : {"5", "{}", R"({"code":7,"error":[]})"}) {
        EXPECT_EQ(refusal(data).code, Errc::internal) << data;
        EXPECT_EQ(refusal(data).message, "failed without saying why.") << data;
    }
    EXPECT_EQ(read_error({}).code, Errc::internal);
    EXPECT_EQ(refusal(R"({"code":"of a later version","error":"No."})").code, Errc::internal);
}

TEST(RefusalOfAProvider, is_cut_short_and_stays_text)
{
    std::string words;
    for (int i = 0; i < 300; ++i) words += "€";

    const auto error = refusal(R"({"code":"internal","error":")" + words + R"("})");

    EXPECT_EQ(error.message.size(), 498U);
    EXPECT_TRUE(is_utf8(error.message));
}

} // namespace
} // namespace parlor::ws
