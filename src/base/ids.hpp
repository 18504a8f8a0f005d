#pragma once
#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace parlor {

/// An opaque identifier of one kind of thing; ids of different kinds don't mix. Text as on the wire:
/// `[A-Za-z0-9_-]`, at most 64 characters; empty = none.
template <class Tag> class StrongId {
public:
    StrongId() = default;
    explicit StrongId(std::string text) : text_(std::move(text)) {}

    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const StrongId&, const StrongId&) = default;

private:
    std::string text_;
};

using SessionId = StrongId<struct SessionTag>;
using LobbyId = StrongId<struct LobbyTag>;
using ParticipantId = StrongId<struct ParticipantTag>;
using PersonId = StrongId<struct PersonTag>;
using BotId = StrongId<struct BotTag>;
using TabId = StrongId<struct TabTag>;
using BanId = StrongId<struct BanTag>;
using InviteId = StrongId<struct InviteTag>;

/// Numbers a connection within one process; never reused.
using ConnectionId = std::uint64_t;
/// Position of an entry in its lobby's log: 1, 2, 3, … without holes; 0 = before the first.
using Seq = std::int64_t;
/// Index of a shard (one event loop on one thread): 0 … shard_count-1.
using ShardIndex = std::uint32_t;

inline constexpr std::size_t max_id_length = 64;

/// Whether text can be an id on the wire: 1–64 characters of `[A-Za-z0-9_-]`.
inline bool is_id(std::string_view text)
{
    if (text.empty() || text.size() > max_id_length) return false;
    for (char c : text) {
        bool fine = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!fine) return false;
    }
    return true;
}

} // namespace parlor

template <class Tag> struct std::hash<parlor::StrongId<Tag>> {
    std::size_t operator()(const parlor::StrongId<Tag>& id) const noexcept
    {
        return std::hash<std::string>{}(id.str());
    }
};
