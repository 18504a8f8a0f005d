#pragma once
#include "base/result.hpp"
#include "protocol/describe.hpp"
#include "protocol/json_document.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

/// JSON to wire structs. Unknown members are ignored; the first fault is reported with its path (`data.media.camera`).
namespace parlor::protocol {

/// Parses a whole JSON text. Refuses with `bad_json`. The value lives in `storage`.
Result<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage = {});

namespace detail {

/// Where the decoder is, as a chain on the stack; spelled out only when something is wrong.
struct Path {
    const Path* parent = nullptr;
    std::string_view name{};
    std::ptrdiff_t index = -1;

    std::string text() const;
};

Error missing(const Path& path);
Error ill_typed(const Path& path, std::string_view expected);
Error out_of_range(const Path& path, std::int64_t min, std::int64_t max);
Error no_ratio(const Path& path);
Error bad_length(const Path& path, std::size_t min, std::size_t max);
Error bad_id(const Path& path);
Error not_one_of(const Path& path, std::string_view choices);

std::size_t code_points(std::string_view utf8);
/// An integer, also when written as `3.0`; nothing otherwise.
std::optional<std::int64_t> integer(const boost::json::value& value);
inline std::optional<std::int64_t> integer(const JsonView& value)
{
    return value.integer();
}
std::string json_text(const boost::json::value& value);
inline std::string json_text(const JsonView& value)
{
    return std::string{value.text()};
}

using Failure = std::optional<Error>;

/// A tree of Boost.JSON's or a view into a text; both are read alike.
template <class V>
concept JsonValue = std::same_as<V, boost::json::value> || std::same_as<V, JsonView>;

template <JsonValue V> Failure read(const V& value, bool& out, const Path& path)
{
    if (!value.is_bool()) return ill_typed(path, "true or false");
    out = value.get_bool();
    return {};
}

template <JsonValue V> Failure read(const V& value, std::string& out, const Path& path)
{
    if (!value.is_string()) return ill_typed(path, "a string");
    out = std::string_view{value.get_string()};
    return {};
}

template <JsonValue V> Failure read(const V& value, Id& out, const Path& path)
{
    if (!value.is_string()) return ill_typed(path, "a string");
    std::string_view text = value.get_string();
    if (!is_id(text)) return bad_id(path);
    out.assign(text);
    return {};
}

template <JsonValue V> Failure read(const V& value, Empty&, const Path& path)
{
    if (!value.is_object()) return ill_typed(path, "an object");
    return {};
}

template <JsonValue V> Failure read(const V& value, Ratio& out, const Path& path)
{
    if (!value.is_number()) return ill_typed(path, "a number");
    out.value = value.template to_number<double>();
    if (!(out.value >= 0 && out.value <= 1)) return no_ratio(path);
    return {};
}

template <JsonValue V> Failure read(const V& value, Json& out, const Path&)
{
    out.text = json_text(value);
    return {};
}

template <JsonValue V, std::size_t Min, std::size_t Max>
Failure read(const V& value, Text<Min, Max>& out, const Path& path)
{
    if (!value.is_string()) return ill_typed(path, "a string");
    std::string_view text = value.get_string();
    // A code point takes one to four bytes, so most texts need no counting.
    if (text.size() < Min || text.size() > Max) {
        const auto length = code_points(text);
        if (length < Min || length > Max) return bad_length(path, Min, Max);
    } else if (Min > 1 && code_points(text) < Min) {
        return bad_length(path, Min, Max);
    }
    out.assign(text);
    return {};
}

template <JsonValue V, std::int64_t Min, std::int64_t Max>
Failure read(const V& value, Int<Min, Max>& out, const Path& path)
{
    const auto number = integer(value);
    if (!number) return ill_typed(path, "an integer");
    if (*number < Min || *number > Max) return out_of_range(path, Min, Max);
    out.value = *number;
    return {};
}

template <JsonValue V, DescribedEnum E> Failure read(const V& value, E& out, const Path& path)
{
    if (!value.is_string()) return ill_typed(path, "a string");
    std::string_view text = value.get_string();
    bool found = false;
    std::string choices;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
        if (wire_name(d.name) == text) {
            out = d.value;
            found = true;
        }
    });
    if (found) return {};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
        if (!choices.empty()) choices += ", ";
        choices += wire_name(d.name);
    });
    return not_one_of(path, choices);
}

