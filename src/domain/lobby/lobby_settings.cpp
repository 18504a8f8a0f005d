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

/// `most` 0 = unbounded; 0 asks for as much as is allowed.
Result<int> bounded(int wanted, int most, const char* path)
{
    if (wanted == 0) return most;
    if (wanted > 0 && (most == 0 || wanted <= most)) return wanted;
    return Error{Errc::bad_request, std::string{path} + ": this server allows at most " + std::to_string(most), path};
}

Result<void> grant(const LobbyLimits& limits, const SettingWishes& wishes, LobbyRecord& record)
{
    auto days = bounded(wishes.history_days.value_or(record.history_days), limits.history_days, "history_days");
    if (!days) return days.error();
    auto entries = bounded(wishes.max_entries.value_or(record.max_entries), limits.max_entries, "max_entries");
    if (!entries) return entries.error();
    record.history_days = *days;
    record.max_entries = *entries;
    record.visibility = wishes.visibility.value_or(record.visibility);
    record.password_hash = wishes.password_hash.value_or(record.password_hash);
    record.waiting_room = wishes.waiting_room.value_or(record.waiting_room);
    record.bots_by = wishes.bots_by.value_or(record.bots_by);
    record.ice_policy = wishes.ice_policy.value_or(record.ice_policy);
    record.duplicates = wishes.duplicates.value_or(record.duplicates);
    return {};
}

/// What only the owner may change.
bool beyond_door(const ChangeSettings& change)
{
    const auto& wishes = change.wishes;
    return change.name || change.capacity || wishes.visibility || wishes.password_hash || wishes.bots_by ||
           wishes.ice_policy || wishes.duplicates || wishes.history_days || wishes.max_entries;
}

} // namespace

Result<LobbyRecord> decide(const LobbyLimits& limits, const Create& command)
{
    if (auto fine = check_name(command.name); !fine) return fine.error();
    const int most = most_for(limits, command.media);
    const int capacity = command.capacity.value_or(std::min(limits.default_capacity, most));
    if (capacity < 1 || capacity > most) return bad_capacity(command.media, most);
    LobbyRecord record{.id = command.id,
                       .name = command.name,
                       .password_hash = {},
                       .capacity = capacity,
                       .media = command.media,
                       .persistent = command.persistent,
                       .owner = command.owner,
                       .created_at = command.now};
    if (auto granted = grant(limits, command.wishes, record); !granted) return granted.error();
    return record;
}

Result<LobbyRecord> decide(const LobbyLimits& limits, const Lobby& lobby, const ChangeSettings& command)
{
    const auto action = beyond_door(command) ? Action::update_lobby : Action::update_door;
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
    if (auto granted = grant(limits, command.wishes, after); !granted) return granted.error();
    return after;
}

} // namespace parlor::domain
