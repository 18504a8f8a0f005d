#pragma once
#include "protocol/types.hpp"
#include "service/admin_api.hpp"

#include <string>
#include <vector>

/// Lists that come page by page.
namespace parlor::service {

inline Error foreign_cursor()
{
    return {Errc::bad_request, "This cursor is not one that this list gave.", "cursor"};
}

/// The cursor of a list that is ordered by ids is the last id of the page before.
inline bool fits_ids(const PageQuery& page)
{
    return page.cursor.empty() || is_id(page.cursor);
}

/// Takes away the one item more that was read to see whether there is a next page; the cursor is the last one left.
template <class Item, class Cursor>
void cut(std::vector<Item>& items, std::size_t limit, protocol::Nullable<std::string>& next_cursor, Cursor cursor_of)
{
    if (items.size() <= limit) return;
    items.resize(limit);
    next_cursor.emplace(cursor_of(items.back()));
}

} // namespace parlor::service
