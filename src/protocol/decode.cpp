#include "protocol/decode.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cmath>

namespace parlor::protocol {

Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage)
{
    boost::json::parse_options options;
    options.max_depth = max_json_depth;
    boost::json::error_code fault;
    auto value = boost::json::parse(text, fault, std::move(storage), options);
    if (fault) return Error{Errc::bad_json, "This is not valid JSON: " + fault.message() + "."};
    return value;
}

namespace detail {

std::string Path::text() const
{
    std::string text = parent ? parent->text() : std::string{};
    if (index >= 0) return text + '[' + std::to_string(index) + ']';
    if (!text.empty() && !name.empty()) text += '.';
    return text.append(name);
}

namespace {

Error bad(const Path& path, std::string_view what)
{
    auto where = path.text();
    auto message = (where.empty() ? std::string{"the body"} : where) + ": " + std::string{what} + ".";
    return {Errc::bad_request, std::move(message), std::move(where)};
}

} // namespace

Error missing(const Path& path)
{
    return bad(path, "missing");
}

Error ill_typed(const Path& path, std::string_view expected)
{
    return bad(path, "must be " + std::string{expected});
}

Error out_of_range(const Path& path, std::int64_t min, std::int64_t max)
{
    return bad(path, "must be from " + std::to_string(min) + " to " + std::to_string(max));
}

Error no_ratio(const Path& path)
{
    return bad(path, "must be from 0 to 1");
}

Error bad_length(const Path& path, std::size_t min, std::size_t max)
{
    return bad(path, "must have " + std::to_string(min) + " to " + std::to_string(max) + " characters");
}

Error bad_id(const Path& path)
{
    return bad(path, "must be an id: 1 to 64 letters, digits, '_' or '-'");
}

Error not_one_of(const Path& path, std::string_view choices)
{
    return bad(path, "must be one of " + std::string{choices});
}

std::size_t code_points(std::string_view utf8)
{
    std::size_t count = 0;
    for (unsigned char byte : utf8) count += (byte & 0xc0) != 0x80;
    return count;
}

std::optional<std::int64_t> integer(const boost::json::value& value)
{
    if (value.is_int64()) return value.get_int64();
    if (value.is_double()) {
        const double number = value.get_double();
        if (std::trunc(number) == number && std::abs(number) <= static_cast<double>(max_safe_integer))
            return static_cast<std::int64_t>(number);
    }
    return {};
}

std::string json_text(const boost::json::value& value)
{
    return boost::json::serialize(value);
}

} // namespace detail
} // namespace parlor::protocol
