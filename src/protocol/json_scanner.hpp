#pragma once
#include "protocol/json_document.hpp"

#include <array>

namespace parlor::protocol {

/// Checks a text by the grammar of RFC 8259 and puts down where its values are. Without recursion: how deep a text nests costs
/// nothing but a place in an array. Where it stands is handed from function to function, so that it stays in a register; null
/// says that something is wrong.
class JsonScanner {
public:
    struct Fault {
        std::string_view what;
        std::size_t at;
    };

    JsonScanner(std::string_view text, std::pmr::vector<JsonDocument::Node>& nodes)
        : text_(text), end_(text.data() + text.size()), nodes_(nodes)
    {
    }

    /// The first fault, if there is any.
    std::optional<Fault> scan();

private:
    using Kind = JsonDocument::Kind;
    using Place = const char*;

    Place scan_document(Place at);
    Place scan_value(Place at);
    Place scan_name(Place at);
    Place scan_string(Place at);
    Place scan_escape(Place at);
    Place scan_four_digits(Place at, unsigned& unit);
    Place scan_number(Place at);
    Place scan_digits(Place at) const;
    Place scan_word(Place at, std::string_view word, Kind kind);
    Place skip_space(Place at) const;
    Place skip_plain(Place at);

    bool open(Kind kind, Place at);
    void close(Place behind);
    void add(Kind kind, Place begin, Place end, bool escaped = false);
    bool in_object() const { return nodes_[open_[depth_ - 1]].kind == Kind::object; }
    Place fail(Place at, std::string_view what);

    char peek(Place at) const { return at < end_ ? *at : '\0'; }
    std::uint32_t offset(Place at) const { return static_cast<std::uint32_t>(at - text_.data()); }
    std::uint32_t next_node() const { return static_cast<std::uint32_t>(nodes_.size()); }

    const std::string_view text_;
    const Place end_;
    std::pmr::vector<JsonDocument::Node>& nodes_;
    /// The containers that are open, by their nodes.
    std::array<std::uint32_t, max_json_depth> open_;
    std::size_t depth_ = 0;
    /// All bytes of texts so far, one over the other: whether any is not ASCII.
    std::uint64_t seen_ = 0;
    Fault fault_{};
};

} // namespace parlor::protocol
