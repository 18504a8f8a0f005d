#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"
#include "protocol/schema.hpp"
#include "tests/support/paths.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace parlor::protocol {
namespace {

namespace json = boost::json;

std::string committed(const std::string& name)
{
    std::ifstream in{test::source_dir() + "/schema/" + name, std::ios::binary};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

json::value schema()
{
    return parse_json(json_schema()).value();
}

/// Every `$ref` in a document.
void collect_refs(const json::value& value, std::set<std::string>& refs)
{
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array) collect_refs(item, refs);
    }
    if (const auto* object = value.if_object()) {
        for (const auto& [name, item] : *object) {
            if (name == "$ref") refs.insert(std::string{item.get_string()});
            collect_refs(item, refs);
        }
    }
}

TEST(Schema, is_committed_as_it_is_made)
{
    EXPECT_EQ(committed("schema.json"), json_schema()) << "run: ./parlor gen";
    EXPECT_EQ(committed("asyncapi.json"), asyncapi()) << "run: ./parlor gen";
}

TEST(Schema, refers_only_to_definitions_that_it_has)
{
    const auto document = schema();
    const auto& definitions = document.at("$defs").get_object();
    std::set<std::string> refs;

    collect_refs(document, refs);

    EXPECT_FALSE(refs.empty());
    for (const auto& ref : refs) EXPECT_TRUE(definitions.contains(ref.substr(ref.rfind('/') + 1))) << ref;
}

template <class List> void expect_each_once(const std::string& definition, const std::string& results_of)
{
    const auto document = schema();
    const auto& messages = document.at_pointer("/$defs/" + definition + "/oneOf").get_array();
    const auto& results = document.at_pointer("/$defs/" + results_of + "/properties").get_object();
    std::set<std::string_view> types;

    for (const auto& message : messages) types.insert(message.at_pointer("/properties/type/const").get_string());

    EXPECT_EQ(types.size(), messages.size());
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, List>>([&](auto held) {
        EXPECT_TRUE(types.contains(decltype(held)::type::type)) << decltype(held)::type::type;
        EXPECT_TRUE(results.contains(decltype(held)::type::type)) << decltype(held)::type::type;
    });
}

TEST(Schema, has_every_message_of_the_catalogue_once)
{
    expect_each_once<ClientMessages>("ClientMessage", "MessageResults");
    expect_each_once<ProviderMessages>("ProviderMessage", "ProviderMessageResults");
}

TEST(Schema, has_every_error_code)
{
    const auto document = schema();

    EXPECT_EQ(document.at_pointer("/$defs/ErrorCode/enum").get_array().size(), errc_count);
}

TEST(Schema, tells_bounds_and_what_is_required)
{
    const auto document = schema();
    const auto& capacity = document.at_pointer("/$defs/CreateLobby/properties/capacity");

    EXPECT_EQ(capacity.at("minimum").to_number<int>(), 1);
    EXPECT_EQ(capacity.at("maximum").to_number<int>(), 100'000);
    EXPECT_EQ(document.at_pointer("/$defs/CreateLobby/required"), json::array{"name"});
    EXPECT_EQ(document.at_pointer("/$defs/Join/required"), (json::array{"lobby_id", "tab"}));
}

TEST(AsyncApi, refers_to_each_message_in_the_schema_by_its_place)
{
    const auto document = parse_json(asyncapi()).value();
    const auto types = schema();

    for (const std::string channel : {"socket", "provider"})
        for (const auto& [type, message] : document.at_pointer("/channels/" + channel + "/messages").get_object()) {
            const std::string_view ref = message.at_pointer("/payload/$ref").get_string();
            ASSERT_TRUE(ref.starts_with("schema.json#")) << ref;
            const auto& target = types.at_pointer(ref.substr(ref.find('#') + 1));
            EXPECT_EQ(target.at_pointer("/properties/type/const").get_string(), type);
        }
}

} // namespace
} // namespace parlor::protocol
