#pragma once
#include "base/clock.hpp"
#include "base/ids.hpp"

#include <cstdint>
#include <string>

namespace parlor::domain {

enum class Visibility { public_, private_ };
enum class MediaMode { mesh, none };
enum class BotsBy { moderators, members };
/// Whether media may show the participants' addresses to each other.
enum class IcePolicy { all, relay };
/// What becomes of a person's other tabs when one more comes in.
enum class Duplicates { coexist, replace, refuse };

/// The durable part of a lobby: one row. `version` grows by one with each change of settings.
struct LobbyRecord {
    LobbyId id;
    std::string name;
    Visibility visibility = Visibility::public_;
    /// Empty = no password.
    std::string password_hash;
    int capacity = 0;
    bool locked = false;
    bool waiting_room = false;
    MediaMode media = MediaMode::mesh;
    bool persistent = false;
    BotsBy bots_by = BotsBy::moderators;
    IcePolicy ice_policy = IcePolicy::all;
    Duplicates duplicates = Duplicates::coexist;
    /// Entries are kept for so many days, and so many of them; 0 = no such bound.
    int history_days = 0;
    int max_entries = 0;
    /// Comes from the configuration: nobody owns it, and it never ends by itself.
    bool configured = false;
    SessionId owner;
    Timestamp created_at{};
    std::int64_t version = 1;
    /// Highest seq of its log; 0 = empty. Kept by the store, never written through a settings change.
    Seq last_seq = 0;
    bool operator==(const LobbyRecord&) const = default;
};

} // namespace parlor::domain
