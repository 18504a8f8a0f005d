#pragma once
#include "domain/session/name.hpp"
#include "service/admin_api.hpp"
#include "service/shard_context.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace parlor::service {

/// A list as one page after the other is read from it.
template <class Item> struct SearchableList {
    /// Gives the first items behind a cursor (empty = from the start), at most so many; on shard 0.
    std::function<void(const std::string& cursor, std::size_t limit, Reply<std::vector<Item>>)> read;
    std::string (*cursor_of)(const Item&);
    /// What a search looks through: words apart by line breaks.
    std::string (*text_of)(const Item&);
};

template <class Item> struct FoundPage {
    std::vector<Item> items;
    /// Behind what was looked through; empty where that was all.
    protocol::Nullable<std::string> next_cursor{};
};

/// Finds one page of a list: the items whose text contains what was asked for, without regard to case. Looks through a
/// slice of the list at a time, and lets others have the event loop in between; after `admin.search_rows` items it gives
/// what it has, be that nothing, and where to go on. On shard 0; keeps itself alive until it has answered.
template <class Item> class AdminSearch : public std::enable_shared_from_this<AdminSearch<Item>> {
public:
    AdminSearch(ShardContext& context, SearchableList<Item> list, PageQuery page, Reply<FoundPage<Item>> reply)
        : context_(context), list_(std::move(list)), limit_(page.limit), needle_(domain::fold(page.query)),
          cursor_(std::move(page.cursor)), left_(context.settings.admin.search_rows), reply_(std::move(reply))
    {
    }

    void step()
    {
        const auto asked = needle_.empty() ? limit_ : std::min(slice, left_);
        // One more tells whether there are more.
        list_.read(cursor_, asked + 1, [self = this->shared_from_this(), asked](Result<std::vector<Item>> items) {
            if (!items) return self->reply_(std::move(items).error());
            self->take(std::move(*items), asked);
        });
    }

private:
    /// Some tenths of a millisecond.
    static constexpr std::size_t slice = 200;

    void take(std::vector<Item> items, std::size_t asked)
    {
        const bool more = items.size() > asked;
        if (more) items.pop_back();
        for (std::size_t i = 0; i < items.size(); ++i) {
            cursor_ = list_.cursor_of(items[i]);
            if (!fits(items[i])) continue;
            found_.items.push_back(std::move(items[i]));
            if (found_.items.size() == limit_) return finish(more || i + 1 < items.size());
        }
        left_ -= std::min(left_, asked);
        if (!more || left_ == 0) return finish(more);
        context_.shards.post(context_.self, [self = this->shared_from_this()] { self->step(); });
    }

    bool fits(const Item& item) const
    {
        return needle_.empty() || domain::fold(list_.text_of(item)).find(needle_) != std::string::npos;
    }

    void finish(bool more)
    {
        if (more) found_.next_cursor.emplace(std::move(cursor_));
        reply_(std::move(found_));
    }

    ShardContext& context_;
    SearchableList<Item> list_;
    std::size_t limit_;
    std::string needle_;
    std::string cursor_;
    std::size_t left_;
    FoundPage<Item> found_;
    Reply<FoundPage<Item>> reply_;
};

/// A text of several words for a search.
template <class... Words> std::string search_text(const Words&... words)
{
    std::string text;
    ((text.append(words), text += '\n'), ...);
    return text;
}

} // namespace parlor::service
