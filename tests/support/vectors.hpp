#pragma once
#include "protocol/decode.hpp"
#include "tests/support/paths.hpp"

#include <boost/json/value.hpp>

#include <fstream>
#include <sstream>

namespace parlor::test {

/// As written, but `{"repeat": text, "times": n}` is the long text that it stands for.
inline boost::json::value expanded(const boost::json::value& value)
{
    if (const auto* array = value.if_array()) {
        boost::json::array out;
        for (const auto& item : *array) out.push_back(expanded(item));
        return out;
    }
    const auto* object = value.if_object();
    if (!object) return value;
    if (object->contains("repeat")) {
        boost::json::string text;
        for (auto times = object->at("times").to_number<int>(); times > 0; --times)
            text += object->at("repeat").get_string();
        return text;
    }
    boost::json::object out;
    for (const auto& [name, item] : *object) out[name] = expanded(item);
    return out;
}

/// A list of tests/vectors/messages.json: `accepted`, `refused` or `server`.
inline const boost::json::array& message_vectors(std::string_view list)
{
    static const boost::json::value document = [] {
        std::ostringstream text;
        text << std::ifstream{source_dir() + "/tests/vectors/messages.json"}.rdbuf();
        return expanded(protocol::parse_json(text.str()).value());
    }();
    return document.at(list).as_array();
}

} // namespace parlor::test
