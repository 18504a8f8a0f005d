#pragma once
#include "base/ids.hpp"
#include "base/unique_function.hpp"
#include "protocol/chat.hpp"

#include <map>
#include <optional>

namespace parlor::client {

/// Position of an entry, whatever its kind.
Seq seq_of(const protocol::Entry& entry);

/// Puts the entries of one lobby's log in order: each is handed out exactly once, in the order of `seq`, whatever comes
/// twice, early or late. Pure.
class EntryOrder {
public:
    using Sink = UniqueFunction<void(const protocol::Entry&)>;

    /// Begins after `after`; without it, where the first answer to `join` begins. At most `most_held` entries wait for
    /// earlier ones; what does not fit is fetched later.
    EntryOrder(std::optional<Seq> after, std::size_t most_held, Sink sink)
        : last_(after), most_held_(most_held), sink_(std::move(sink))
    {
    }

    /// What an answer to `join` brought, in its order; `newest` is the log's last position.
    void joined(const std::vector<protocol::Entry>& entries, Seq newest);
    /// A page that was asked for after `last`. Where it begins later, what lies between is kept no longer.
    void fetched(const std::vector<protocol::Entry>& entries);
    /// Such a page was empty: nothing up to this position is kept any longer.
    void skip_to(Seq seq);
    /// An entry from anywhere else.
    void add(const protocol::Entry& entry);

    /// The last one handed out; 0: before the first of all; nothing before the first answer to `join`.
    std::optional<Seq> last() const { return last_; }
    /// The highest position that is known to exist, or to have existed.
    Seq newest() const { return newest_; }
    /// Whether entries that exist were neither handed out nor are held: ask for what comes after `last`.
    bool incomplete() const { return last_ && *last_ < newest_; }
    std::size_t held() const { return held_.size(); }

private:
    void hand_out();

    std::optional<Seq> last_;
    /// The highest position that is known to exist.
    Seq newest_ = 0;
    const std::size_t most_held_;
    std::map<Seq, protocol::Entry> held_;
    Sink sink_;
};

} // namespace parlor::client
