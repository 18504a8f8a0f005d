#include "domain/lobby/lobby.hpp"
#include "domain/session/name.hpp"

namespace parlor::domain {
namespace {

Error bad_capacity(MediaMode media, int most)
{
    std::string message = "A lobby of this kind holds 1 to " + std::to_string(most) + " participants.";
    if (media == MediaMode::mesh) message += " For more, create it with media \"none\".";
    return {Errc::bad_request, std::move(message), "capacity"};
}

int most_for(const LobbyLimits& limits, MediaMode media)
{
    return media == MediaMode::mesh ? std::min(limits.mesh_capacity, limits.max_capacity) : limits.max_capacity;
}

/// Refuses names that show nothing; the text itself stays as it was written.
Result<void> check_name(const std::string& name)
{
    if (fold(name).find_first_not_of(" \t\r\n") == std::string::npos)
        return Error{Errc::bad_request, "A lobby's name needs at least one visible character.", "name"};
    return {};
}

} // namespace

Result<LobbyRecord> decide(const LobbyLimits& limits, const Create& command)
{
    if (auto fine = check_name(command.name); !fine) return fine.error();
    const int most = most_for(limits, command.media);
    const int capacity = command.capacity.value_or(std::min(limits.default_capacity, most));
    if (capacity < 1 || capacity > most) return bad_capacity(command.media, most);
    return LobbyRecord{.id = command.id,
                       .name = command.name,
                       .password_hash = {},
                       .capacity = capacity,
                       .media = command.media,
                       .bots_by = command.bots_by,
                       .owner = command.owner,
                       .created_at = command.now};
}

Result<LobbyRecord> decide(const LobbyLimits& limits, const Lobby& lobby, const ChangeSettings& command)
{
    const bool beyond_door = command.name || command.capacity || command.bots_by;
    const auto action = beyond_door ? Action::update_lobby : Action::update_door;
    if (auto allowed = check(lobby, command.by, action); !allowed) return allowed.error();
    if (command.expected_version != lobby.record.version)
        return Error{Errc::conflict, "The settings have changed since you read them: they are at version " +
                                         std::to_string(lobby.record.version) + " now."};
    auto after = lobby.record;
    if (command.name) {
        if (auto fine = check_name(*command.name); !fine) return fine.error();
        after.name = *command.name;
    }
    if (command.capacity) {
        const int most = most_for(limits, after.media);
        if (*command.capacity < 1 || *command.capacity > most) return bad_capacity(after.media, most);
        after.capacity = *command.capacity;
    }
    if (command.locked) after.locked = *command.locked;
    if (command.bots_by) after.bots_by = *command.bots_by;
    return after;
}

} // namespace parlor::domain
