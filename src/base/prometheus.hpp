#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

/// The text format of Prometheus, version 0.0.4.
namespace parlor::prometheus {

inline constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

/// Gathers metrics into one text. Each name once, its samples together; names and help are literals of the program, label
/// values are escaped.
class Writer {
public:
    /// A value that only grows, until a restart; by convention its name ends in `_total`.
    void counter(std::string_view name, std::string_view help, std::uint64_t value)
    {
        head(name, help, "counter");
        sample(name, {}, {}, std::to_string(value));
    }
    /// A value of this moment.
    void gauge(std::string_view name, std::string_view help, double value)
    {
        head(name, help, "gauge");
        sample(name, {}, {}, number(value));
    }
    /// Begins a metric whose samples differ in one label; `type` is `counter` or `gauge`.
    void head(std::string_view name, std::string_view help, std::string_view type)
    {
        text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
        text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    }
    /// A counter's sample; `head` comes before.
    void sample_count(std::string_view name, std::string_view label, std::string_view label_value, std::uint64_t value)
    {
        sample(name, label, label_value, std::to_string(value));
    }
    void sample(std::string_view name, std::string_view label, std::string_view label_value, double value)
    {
        sample(name, label, label_value, number(value));
    }

    std::string take() { return std::move(text_); }

private:
    static std::string number(double value)
    {
        const auto whole = static_cast<std::int64_t>(value);
        return static_cast<double>(whole) == value ? std::to_string(whole) : std::to_string(value);
    }
    void sample(std::string_view name, std::string_view label, std::string_view label_value, const std::string& value)
    {
        text_.append(name);
        if (!label.empty()) {
            text_.append("{").append(label).append("=\"");
            for (char c : label_value) {
                if (c == '\\' || c == '"') text_ += '\\';
                if (c == '\n')
                    text_ += "\\n";
                else
                    text_ += c;
            }
            text_.append("\"}");
        }
        text_.append(" ").append(value).append("\n");
    }

    std::string text_;
};

} // namespace parlor::prometheus
