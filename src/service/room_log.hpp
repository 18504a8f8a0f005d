#pragma once
#include "domain/lobby/log_rules.hpp"
#include "service/shard_context.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// The durable log of one lobby. Commands wait in a queue; one batch at a time is decided against what is committed,
/// appended, and only then made true and answered, so that no command is ever decided on something that a crash could
/// still undo. Lives on the lobby's home shard. Kept alive by its own calls in flight.
class RoomLog : public std::enable_shared_from_this<RoomLog> {
public:
    /// `on_entry` is called for each committed entry, in seq order, before its author is answered.
    RoomLog(ShardContext& context, LobbyId lobby, Seq head, std::function<void(const domain::Entry&)> on_entry);

    /// Carries out a command. Answers once the entry is durable and `on_entry` has been called for all entries up to it;
    /// refuses as `domain::decide`, and with `unavailable` where the queue is full or the store fails.
    void submit(domain::Author author, domain::LogCommand command, Reply<domain::Accepted> reply);

    /// Highest committed seq that this log knows.
    Seq head() const { return head_; }
    /// Entries after `after`, oldest first.
    void read_after(Seq after, std::size_t limit, Reply<EntrySlice> reply);
    /// The last entries before `before` (0 = the end).
    void read_before(Seq before, std::size_t limit, Reply<EntrySlice> reply);
    /// What memory holds after `after`, oldest first, where it holds all of that; nothing else touched.
    std::optional<EntrySlice> recent_after(Seq after, std::size_t limit) const;
    /// The newest `limit` entries that memory holds.
    EntrySlice newest(std::size_t limit) const;
    /// Reads the newest entries into memory, then calls `ready`. Later calls answer at once.
    void warm(UniqueFunction<void()> ready);
    /// Takes what a session wrote out of memory; gives the texts that were there.
    std::vector<domain::Entry> erase_texts(const SessionId& author);
    /// Erases entries from the oldest, as `Store::trim_log`, in steps until nothing is left to erase.
    void trim(Seq up_to, Timestamp before);
    /// No more entries: waiting and later commands are refused with `lobby_closed`.
    void close();

private:
    struct Waiting {
        domain::Author author;
        domain::LogCommand command;
        Reply<domain::Accepted> reply;
    };
    /// One batch on its way to the store.
    struct Batch {
        std::vector<domain::Draft> drafts;
        /// Who is answered with the place of draft `i`.
        std::vector<std::pair<std::size_t, Reply<domain::Accepted>>> replies;
    };

    void pump();
    void decide_batch(std::vector<Waiting> commands);
    void load_facts(std::vector<Seq> missing, std::vector<Waiting> commands);
    void append(Batch batch);
    void appended(Batch batch, Result<std::vector<Appended>> result);
    void commit(domain::Draft draft, domain::Accepted accepted);
    void remember(domain::Entry entry);
    void put_before_recent(std::vector<domain::Entry> older);
    void trimmed(const Trimmed& step);
    void idle();

    ShardContext& context_;
    const LobbyId lobby_;
    Seq head_;
    Timestamp last_at_{};
    std::function<void(const domain::Entry&)> on_entry_;
    std::deque<Waiting> queue_;
    bool busy_ = false;
    bool closed_ = false;
    /// The newest entries, contiguous up to head_; complete only once warm.
    std::deque<domain::Entry> recent_;
    bool warm_ = false;
    std::vector<UniqueFunction<void()>> until_warm_;
    /// What is known of the beginning of the log; nothing before the first trimming.
    std::optional<Trimmed> beginning_;
    bool trimming_ = false;
    /// Facts of entries that commands spoke of lately; true to the log, since all writes pass here.
    std::unordered_map<Seq, domain::EntryFacts> facts_;
};

} // namespace parlor::service
