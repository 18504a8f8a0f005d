// The golden vectors of tests/vectors/messages.json; the TypeScript tests run the same file.
#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "tests/support/vectors.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <set>

namespace parlor::protocol {
namespace {

namespace json = boost::json;

/// `data` through the C++ struct of its type and back to JSON; or the refusal. `Ping` carries anything.
template <class List> Result<json::value> through_codec(const json::object& message)
{
    const std::string_view type = message.at("type").get_string();
    const auto* data = message.if_contains("data");
    Result<json::value> outcome = Error{Errc::unknown_type, std::string{type}};
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, List>>([&](auto held) {
        using T = typename decltype(held)::type;
        if (T::type != type) return;
        if constexpr (std::is_same_v<T, Ping>) {
            outcome = parse_json(to_json(Json{detail::json_text(*data)}));
        } else {
            const auto tree = data ? *data : json::value{};
            auto decoded = decode<T>(tree, "data");
            // As the server reads them: from the text.
            const auto text = json::serialize(tree);
            JsonDocument document;
            auto same = decode<T>(document.read(text).value(), "data");
            ASSERT_EQ(bool{same}, bool{decoded}) << text;
            if (same) {
                EXPECT_EQ(to_json(*same), to_json(*decoded));
            } else {
                EXPECT_EQ(same.error().message, decoded.error().message);
            }
            outcome = decoded ? parse_json(to_json(*decoded)) : Result<json::value>{decoded.error()};
        }
    });
    return outcome;
}

std::string name_of(const json::value& vector)
{
    return std::string{vector.at("name").get_string()};
}

template <class List> void expect_accepted(std::string_view list)
{
    for (const auto& vector : test::message_vectors(list)) {
        const auto& message = vector.at("message").get_object();
        const auto* canonical = vector.get_object().if_contains("canonical");

        const auto outcome = through_codec<List>(message);

        ASSERT_TRUE(outcome) << name_of(vector) << ": " << outcome.error().message;
        EXPECT_EQ(*outcome, canonical ? *canonical : message.at("data")) << name_of(vector);
    }
}

template <class List> void expect_refused(std::string_view list)
{
    for (const auto& vector : test::message_vectors(list)) {
        const auto outcome = through_codec<List>(vector.at("message").get_object());

        ASSERT_FALSE(outcome) << name_of(vector);
        EXPECT_EQ(outcome.error().code, Errc::bad_request) << name_of(vector);
        EXPECT_EQ(outcome.error().path, std::string_view{vector.at("path").get_string()}) << name_of(vector);
        EXPECT_TRUE(outcome.error().message.starts_with(outcome.error().path + ": ")) << outcome.error().message;
    }
}

TEST(MessageVectors, accepted_ones_decode_and_encode_to_the_same_data)
{
    expect_accepted<ClientMessages>("accepted");
    expect_accepted<ProviderMessages>("provider_accepted");
}

TEST(MessageVectors, refused_ones_name_the_field_at_fault)
{
    expect_refused<ClientMessages>("refused");
    expect_refused<ProviderMessages>("provider_refused");
}

TEST(MessageVectors, server_messages_decode_and_encode_to_the_same_data)
{
    expect_accepted<ServerMessages>("server");
    expect_accepted<ProviderServerMessages>("provider_server");
}

template <class List> std::set<std::string_view> types()
{
    std::set<std::string_view> names;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, List>>(
        [&](auto held) { names.insert(decltype(held)::type::type); });
    return names;
}

std::set<std::string_view> types_in(std::string_view list)
{
    std::set<std::string_view> names;
    for (const auto& vector : test::message_vectors(list)) names.insert(vector.at("message").at("type").get_string());
    return names;
}

TEST(MessageVectors, cover_every_type_of_the_catalogue)
{
    EXPECT_EQ(types_in("accepted"), types<ClientMessages>());
    EXPECT_EQ(types_in("server"), types<ServerMessages>());
    EXPECT_EQ(types_in("provider_accepted"), types<ProviderMessages>());
    EXPECT_EQ(types_in("provider_server"), types<ProviderServerMessages>());
}

} // namespace
} // namespace parlor::protocol
