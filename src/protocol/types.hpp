#pragma once
#include "base/ids.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

/// The vocabulary of wire fields. A field's type alone says what is valid, so that decoder, JSON Schema and TypeScript
/// agree: `std::optional` may be missing (or null on the way in), `Nullable` is always there and may be null.
namespace parlor::protocol {

/// Text of Min to Max characters (Unicode code points, as JSON Schema counts).
template <std::size_t Min, std::size_t Max> struct Text : std::string {
    static constexpr std::size_t min_length = Min;
    static constexpr std::size_t max_length = Max;
    using std::string::string;
    Text(std::string text) : std::string(std::move(text)) {}
};

/// An integer of Min to Max. On the wire integers stay within ±2^53, where JavaScript is exact.
template <std::int64_t Min, std::int64_t Max> struct Int {
    static constexpr std::int64_t min = Min;
    static constexpr std::int64_t max = Max;
    std::int64_t value = Min;
    Int() = default;
    template <std::integral I> Int(I number) : value(static_cast<std::int64_t>(number)) {}
    operator std::int64_t() const { return value; }
};

inline constexpr std::int64_t max_safe_integer = (std::int64_t{1} << 53) - 1;

/// An opaque id: `[A-Za-z0-9_-]{1,64}`.
struct Id : std::string {
    using std::string::string;
    Id(std::string text) : std::string(std::move(text)) {}
    template <class Tag> Id(const StrongId<Tag>& id) : std::string(id.str()) {}
};

/// Position in a lobby's log, from 1.
using SeqNumber = Int<1, max_safe_integer>;
/// As SeqNumber, and 0 for "before the first".
using SeqOrZero = Int<0, max_safe_integer>;
/// Milliseconds since the Unix epoch, UTC.
using TimeMs = Int<0, max_safe_integer>;
/// A count or duration that can't be negative.
using Count = Int<0, max_safe_integer>;

/// A share of the whole: 0 to 1.
struct Ratio {
    double value = 0;
};

/// Always present; null where there is nothing.
template <class T> struct Nullable : std::optional<T> {
    using std::optional<T>::optional;
};

/// One of several structs, told apart by the fields that they need; decoding takes the first that fits.
template <class... T> struct OneOf : std::variant<T...> {
    using std::variant<T...>::variant;
    template <class U> const U* get_if() const { return std::get_if<U>(static_cast<const std::variant<T...>*>(this)); }
};

/// Any JSON value, kept as its text.
struct Json {
    std::string text = "null";
    bool operator==(const Json&) const = default;
};

/// `{}`.
struct Empty {};

} // namespace parlor::protocol
