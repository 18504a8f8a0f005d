#include "protocol/pretty.hpp"

#include <boost/json/serialize.hpp>

namespace parlor::protocol {
namespace {

void write(std::string& out, const boost::json::value& value, std::size_t depth);

template <class Range, class Each>
void write_nested(std::string& out, const Range& range, std::size_t depth, std::string_view brackets, Each each)
{
    out += brackets[0];
    bool first = true;
    for (const auto& item : range) {
        out += first ? "\n" : ",\n";
        first = false;
        out.append(2 * (depth + 1), ' ');
        each(item);
    }
    if (!first) {
        out += '\n';
        out.append(2 * depth, ' ');
    }
    out += brackets[1];
}

void write(std::string& out, const boost::json::value& value, std::size_t depth)
{
    if (const auto* object = value.if_object()) {
        write_nested(out, *object, depth, "{}", [&](const auto& member) {
            out += boost::json::serialize(member.key());
            out += ": ";
            write(out, member.value(), depth + 1);
        });
    } else if (const auto* array = value.if_array()) {
        write_nested(out, *array, depth, "[]", [&](const auto& item) { write(out, item, depth + 1); });
    } else {
        out += boost::json::serialize(value);
    }
}

} // namespace

std::string pretty(const boost::json::value& value)
{
    std::string out;
    write(out, value, 0);
    out += '\n';
    return out;
}

} // namespace parlor::protocol
