#pragma once
#include "base/result.hpp"

#include <string>
#include <vector>

/// A server that was started as root goes on as somebody who may do less.
namespace parlor::server {

/// What the server needs after it has given root's rights up.
struct Needs {
    std::string data;                  ///< folder that it writes into; made and handed over where it is root's
    std::vector<std::string> readable; ///< folders; empty texts are passed over
};

/// Gives root's rights up for good, where the process has them: as `user`, or, where that is empty, as `parlor` or else
/// `nobody`. The data folder, and what of the database lies in it, become that user's where they are root's. Where `user` is
/// empty and that user can't reach what is needed, root stays root, and the log warns. `root` stays root as well.
/// Refuses, as a sentence, where there is no such user, or where a user that was named can't reach what is needed. Before
/// any thread is started.
Result<void> give_up_root(const std::string& user, const Needs& needs);

} // namespace parlor::server
