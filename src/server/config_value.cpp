#include "server/config_value.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace parlor::server {
namespace {

struct Scale {
    std::string_view suffix;
    std::int64_t factor;
};

// Largest first: what is written takes the first that divides.
constexpr std::array time_scales{Scale{"d", 86'400'000}, Scale{"h", 3'600'000}, Scale{"m", 60'000}, Scale{"s", 1'000},
                                 Scale{"ms", 1}};
constexpr std::array byte_scales{Scale{"MiB", 1'048'576}, Scale{"KiB", 1'024}, Scale{"", 1}};

std::optional<std::int64_t> parse_integer(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
    return value;
}

template <std::size_t Size>
std::optional<std::int64_t> parse_scaled(std::string_view text, const std::array<Scale, Size>& scales)
{
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_integer(text.substr(0, digits));
    if (!number) return {};
    for (const auto& scale : scales) {
        if (scale.suffix != text.substr(digits)) continue;
        if (*number > std::numeric_limits<std::int64_t>::max() / scale.factor) return {};
        return *number * scale.factor;
    }
    return {};
}

template <std::size_t Size> std::string scaled_text(std::int64_t value, const std::array<Scale, Size>& scales)
{
    for (const auto& scale : scales) {
        const bool plain_zero = value == 0 && scale.factor != scales.back().factor;
        if (value % scale.factor == 0 && !plain_zero)
            return std::to_string(value / scale.factor) + std::string{scale.suffix};
    }
    return {};
}

std::vector<std::string> split_list(std::string_view text)
{
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        auto item = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) items.emplace_back(item);
    }
    return items;
}

template <class... F> struct Overload : F... {
    using F::operator()...;
};
template <class... F> Overload(F...) -> Overload<F...>;

std::optional<std::string> must_be(const Key& key)
{
    return "must be " + valid_values(key);
}

/// A number within the key's bounds, in its smallest unit; nothing where the value is not one.
std::optional<std::int64_t> bounded(const Key& key, const RawValue& value, bool is_time)
{
    std::optional<std::int64_t> number;
    const auto* text = std::get_if<std::string>(&value);
    if (is_time)
        number = text ? parse_time_ms(*text) : std::nullopt;
    else if (text && key.unit == Unit::bytes)
        number = parse_bytes(*text);
    else if (const auto* integer = std::get_if<std::int64_t>(&value))
        number = *integer;
    if (!number || *number < key.min || *number > key.max) return {};
    return number;
}

template <class Number>
std::optional<std::string> assign_number(const Key& key, Number& field, const RawValue& value, bool is_time = false)
{
    const auto number = bounded(key, value, is_time);
    if (!number) return must_be(key);
    field = static_cast<Number>(*number);
    return {};
}

std::optional<std::string> check_text(const Key& key, const std::string& text)
{
    if (!key.check) return {};
    auto wanted = key.check(text);
    if (!wanted) return {};
    // Secrets have no check, so that showing the text shows none.
    if (key.secret) return "must be " + *wanted;
    return "must be " + *wanted + ", not " + toml_string(text);
}

std::optional<std::string> assign_list(const Key& key, std::vector<std::string>& field, const RawValue& value)
{
    const auto* items = std::get_if<std::vector<std::string>>(&value);
    if (!items) return must_be(key);
    for (const auto& item : *items) {
        if (auto fault = check_text(key, item)) return fault;
    }
    field = *items;
    return {};
}

} // namespace

std::optional<std::int64_t> parse_time_ms(std::string_view text)
{
    return parse_scaled(text, time_scales);
}

std::optional<std::int64_t> parse_bytes(std::string_view text)
{
    return parse_scaled(text, byte_scales);
}

std::string time_text(std::int64_t ms)
{
    return ms == 0 ? "0s" : scaled_text(ms, time_scales);
}

std::string bytes_text(std::int64_t bytes)
{
    return scaled_text(bytes, byte_scales);
}

std::string toml_string(std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out = "\"";
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') out += '\\';
        if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

RawValue raw_from_text(const Key& key, std::string_view text)
{
    Config config;
    const auto target = key.target(config);
    if (std::holds_alternative<std::vector<std::string>*>(target)) return split_list(text);
    if (std::holds_alternative<bool*>(target) && text == "true") return true;
    if (std::holds_alternative<bool*>(target) && text == "false") return false;
    const bool number = std::holds_alternative<int*>(target) || std::holds_alternative<std::size_t*>(target);
    if (const auto integer = parse_integer(text); number && integer) return *integer;
    return std::string{text};
}

std::optional<std::string> assign(const Key& key, Config& config, const RawValue& value)
{
    using Fault = std::optional<std::string>;
    return std::visit(Overload{
                          [&](bool* field) -> Fault {
                              const auto* given = std::get_if<bool>(&value);
                              if (!given) return must_be(key);
                              *field = *given;
                              return {};
                          },
                          [&](int* field) { return assign_number(key, *field, value); },
                          [&](std::size_t* field) { return assign_number(key, *field, value); },
                          [&](Millis* field) { return assign_number(key, *field, value, true); },
                          [&](std::string* field) -> Fault {
                              const auto* given = std::get_if<std::string>(&value);
                              if (!given) return must_be(key);
                              if (auto fault = check_text(key, *given)) return fault;
                              *field = *given;
                              return {};
                          },
                          [&](std::vector<std::string>* field) { return assign_list(key, *field, value); },
                      },
                      key.target(config));
}

std::string toml_value(const Key& key, Config& config)
{
    auto number_text = [&](std::int64_t number) {
        if (key.unit != Unit::bytes || number % 1'024 != 0 || number == 0) return std::to_string(number);
        return toml_string(bytes_text(number));
    };
    return std::visit(Overload{
                          [](const bool* field) { return std::string{*field ? "true" : "false"}; },
                          [&](const int* field) { return number_text(*field); },
                          [&](const std::size_t* field) { return number_text(static_cast<std::int64_t>(*field)); },
                          [](const Millis* field) { return toml_string(time_text(field->count())); },
                          [](const std::string* field) { return toml_string(*field); },
                          [](const std::vector<std::string>* field) {
                              std::string out = "[";
                              for (const auto& item : *field) out += (out.size() > 1 ? ", " : "") + toml_string(item);
                              return out + ']';
                          },
                      },
                      key.target(config));
}

std::string valid_values(const Key& key)
{
    Config config;
    auto range = [&](auto text) { return text(key.min) + " to " + text(key.max); };
    auto numbers = [&] {
        if (key.unit == Unit::bytes) return range(bytes_text);
        return range([](std::int64_t number) { return std::to_string(number); });
    };
    return std::visit(Overload{
                          [](const bool*) { return std::string{"true or false"}; },
                          [&](const int*) { return numbers(); },
                          [&](const std::size_t*) { return numbers(); },
                          [&](const Millis*) { return range(time_text); },
                          [&](const std::string*) { return std::string{key.values}; },
                          [&](const std::vector<std::string>*) { return "a list of " + std::string{key.values}; },
                      },
                      key.target(config));
}

} // namespace parlor::server
