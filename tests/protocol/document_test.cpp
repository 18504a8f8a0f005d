// docs/protocol.md is written by hand; this holds it to the catalogue.
#include "protocol/catalogue.hpp"
#include "protocol/describe.hpp"
#include "tests/support/paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace parlor::protocol {
namespace {

using testing::HasSubstr;

using AllMessages = boost::mp11::mp_append<ClientMessages, ServerMessages, ProviderMessages, ProviderServerMessages>;

std::string document()
{
    std::ifstream in{test::source_dir() + "/docs/protocol.md"};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

template <class Message> std::string row_of()
{
    return "\n| `" + std::string{Message::type} + "` | ";
}

/// The row of a message, from its type to the end of the line.
template <class Message> std::string row_in(const std::string& text)
{
    const auto start = text.find(row_of<Message>());
    return start == std::string::npos ? std::string{} : text.substr(start, text.find('\n', start + 1) - start);
}

TEST(ProtocolDocument, has_a_row_for_each_message)
{
    const auto text = document();

    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, AllMessages>>(
        [&](auto held) { EXPECT_THAT(text, HasSubstr(row_of<typename decltype(held)::type>())); });
}

TEST(ProtocolDocument, names_the_needed_fields_of_each_message_in_its_row)
{
    const auto text = document();
    auto check = [&](auto held) {
        using T = typename decltype(held)::type;
        if constexpr (Described<T> && !std::is_same_v<T, Welcome>) {
            boost::mp11::mp_for_each<Members<T>>([&](auto d) {
                using M = std::remove_cvref_t<decltype(std::declval<T>().*d.pointer)>;
                if constexpr (!is_optional<M>) {
                    EXPECT_THAT(row_in<T>(text), HasSubstr(std::string{wire_name(d.name)})) << T::type;
                }
            });
        }
    };

    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, AllMessages>>(check);
}

TEST(ProtocolDocument, names_each_error_code_with_its_status)
{
    const auto text = document();

    for (std::size_t i = 0; i < errc_count; ++i) {
        const auto code = static_cast<Errc>(i);
        const auto at = text.find("`" + std::string{to_string(code)} + "`", text.find("## Errors"));
        ASSERT_NE(at, std::string::npos) << to_string(code);
        EXPECT_THAT(text.substr(at, text.find('\n', at) - at),
                    HasSubstr(" | " + std::to_string(http_status(code)) + " | "));
    }
}

} // namespace
} // namespace parlor::protocol
