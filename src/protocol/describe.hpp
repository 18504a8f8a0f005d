#pragma once
#include "protocol/types.hpp"

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>

#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

/// Compile-time reading of the described wire structs, shared by encoder, decoder and schema.
namespace parlor::protocol {

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
template <class T> inline constexpr bool is_nullable = false;
template <class T> inline constexpr bool is_nullable<Nullable<T>> = true;
template <class T> inline constexpr bool is_vector = false;
template <class T> inline constexpr bool is_vector<std::vector<T>> = true;
template <class T> inline constexpr bool is_variant = false;
template <class... T> inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T> inline constexpr bool is_one_of = false;
template <class... T> inline constexpr bool is_one_of<OneOf<T...>> = true;
template <class T> inline constexpr bool is_text = false;
template <std::size_t Min, std::size_t Max> inline constexpr bool is_text<Text<Min, Max>> = true;
template <class T> inline constexpr bool is_int = false;
template <std::int64_t Min, std::int64_t Max> inline constexpr bool is_int<Int<Min, Max>> = true;

/// A wire name: a trailing underscore only dodges a C++ keyword (`public_`).
constexpr std::string_view wire_name(std::string_view name)
{
    if (name.ends_with('_')) name.remove_suffix(1);
    return name;
}

template <DescribedEnum E> constexpr std::string_view enum_name(E value)
{
    std::string_view name;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
        if (d.value == value) name = wire_name(d.name);
    });
    return name;
}

} // namespace parlor::protocol
