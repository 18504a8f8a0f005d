#pragma once
#include <boost/json/value.hpp>

#include <string>

namespace parlor::test {

/// Holds values to the JSON Schema that the server publishes: the closed part of the language that it uses. A keyword
/// beyond that throws, so that no rule is passed over in silence.
class SchemaCheck {
public:
    /// `document`: the whole of `/schema.json`.
    explicit SchemaCheck(boost::json::value document) : document_(std::move(document)) {}

    /// What is wrong with a value as an instance of `$defs/NAME`, with its place; empty where nothing is.
    std::string faults(const std::string& name, const boost::json::value& value) const;

private:
    std::string check(const boost::json::object& schema, const boost::json::value& value,
                      const std::string& place) const;
    std::string check_object(const boost::json::object& schema, const boost::json::object& value,
                             const std::string& place) const;
    std::string check_choice(const boost::json::array& choices, const boost::json::value& value,
                             const std::string& place, bool exactly_one) const;

    boost::json::value document_;
};

} // namespace parlor::test
