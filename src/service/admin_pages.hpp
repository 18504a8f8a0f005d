#pragma once
#include "service/admin_api.hpp"

/// Cursors of lists that come page by page.
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

} // namespace parlor::service
