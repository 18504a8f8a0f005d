#pragma once
#include "base/frame.hpp"
#include "protocol/describe.hpp"
#include "protocol/errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

/// Wire structs to JSON text. One pass, no tree in between.
namespace parlor::protocol {

/// Appends text as a JSON string, quotes included. Expects valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

inline void encode(std::string& out, bool value)
{
    out += value ? "true" : "false";
}

inline void encode(std::string& out, std::int64_t value)
{
    char digits[24];
    auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

inline void encode(std::string& out, Ratio value)
{
    char digits[32];
    auto end = std::to_chars(digits, digits + sizeof digits, value.value).ptr;
    out.append(digits, end);
}

inline void encode(std::string& out, const std::string& value)
{
    append_json_string(out, value);
}

inline void encode(std::string& out, const Json& value)
{
    out += value.text;
}

inline void encode(std::string& out, const Empty&)
{
    out += "{}";
}

template <std::int64_t Min, std::int64_t Max> void encode(std::string& out, Int<Min, Max> value)
{
    encode(out, value.value);
}

template <DescribedEnum E> void encode(std::string& out, E value)
{
    out += '"';
    out += enum_name(value);
    out += '"';
}

template <Described T> void encode(std::string& out, const T& value);
template <class T> void encode(std::string& out, const Nullable<T>& value);
template <class... T> void encode(std::string& out, const std::variant<T...>& value);
template <class... T> void encode(std::string& out, const OneOf<T...>& value);

template <class T> void encode(std::string& out, const std::vector<T>& values)
{
    out += '[';
    bool first = true;
    for (const auto& value : values) {
        if (!first) out += ',';
        first = false;
        encode(out, value);
    }
    out += ']';
}

template <class T> void encode(std::string& out, const Nullable<T>& value)
{
    if (value)
        encode(out, *value);
    else
        out += "null";
}

template <class... T> void encode(std::string& out, const std::variant<T...>& value)
{
    std::visit([&](const auto& held) { encode(out, held); }, value);
}

template <class... T> void encode(std::string& out, const OneOf<T...>& value)
{
    encode(out, static_cast<const std::variant<T...>&>(value));
}

namespace detail {

/// The text of a key with its comma, `,"name":`, put together at compile time. `Name` has the wire name as `value`.
template <class Name>
inline constexpr auto key_text = [] {
    std::array<char, Name::value.size() + 4> text{',', '"'};
    std::ranges::copy(Name::value, text.begin() + 2);
    text[text.size() - 2] = '"';
    text[text.size() - 1] = ':';
    return text;
}();

template <class Descriptor> struct MemberName {
    static constexpr std::string_view value = wire_name(Descriptor::name);
};
struct KindName {
    static constexpr std::string_view value = "kind";
};

} // namespace detail

template <Described T> void encode(std::string& out, const T& value)
{
    out += '{';
    bool first = true;
    auto key = [&]<class Name>(Name) {
        const auto& text = detail::key_text<Name>;
        out.append(text.data() + first, text.size() - first);
        first = false;
    };
    if constexpr (requires {
                      T::kind;
                      std::string_view{T::kind};
                  }) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(T::kind)>, std::string_view>) {
            key(detail::KindName{});
            append_json_string(out, T::kind);
        }
    }
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
        const auto& member = value.*d.pointer;
        using M = std::remove_cvref_t<decltype(member)>;
        using Name = detail::MemberName<decltype(d)>;
        if constexpr (is_optional<M>) {
            if (!member) return;
            key(Name{});
            encode(out, *member);
        } else {
            key(Name{});
            encode(out, member);
        }
    });
    out += '}';
}

/// The JSON text of a value.
template <class T> std::string to_json(const T& value)
{
    std::string out;
    encode(out, value);
    return out;
}

/// A server message of its own accord: `{"type":…,"data":…}`.
template <class T> FramePtr message_frame(const T& message, Frame::Kind kind = Frame::Kind::kept)
{
    std::string out;
    out.reserve(512);
    out.append(Frame::header_room, '\0');
    out += R"({"type":")";
    out += T::type;
    out += R"(","data":)";
    encode(out, message);
    out += '}';
    return make_frame(std::move(out), kind);
}

/// A message that is to be answered by `ack` or `error` with this id.
template <class T> FramePtr request_frame(std::string_view id, const T& message)
{
    std::string out;
    out.reserve(256);
    out.append(Frame::header_room, '\0');
    out += R"({"type":")";
    out += T::type;
    out += R"(","id":)";
    append_json_string(out, id);
    out += R"(,"data":)";
    encode(out, message);
    out += '}';
    return make_frame(std::move(out));
}

/// The answer to the request `reply_to`.
template <class T> FramePtr ack_frame(std::string_view reply_to, const T& result)
{
    std::string out;
    out.reserve(128);
    out.append(Frame::header_room, '\0');
    out += R"({"type":"ack","reply_to":)";
    append_json_string(out, reply_to);
    out += R"(,"data":)";
    encode(out, result);
    out += '}';
    return make_frame(std::move(out));
}

/// A refusal; `reply_to` is empty where the message had no id.
FramePtr error_frame(std::string_view reply_to, const Error& error);

} // namespace parlor::protocol
