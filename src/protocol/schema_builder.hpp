#pragma once
#include "protocol/describe.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace parlor::protocol {

/// Collects the JSON Schema definitions of wire types. Each described struct and enum becomes one entry of
/// `definitions()`, named as in C++ without its namespace.
class SchemaBuilder {
public:
    /// `ref_prefix` goes before a definition's name in `$ref`.
    explicit SchemaBuilder(std::string ref_prefix = "#/$defs/") : ref_prefix_(std::move(ref_prefix)) {}

    /// A schema that stands for T where it is used; adds the definitions it needs.
    template <class T> boost::json::value of();

    boost::json::value ref(std::string_view name) const
    {
        return boost::json::object{{"$ref", ref_prefix_ + std::string{name}}};
    }
    boost::json::object& definitions() { return definitions_; }

    /// `SendChatMessage` for `parlor::protocol::SendChatMessage`.
    template <class T> static std::string name_of();

private:
    template <class T> boost::json::value object_of();

    std::string ref_prefix_;
    boost::json::object definitions_;
};

template <class T> std::string SchemaBuilder::name_of()
{
    // GCC and Clang both end the signature in "T = parlor::protocol::Name]" (GCC adds more after ';').
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]"));
    if (const auto colon = text.rfind(':'); colon != std::string_view::npos) text.remove_prefix(colon + 1);
    return std::string{text};
}

template <class T> boost::json::value SchemaBuilder::object_of()
{
    boost::json::object properties;
    boost::json::array required;
    if constexpr (requires { T::kind; }) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(T::kind)>, std::string_view>) {
            properties["kind"] = boost::json::object{{"const", T::kind}};
            required.emplace_back("kind");
        }
    }
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
        using M = std::remove_cvref_t<decltype(std::declval<T>().*d.pointer)>;
        const auto name = wire_name(d.name);
        if constexpr (is_optional<M>) {
            properties[name] = of<typename M::value_type>();
        } else {
            properties[name] = of<M>();
            required.emplace_back(name);
        }
    });
    boost::json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

template <class T> boost::json::value SchemaBuilder::of()
{
    using boost::json::array;
    using boost::json::object;
    if constexpr (std::is_same_v<T, bool>) {
        return object{{"type", "boolean"}};
    } else if constexpr (std::is_same_v<T, Json>) {
        return object{};
    } else if constexpr (std::is_same_v<T, Empty>) {
        return object{{"type", "object"}};
    } else if constexpr (std::is_same_v<T, Ratio>) {
        return object{{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
    } else if constexpr (std::is_same_v<T, Id>) {
        return object{{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,64}$"}};
    } else if constexpr (is_text<T>) {
        return object{{"type", "string"}, {"minLength", T::min_length}, {"maxLength", T::max_length}};
    } else if constexpr (std::is_same_v<T, std::string>) {
        return object{{"type", "string"}};
    } else if constexpr (is_int<T>) {
        return object{{"type", "integer"}, {"minimum", T::min}, {"maximum", T::max}};
    } else if constexpr (is_nullable<T>) {
        return object{{"anyOf", array{of<typename T::value_type>(), object{{"type", "null"}}}}};
    } else if constexpr (is_vector<T>) {
        return object{{"type", "array"}, {"items", of<typename T::value_type>()}};
    } else if constexpr (is_one_of<T>) {
        array choices;
        [&]<class... U>(std::type_identity<OneOf<U...>>) {
            (choices.push_back(of<U>()), ...);
        }(std::type_identity<T>{});
        return object{{"anyOf", std::move(choices)}};
    } else if constexpr (is_variant<T>) {
        array choices;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, T>>(
            [&](auto held) { choices.push_back(of<typename decltype(held)::type>()); });
        return object{{"oneOf", std::move(choices)}};
    } else if constexpr (DescribedEnum<T>) {
        array choices;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto d) { choices.emplace_back(wire_name(d.name)); });
        const auto name = name_of<T>();
        definitions_[name] = object{{"type", "string"}, {"enum", std::move(choices)}};
        return ref(name);
    } else {
        static_assert(Described<T>);
        const auto name = name_of<T>();
        if (!definitions_.contains(name)) {
            definitions_[name] = nullptr;
            auto schema = object_of<T>();
            definitions_[name] = std::move(schema);
        }
        return ref(name);
    }
}

} // namespace parlor::protocol
