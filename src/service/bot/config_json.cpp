#include "service/bot/config_json.hpp"

#include "protocol/decode.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace parlor::service {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

struct ToJson {
    value operator()(std::monostate) const { return nullptr; }
    value operator()(bool flag) const { return flag; }
    value operator()(std::int64_t number) const { return number; }
    value operator()(double number) const { return number; }
    value operator()(const std::string& text) const { return boost::json::string(text); }
    value operator()(const domain::ConfigValue::List& list) const
    {
        array items;
        for (const auto& item : list) items.push_back(std::visit(*this, item.held));
        return items;
    }
    value operator()(const domain::ConfigValue::Object& members) const
    {
        object all;
        for (const auto& [name, item] : members) all[name] = std::visit(*this, item.held);
        return all;
    }
};

} // namespace

double kept_number(double number)
{
    if (std::abs(number) > domain::max_config_number)
        return std::copysign(std::numeric_limits<double>::infinity(), number);
    if (std::abs(number) < 1 / domain::max_config_number) return 0;
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::general,
                                   std::numeric_limits<double>::digits10)
                         .ptr;
    std::from_chars(digits, end, number);
    return number;
}

domain::ConfigValue config_from_json(const value& json)
{
    using domain::ConfigValue;
    switch (json.kind()) {
    case boost::json::kind::null: return {};
    case boost::json::kind::bool_: return {json.get_bool()};
    case boost::json::kind::int64: return {json.get_int64()};
    case boost::json::kind::uint64: return {kept_number(static_cast<double>(json.get_uint64()))};
    case boost::json::kind::double_: return {kept_number(json.get_double())};
    case boost::json::kind::string: return {std::string{json.get_string()}};
    case boost::json::kind::array: {
        ConfigValue::List list;
        for (const auto& item : json.get_array()) list.push_back(config_from_json(item));
        return {std::move(list)};
    }
    case boost::json::kind::object: break;
    }
    ConfigValue::Object members;
    for (const auto& [name, item] : json.get_object()) members[std::string{name}] = config_from_json(item);
    return {std::move(members)};
}

domain::ConfigValue config_from_text(std::string_view text)
{
    auto json = protocol::parse_json(text);
    if (!json || !json->is_object()) return {domain::ConfigValue::Object{}};
    return config_from_json(*json);
}

std::string to_json_text(const domain::ConfigValue& config)
{
    return boost::json::serialize(std::visit(ToJson{}, config.held));
}

} // namespace parlor::service
