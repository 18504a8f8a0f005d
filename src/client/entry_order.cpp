#include "client/entry_order.hpp"

#include <algorithm>

namespace parlor::client {

Seq seq_of(const protocol::Entry& entry)
{
    return std::visit([](const protocol::EntryHead& head) { return static_cast<Seq>(head.seq); }, entry);
}

void EntryOrder::joined(const std::vector<protocol::Entry>& entries, Seq newest)
{
    newest_ = std::max(newest_, newest);
    // An answer without entries says that none are left up to there.
    if (entries.empty()) skip_to(newest);
    fetched(entries);
    hand_out();
}

void EntryOrder::skip_to(Seq seq)
{
    last_ = std::max(last_.value_or(0), seq);
    hand_out();
}

void EntryOrder::fetched(const std::vector<protocol::Entry>& entries)
{
    if (!entries.empty()) last_ = std::max(last_.value_or(0), seq_of(entries.front()) - 1);
    for (const auto& entry : entries) add(entry);
}

void EntryOrder::add(const protocol::Entry& entry)
{
    const auto seq = seq_of(entry);
    newest_ = std::max(newest_, seq);
    if (last_ && seq <= *last_) return;
    if (last_ && seq == *last_ + 1) {
        last_ = seq;
        sink_(entry);
        return hand_out();
    }
    if (held_.size() < most_held_) held_.emplace(seq, entry);
}

void EntryOrder::hand_out()
{
    if (!last_) return;
    while (!held_.empty() && held_.begin()->first <= *last_ + 1) {
        const auto next = held_.extract(held_.begin());
        if (next.key() <= *last_) continue;
        last_ = next.key();
        sink_(next.mapped());
    }
}

} // namespace parlor::client
