#include "server/privileges.hpp"

#include "base/log.hpp"
#include "server/local_provider.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <optional>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parlor::server {
namespace {

namespace fs = std::filesystem;

Error refused(std::string sentence)
{
    return {Errc::unavailable, std::move(sentence)};
}

struct User {
    std::string name;
    uid_t id = 0;
    gid_t group = 0;
};

std::optional<User> find_user(const std::string& name)
{
    // No other thread is there yet.
    const auto* entry = ::getpwnam(name.c_str());
    if (!entry) return {};
    return User{name, entry->pw_uid, entry->pw_gid};
}

std::optional<User> find_usual_user()
{
    for (const auto* name : {"parlor", "nobody"})
        if (auto user = find_user(name)) return user;
    return {};
}

/// What root made, or somebody made as root, becomes the user's; what is another's stays as it is. A link is not followed.
void hand_over(const fs::path& path, const User& user)
{
    struct stat about {};
    if (::lstat(path.c_str(), &about) == 0 && about.st_uid == 0 && !S_ISLNK(about.st_mode))
        static_cast<void>(::lchown(path.c_str(), user.id, user.group));
}

/// A folder with other things in it is no folder of ours: nothing in it changes hands.
bool is_ours(const fs::path& folder)
{
    std::error_code fault;
    return fs::is_empty(folder, fault) || fs::exists(folder / "parlor.db", fault);
}

/// Where that fails, opening the store says so.
void make_folder(const fs::path& folder)
{
    std::error_code fault;
    fs::create_directories(folder, fault);
}

void hand_over_data(const fs::path& folder, const User& user)
{
    if (!is_ours(folder)) return;
    hand_over(folder, user);
    for (const std::string_view name :
         {std::string_view{"parlor.db"}, std::string_view{"parlor.db-wal"}, std::string_view{"parlor.db-shm"},
          std::string_view{"parlor.db.lock"}, local_key_file})
        hand_over(folder / name, user);
    const auto backups = folder / "backups";
    hand_over(backups, user);
    std::error_code fault;
    for (const auto& item : fs::directory_iterator{backups, fault}) hand_over(item.path(), user);
}

/// The user's rights for a moment, to see what they reach.
class Trial {
public:
    explicit Trial(const User& user) : taken_(::setegid(user.group) == 0 && ::seteuid(user.id) == 0) {}
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;
    ~Trial()
    {
        if (::seteuid(0) != 0 || ::setegid(0) != 0) std::abort();
    }
    bool reaches(const std::string& path, int how) const
    {
        return taken_ && ::faccessat(AT_FDCWD, path.c_str(), how, AT_EACCESS) == 0;
    }

private:
    bool taken_;
};

/// The first folder that the user can't use, before anything is handed over; empty where all is well.
std::string out_of_reach(const User& user, const Needs& needs)
{
    const Trial trial{user};
    const auto above = fs::absolute(needs.data).parent_path().string();
    if (!trial.reaches(above, X_OK)) return above;
    for (const auto& folder : needs.readable)
        if (!folder.empty() && !trial.reaches(folder, R_OK | X_OK)) return folder;
    return {};
}

/// What of the data the user can't use although it was handed over; empty where all is well.
std::string kept_back(const User& user, const std::string& folder)
{
    const Trial trial{user};
    const auto database = (fs::path{folder} / "parlor.db").string();
    if (!trial.reaches(folder, R_OK | W_OK | X_OK)) return folder;
    if (trial.reaches(database, F_OK) && !trial.reaches(database, R_OK | W_OK)) return database;
    return {};
}

Result<void> become(const User& user)
{
    const bool done = ::initgroups(user.name.c_str(), user.group) == 0 &&
                      ::setresgid(user.group, user.group, user.group) == 0 &&
                      ::setresuid(user.id, user.id, user.id) == 0;
    // What can be taken back has not been given up.
    if (!done || ::setuid(0) == 0 || ::getuid() != user.id)
        return refused("The rights of root cannot be given up for those of " + user.name + ".");
    log::info("gave_up_root", {{"user", user.name}});
    return {};
}

} // namespace

Result<void> give_up_root(const std::string& name, const Needs& needs)
{
    if (::geteuid() != 0 || name == "root") return {};
    const auto user = name.empty() ? find_usual_user() : find_user(name);
    if (!user)
        return refused("There is no user " + (name.empty() ? "parlor or nobody" : name) +
                       " to go on as instead of root (setting server.user).");
    make_folder(needs.data);
    auto missing = out_of_reach(*user, needs);
    if (missing.empty()) {
        hand_over_data(needs.data, *user);
        missing = kept_back(*user, needs.data);
    }
    if (missing.empty()) return become(*user);
    if (!name.empty())
        return refused("Started as root, the server goes on as " + user->name + ", who cannot use " + missing +
                       ". Give that user the rights to it and to the folders above, or name another user or folder.");
    log::warning("still_root",
                 {{"why", user->name + " cannot use " + missing},
                  {"advice", "start the server as another user, or keep its data and web client where others may go"}});
    return {};
}

} // namespace parlor::server
