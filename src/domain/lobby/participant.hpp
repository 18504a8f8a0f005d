#pragma once
#include "domain/lobby/ban.hpp"
#include "domain/lobby/entry.hpp"
#include "domain/lobby/role.hpp"

namespace parlor::domain {

enum class LeaveReason { left, kicked, banned, replaced, timeout, lobby_closed };

struct Media {
    bool microphone = false;
    bool camera = false;
    bool screen = false;
    bool operator==(const Media&) const = default;
};

/// How someone without a name is shown: told apart from others by a number that stays theirs within a lobby.
std::string guest_name(const PersonId& person);

/// One tab's presence in one lobby; soft state.
struct Participant {
    ParticipantId id;
    PersonId person;
    SessionId session;
    std::string name;
    ParticipantKind kind = ParticipantKind::person;
    Role role = Role::member;
    Media media;
    bool hand = false;
    bool away = false;
    bool online = true;
    bool muted_by_moderator = false;
    Timestamp joined_at{};
    /// Of a bot; empty for people.
    BotId bot;
    /// A bot that may write down what is said.
    bool transcribes = false;
    /// Nothing that this person says may be written down.
    bool no_transcription = false;
    /// What bans look at besides the session; never shown to members.
    std::string protected_name{};
    std::string network{};
    bool operator==(const Participant&) const = default;

    Author author() const { return {session, id, person, name, kind}; }
    Visitor visitor() const { return {session, protected_name, network}; }
};

} // namespace parlor::domain
