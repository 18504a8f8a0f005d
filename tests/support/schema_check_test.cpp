#include "tests/support/schema_check.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace parlor::test {
namespace {

namespace json = boost::json;

const SchemaCheck check{json::parse(R"({"$defs": {
    "Id": {"type": "string", "pattern": "^[a-z]+$", "minLength": 2, "maxLength": 3},
    "Kind": {"enum": ["a", "b"]},
    "Thing": {"type": "object", "required": ["id", "count"], "properties": {
        "id": {"$ref": "#/$defs/Id"},
        "count": {"type": "integer", "minimum": 1, "maximum": 5},
        "kind": {"$ref": "#/$defs/Kind"},
        "fixed": {"const": 7},
        "maybe": {"type": ["string", "null"]},
        "either": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "boolean"}}]}}}}})")};

std::string faults(const char* value)
{
    return check.faults("Thing", json::parse(value));
}

TEST(SchemaCheck, finds_nothing_in_what_is_right)
{
    EXPECT_EQ(faults(R"({"id":"abc","count":5})"), "");
    EXPECT_EQ(faults(R"({"id":"ab","count":1,"kind":"b","fixed":7,"maybe":null,"either":[true,false]})"), "");
}

TEST(SchemaCheck, names_the_place_of_every_kind_of_fault)
{
    EXPECT_EQ(faults("[]"), "Thing: of another type than \"object\"\n");
    EXPECT_EQ(faults(R"({"id":"abc"})"), "Thing.count: missing\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":1,"more":1})"), "Thing.more: not in the schema\n");
    EXPECT_EQ(faults(R"({"id":"a","count":1})"), "Thing.id: too short\n");
    EXPECT_EQ(faults(R"({"id":"äöüß","count":1})"), "Thing.id: too long\n");
    EXPECT_EQ(faults(R"({"id":"A1","count":1})"), "Thing.id: unlike its pattern\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":0})"), "Thing.count: too small\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":6})"), "Thing.count: too large\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":1.5})"), "Thing.count: of another type than \"integer\"\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":1,"kind":"c"})"), "Thing.kind: none of the words allowed\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":1,"fixed":8})"), "Thing.fixed: another constant\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":1,"maybe":1})"),
              "Thing.maybe: of another type than [\"string\",\"null\"]\n");
    EXPECT_EQ(faults(R"({"id":"abc","count":1,"either":[1]})"), "Thing.either: fits 0 of the choices\n");
}

TEST(SchemaCheck, passes_over_no_definition_and_no_keyword_that_it_does_not_know)
{
    EXPECT_NE(check.faults("Other", {}), "");
    const SchemaCheck unknown{json::parse(R"({"$defs": {"Thing": {"multipleOf": 2}}})")};
    EXPECT_THROW(unknown.faults("Thing", 1), std::logic_error);
}

} // namespace
} // namespace parlor::test
