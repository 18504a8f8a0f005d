#include "service/room_log.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

constexpr std::size_t max_cached_facts = 1024;
/// Entries that one call of the store erases, so that others are served in between.
constexpr std::size_t trim_step = 1000;

Error lobby_closed()
{
    return {Errc::lobby_closed, "This lobby has ended."};
}

/// The place of draft `index` before it is known; told from real ones by its sign.
domain::Accepted provisional(std::size_t index)
{
    return {.seq = -static_cast<Seq>(index) - 1};
}

bool is_provisional(const domain::Accepted& accepted)
{
    return accepted.seq < 0;
}

std::size_t draft_of(const domain::Accepted& accepted)
{
    return static_cast<std::size_t>(-accepted.seq - 1);
}

Seq target_of(const domain::EntryBody& body)
{
    if (const auto* erase = std::get_if<domain::DeleteBody>(&body)) return erase->target;
    if (const auto* reaction = std::get_if<domain::ReactionBody>(&body)) return reaction->target;
    return 0;
}

/// What the store does when a text is taken back, done to an entry in memory.
void erase_text(domain::Entry& entry, Seq target)
{
    if (auto* text = std::get_if<domain::TextBody>(&entry.body); text && entry.seq == target) {
        text->text.clear();
        text->deleted = true;
    }
    if (auto* edit = std::get_if<domain::EditBody>(&entry.body); edit && edit->target == target) edit->text.clear();
}

} // namespace

RoomLog::RoomLog(ShardContext& context, LobbyId lobby, Seq head, std::function<void(const domain::Entry&)> on_entry)
    : context_(context), lobby_(std::move(lobby)), head_(head), on_entry_(std::move(on_entry)), warm_(head == 0)
{
}

void RoomLog::submit(domain::Author author, domain::LogCommand command, Reply<domain::Accepted> reply)
{
    if (closed_) return reply(lobby_closed());
    if (queue_.size() >= context_.settings.log_queue)
        return reply(Error{Errc::unavailable, "Too many messages wait to be stored in this lobby.", {}, 1000});
    queue_.push_back({std::move(author), std::move(command), std::move(reply)});
    pump();
}

