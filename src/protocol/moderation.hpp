#pragma once
#include "protocol/lobby.hpp"

#include <string_view>
#include <vector>

/// What moderators do in a lobby (PROTOCOL.md "The WebSocket").
namespace parlor::protocol {

struct Mute {
    static constexpr std::string_view type = "mute";
    using Result = ParticipantResult;
    Id lobby_id;
    Id participant_id;
    bool on = true;
};
BOOST_DESCRIBE_STRUCT(Mute, (), (lobby_id, participant_id, on))

struct SetRole {
    static constexpr std::string_view type = "set_role";
    using Result = ParticipantResult;
    Id lobby_id;
    Id participant_id;
    Role role = Role::member;
};
BOOST_DESCRIBE_STRUCT(SetRole, (), (lobby_id, participant_id, role))

/// Takes all of that person's participants out. `reason` is told to them.
struct Kick {
    static constexpr std::string_view type = "kick";
    using Result = Empty;
    Id lobby_id;
    Id participant_id;
    std::optional<Text<0, 500>> reason;
};
BOOST_DESCRIBE_STRUCT(Kick, (), (lobby_id, participant_id, reason))

/// Someone who is kept out of a lobby. `by_address`: their address is held too; it is shown to nobody.
struct BanInfo {
    Id id;
    Id person_id;
    std::string name;
    std::string by;
    std::string reason;
    TimeMs at;
    Nullable<TimeMs> until;
    bool by_address = false;
};
BOOST_DESCRIBE_STRUCT(BanInfo, (), (id, person_id, name, by, reason, at, until, by_address))

struct BanResult {
    BanInfo ban;
};
BOOST_DESCRIBE_STRUCT(BanResult, (), (ban))

/// Takes a person out and keeps them out: their session, their name where a password protects it, and with `address`
/// theirs (IPv6: their /64). `until` missing = for good.
struct Ban {
    static constexpr std::string_view type = "ban";
    using Result = BanResult;
    Id lobby_id;
    Id participant_id;
    std::optional<Text<0, 500>> reason;
    std::optional<TimeMs> until;
    std::optional<bool> address;
};
BOOST_DESCRIBE_STRUCT(Ban, (), (lobby_id, participant_id, reason, until, address))

struct Unban {
    static constexpr std::string_view type = "unban";
    using Result = Empty;
    Id lobby_id;
    Id ban_id;
};
BOOST_DESCRIBE_STRUCT(Unban, (), (lobby_id, ban_id))

struct BanList {
    std::vector<BanInfo> bans;
};
BOOST_DESCRIBE_STRUCT(BanList, (), (bans))

struct ListBans {
    static constexpr std::string_view type = "list_bans";
    using Result = BanList;
    Id lobby_id;
};
BOOST_DESCRIBE_STRUCT(ListBans, (), (lobby_id))

/// Lets someone in who waits.
struct Admit {
    static constexpr std::string_view type = "admit";
    using Result = Empty;
    Id lobby_id;
    Id participant_id;
};
BOOST_DESCRIBE_STRUCT(Admit, (), (lobby_id, participant_id))

/// Sends someone away who waits.
struct Deny {
    static constexpr std::string_view type = "deny";
    using Result = Empty;
    Id lobby_id;
    Id participant_id;
};
BOOST_DESCRIBE_STRUCT(Deny, (), (lobby_id, participant_id))

/// `version` is that of the settings which the change was made from.
struct UpdateLobby : LobbyPatch {
    static constexpr std::string_view type = "update_lobby";
    using Result = LobbyResult;
    Id lobby_id;
    Count version;
};
BOOST_DESCRIBE_STRUCT(UpdateLobby, (LobbyPatch), (lobby_id, version))

/// The ack carries the lobby as it was.
struct CloseLobby {
    static constexpr std::string_view type = "close_lobby";
    using Result = LobbyResult;
    Id lobby_id;
};
BOOST_DESCRIBE_STRUCT(CloseLobby, (), (lobby_id))

} // namespace parlor::protocol
