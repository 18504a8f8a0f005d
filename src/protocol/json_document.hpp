#pragma once
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// JSON texts (RFC 8259) that are read where they stand: no tree, no copies. Where messages come by the hundred thousand a second.
namespace parlor::protocol {

/// Nesting that a document may have; deeper is `bad_json`.
inline constexpr std::size_t max_json_depth = 32;

class JsonDocument;
class JsonArray;
class JsonObject;

/// A value inside a document; null where nothing else is said. Cheap to copy; good for as long as the document and its text are.
/// The names are those of boost::json::value, so that one decoder serves both.
class JsonView {
public:
    bool is_null() const { return is(Kind::null); }
    bool is_bool() const { return is(Kind::boolean); }
    bool is_number() const { return is(Kind::number); }
    bool is_string() const { return is(Kind::string); }
    bool is_array() const { return is(Kind::array); }
    bool is_object() const { return is(Kind::object); }

    // Each expects that it is such a value.
    bool get_bool() const;
    /// With its escapes resolved; lives as long as the document.
    std::string_view get_string() const;
    JsonArray get_array() const;
    JsonObject get_object() const;
    /// As near as a double comes; infinite beyond its range.
    template <class Number> Number to_number() const { return static_cast<Number>(number()); }
    /// An integer of 64 bits; one that is written as a fraction or with an exponent, as `3.0` is, up to ±(2^53 - 1).
    std::optional<std::int64_t> integer() const;
    /// The value as it was written.
    std::string_view text() const;

private:
    friend JsonDocument;
    friend JsonArray;
    friend JsonObject;
    friend class JsonScanner;
    enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
    bool is(Kind kind) const;
    JsonView(const JsonDocument& document, std::uint32_t node) : document_(&document), node_(node) {}
    double number() const;

    const JsonDocument* document_;
    std::uint32_t node_;
};

class JsonArray {
public:
    class Iterator {
    public:
        Iterator(const JsonDocument& document, std::uint32_t node) : document_(&document), node_(node) {}
        JsonView operator*() const;
        Iterator& operator++();
        bool operator==(const Iterator& other) const { return node_ == other.node_; }

    private:
        const JsonDocument* document_;
        std::uint32_t node_;
    };

    Iterator begin() const;
    Iterator end() const;
    std::size_t size() const;

private:
    friend JsonView;
    explicit JsonArray(const JsonView& value) : value_(value) {}
    JsonView value_;
};

class JsonObject {
public:
    /// The member of this name; the last where there are several, as in most readers.
    std::optional<JsonView> if_contains(std::string_view name) const;

private:
    friend JsonView;
    explicit JsonObject(const JsonView& value) : value_(value) {}
    JsonView value_;
};

/// One text, checked and indexed in one pass: 16 bytes a value, in the order of the text. One thread.
class JsonDocument {
public:
    /// `memory` outlives the document and is where its index and resolved escapes live.
    explicit JsonDocument(std::pmr::memory_resource* memory = std::pmr::get_default_resource())
        : nodes_(memory), resolved_(memory)
    {
    }
    JsonDocument(const JsonDocument&) = delete;
    JsonDocument& operator=(const JsonDocument&) = delete;

    /// Takes one whole text, which must stay; once. Refuses with `bad_json` what is no JSON or no UTF-8, is nested deeper than
    /// `max_json_depth`, or has 4 GiB and more, with the byte at fault. What it takes, `parse_json` takes as well.
    Result<JsonView> read(std::string_view text);

private:
    friend JsonView;
    friend JsonArray;
    friend JsonObject;
    friend class JsonScanner;

    using Kind = JsonView::Kind;
    /// A member of an object is two nodes: its name and its value.
    struct Node {
        std::uint32_t begin;
        std::uint32_t end;
        /// The node behind this value and all that is in it.
        std::uint32_t next;
        Kind kind;
        bool escaped = false; ///< a string with a backslash
    };

    const Node& at(std::uint32_t node) const { return nodes_[node]; }
    std::string_view text_of(const Node& node) const { return text_.substr(node.begin, node.end - node.begin); }
    std::string_view string_of(const Node& node) const
    {
        const auto written = text_.substr(node.begin + 1, node.end - node.begin - 2);
        return node.escaped ? resolved(written) : written;
    }
    std::string_view resolved(std::string_view written) const;

    std::string_view text_;
    std::pmr::vector<Node> nodes_;
    /// Texts without their escapes.
    mutable std::pmr::monotonic_buffer_resource resolved_;
};

inline bool JsonView::is(Kind kind) const
{
    return document_->at(node_).kind == kind;
}

inline std::string_view JsonView::text() const
{
    return document_->text_of(document_->at(node_));
}

inline std::string_view JsonView::get_string() const
{
    return document_->string_of(document_->at(node_));
}

} // namespace parlor::protocol