void RoomLog::pump()
{
    if (busy_ || queue_.empty()) return;
    busy_ = true;
    std::vector<Waiting> commands;
    std::vector<Seq> missing;
    while (!queue_.empty() && commands.size() < context_.settings.log_batch) {
        const Seq target = domain::target_of(queue_.front().command);
        if (target > 0 && target <= head_ && !facts_.contains(target)) missing.push_back(target);
        commands.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    if (missing.empty())
        decide_batch(std::move(commands));
    else
        load_facts(std::move(missing), std::move(commands));
}

void RoomLog::load_facts(std::vector<Seq> missing, std::vector<Waiting> commands)
{
    if (facts_.size() + missing.size() > max_cached_facts) {
        facts_.clear();
        missing.clear();
        for (const auto& waiting : commands)
            if (const Seq target = domain::target_of(waiting.command); target > 0) missing.push_back(target);
    }
    std::ranges::sort(missing);
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    auto seqs = missing;
    context_.store.read_facts(lobby_, std::move(seqs),
                              context_.here<std::vector<std::optional<domain::EntryFacts>>>(
                                  [self = shared_from_this(), missing = std::move(missing),
                                   commands = std::move(commands)](auto facts) mutable {
                                      if (!facts) {
                                          for (auto& waiting : commands) waiting.reply(facts.error());
                                          return self->idle();
                                      }
                                      for (std::size_t i = 0; i < missing.size(); ++i)
                                          if (auto& found = (*facts)[i])
                                              self->facts_.insert_or_assign(missing[i], std::move(*found));
                                      self->decide_batch(std::move(commands));
                                  }));
}

void RoomLog::decide_batch(std::vector<Waiting> commands)
{
    Batch batch;
    last_at_ = std::max(last_at_, context_.clock.now());
    for (auto& waiting : commands) {
        auto facts = facts_.find(domain::target_of(waiting.command));
        auto* target = facts == facts_.end() ? nullptr : &facts->second;
        auto decision = domain::decide(context_.settings.log, waiting.author, head_, target, waiting.command);
        if (!decision) {
            ++context_.counters.refused_commands;
            waiting.reply(std::move(decision).error());
            continue;
        }
        if (const auto* standing = std::get_if<domain::Accepted>(&*decision)) {
            if (is_provisional(*standing))
                batch.replies.emplace_back(draft_of(*standing), std::move(waiting.reply));
            else
                waiting.reply(*standing);
            continue;
        }
        auto& body = std::get<domain::EntryBody>(*decision);
        if (target) domain::apply(*target, waiting.author, body, provisional(batch.drafts.size()));
        batch.replies.emplace_back(batch.drafts.size(), std::move(waiting.reply));
        batch.drafts.push_back({.at = last_at_, .author = std::move(waiting.author), .body = std::move(body)});
    }
    if (batch.drafts.empty()) return idle();
    append(std::move(batch));
}

void RoomLog::append(Batch batch)
{
    auto drafts = batch.drafts;
    context_.store.append(lobby_, std::move(drafts),
                          context_.here<std::vector<Appended>>(
                              [self = shared_from_this(), batch = std::move(batch)](auto result) mutable {
                                  self->appended(std::move(batch), std::move(result));
                              }));
}

void RoomLog::appended(Batch batch, Result<std::vector<Appended>> result)
{
    if (!result) {
        // What was decided did not come true; the facts are read anew when next needed.
        facts_.clear();
        for (auto& [index, reply] : batch.replies) reply(result.error());
        return idle();
    }
    // Members hear of all entries up to N before the author of N is answered.
    auto next_reply = batch.replies.begin();
    for (std::size_t i = 0; i < batch.drafts.size(); ++i) {
        const auto& outcome = (*result)[i];
        if (!outcome.duplicate) commit(std::move(batch.drafts[i]), outcome.accepted);
        for (; next_reply != batch.replies.end() && next_reply->first <= i; ++next_reply)
            next_reply->second((*result)[next_reply->first].accepted);
    }
    idle();
}

void RoomLog::commit(domain::Draft draft, domain::Accepted accepted)
{
    domain::Entry entry{accepted.seq, accepted.at, std::move(draft.author), std::move(draft.body)};
    head_ = accepted.seq;
    if (auto facts = facts_.find(target_of(entry.body)); facts != facts_.end())
        domain::apply(facts->second, entry.author, entry.body, accepted);
    ++context_.counters.entries;
    on_entry_(entry);
    remember(std::move(entry));
}

void RoomLog::remember(domain::Entry entry)
{
    if (const auto* erase = std::get_if<domain::DeleteBody>(&entry.body))
        for (auto& kept : recent_) erase_text(kept, erase->target);
    recent_.push_back(std::move(entry));
    while (recent_.size() > context_.settings.recent_entries) recent_.pop_front();
}

void RoomLog::idle()
{
    busy_ = false;
    pump();
}

std::optional<EntrySlice> RoomLog::recent_after(Seq after, std::size_t limit) const
{
    if (after >= head_) return EntrySlice{};
    if (recent_.empty() || recent_.front().seq > after + 1) return {};
    EntrySlice slice;
    const auto first = recent_.begin() + (after + 1 - recent_.front().seq);
    const auto count = std::min<std::ptrdiff_t>(recent_.end() - first, static_cast<std::ptrdiff_t>(limit));
    slice.entries.assign(first, first + count);
    slice.more = first + count != recent_.end();
    return slice;
}

EntrySlice RoomLog::newest(std::size_t limit) const
{
    EntrySlice slice;
    const auto count = std::min(limit, recent_.size());
    slice.entries.assign(recent_.end() - static_cast<std::ptrdiff_t>(count), recent_.end());
    slice.more = !slice.entries.empty() && slice.entries.front().seq > 1;
    return slice;
}

void RoomLog::warm(UniqueFunction<void()> ready)
{
    if (warm_) return ready();
    until_warm_.push_back(std::move(ready));
    if (until_warm_.size() > 1) return;
    context_.store.read_before(lobby_, head_ + 1, context_.settings.recent_entries,
                               context_.here<EntrySlice>([self = shared_from_this()](Result<EntrySlice> slice) {
                                   // Where reading failed those who wait go on with what there is, and the next one tries again.
                                   if (slice) {
                                       self->warm_ = true;
                                       self->put_before_recent(std::move(slice->entries));
                                   }
                                   for (auto& waiting : std::exchange(self->until_warm_, {})) waiting();
                               }));
}

void RoomLog::put_before_recent(std::vector<domain::Entry> older)
{
    const Seq known_from = recent_.empty() ? head_ + 1 : recent_.front().seq;
    while (!older.empty() && older.back().seq >= known_from) older.pop_back();
    // So much may have been said meanwhile that the two no longer meet; then memory keeps what is newer.
    if (older.empty() || older.back().seq + 1 != known_from) return;
    recent_.insert(recent_.begin(), std::make_move_iterator(older.begin()), std::make_move_iterator(older.end()));
}

void RoomLog::read_after(Seq after, std::size_t limit, Reply<EntrySlice> reply)
{
    if (auto slice = recent_after(after, limit)) return reply(std::move(*slice));
    context_.store.read_after(lobby_, after, limit, context_.here<EntrySlice>(std::move(reply)));
}

void RoomLog::read_before(Seq before, std::size_t limit, Reply<EntrySlice> reply)
{
    context_.store.read_before(lobby_, before > 0 ? before : head_ + 1, limit,
                               context_.here<EntrySlice>(std::move(reply)));
}

std::vector<domain::Entry> RoomLog::erase_texts(const SessionId& author)
{
    std::vector<domain::Entry> texts;
    for (auto& entry : recent_) {
        const auto* text = std::get_if<domain::TextBody>(&entry.body);
        const bool shown = text && !text->deleted;
        const bool erased = domain::erase_writing(entry, [&](const SessionId& session) { return session == author; });
        if (erased && shown) texts.push_back(entry);
    }
    return texts;
}

void RoomLog::trim(Seq up_to, Timestamp before)
{
    const bool known =
        beginning_ && beginning_->up_to >= up_to && (!beginning_->oldest || *beginning_->oldest >= before);
    if (trimming_ || known || head_ == 0) return;
    trimming_ = true;
    context_.store.trim_log(lobby_, up_to, before, trim_step,
                            context_.here<Trimmed>([self = shared_from_this(), up_to, before](Result<Trimmed> step) {
                                self->trimming_ = false;
                                // Where it failed the next sweep tries again.
                                if (!step || self->closed_) return;
                                self->trimmed(*step);
                                if (step->more) self->trim(up_to, before);
                            }));
}

void RoomLog::trimmed(const Trimmed& step)
{
    // Where nothing is left the next entry begins the log anew.
    beginning_ = step.oldest ? std::optional{step} : std::nullopt;
    while (!recent_.empty() && recent_.front().seq <= step.up_to) recent_.pop_front();
}

void RoomLog::close()
{
    closed_ = true;
    for (auto& waiting : std::exchange(queue_, {})) waiting.reply(lobby_closed());
}

} // namespace parlor::service