template <JsonValue V, Described T> Failure read(const V& value, T& out, const Path& path);
template <JsonValue V, class... T> Failure read(const V& value, std::variant<T...>& out, const Path& path);

template <JsonValue V, class... T> Failure read(const V& value, OneOf<T...>& out, const Path& path);

template <JsonValue V, class T> Failure read(const V& value, Nullable<T>& out, const Path& path)
{
    if (value.is_null()) {
        out.reset();
        return {};
    }
    return read(value, out.emplace(), path);
}

template <JsonValue V, class T> Failure read(const V& value, std::vector<T>& out, const Path& path)
{
    if (!value.is_array()) return ill_typed(path, "an array");
    const auto& array = value.get_array();
    out.clear();
    out.reserve(array.size());
    std::ptrdiff_t index = 0;
    for (const auto& item : array) {
        const Path here{.parent = &path, .name = {}, .index = index++};
        if (auto failure = read(item, out.emplace_back(), here)) return failure;
    }
    return {};
}

template <JsonValue V, class... T> Failure read(const V& value, std::variant<T...>& out, const Path& path)
{
    if (!value.is_object()) return ill_typed(path, "an object");
    const auto kind = value.get_object().if_contains("kind");
    Path here{.parent = &path, .name = "kind"};
    if (!kind) return missing(here);
    if (!kind->is_string()) return ill_typed(here, "a string");
    Failure failure = not_one_of(here, "the known kinds");
    auto attempt = [&]<class U>(std::type_identity<U>) {
        if (U::kind != std::string_view{kind->get_string()}) return;
        failure = read(value, out.template emplace<U>(), path);
    };
    (attempt(std::type_identity<T>{}), ...);
    return failure;
}

template <JsonValue V, class... T> Failure read(const V& value, OneOf<T...>& out, const Path& path)
{
    Failure first;
    bool fits = false;
    auto attempt = [&]<class U>(std::type_identity<U>) {
        if (fits) return;
        U held;
        auto failure = read(value, held, path);
        fits = !failure;
        if (fits)
            out = std::move(held);
        else if (!first)
            first = std::move(failure);
    };
    (attempt(std::type_identity<T>{}), ...);
    return fits ? Failure{} : first;
}

template <JsonValue V, Described T> Failure read(const V& value, T& out, const Path& path)
{
    if (!value.is_object()) return ill_typed(path, "an object");
    const auto& object = value.get_object();
    Failure failure;
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
        if (failure) return;
        auto& member = out.*d.pointer;
        using M = std::remove_cvref_t<decltype(member)>;
        constexpr std::string_view name = wire_name(d.name);
        const Path here{.parent = &path, .name = name};
        const auto given = object.if_contains(name);
        if constexpr (is_optional<M>) {
            if (!given || given->is_null()) {
                member.reset();
                return;
            }
            failure = read(*given, member.emplace(), here);
        } else {
            if (!given) {
                failure = missing(here);
                return;
            }
            failure = read(*given, member, here);
        }
    });
    return failure;
}

} // namespace detail

/// Decodes `value`; `root` is how the reported path begins (`data` in messages, empty in HTTP bodies).
/// Refuses with `bad_request`.
template <class T, detail::JsonValue V> Result<T> decode(const V& value, std::string_view root = {})
{
    Result<T> out{T{}};
    const detail::Path path{.parent = nullptr, .name = root};
    if (auto failure = detail::read(value, *out, path)) return std::move(*failure);
    return out;
}

} // namespace parlor::protocol
