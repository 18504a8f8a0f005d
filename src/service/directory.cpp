#include "service/directory.hpp"

#include "domain/session/name.hpp"
#include "service/wire_map.hpp"

#include <charconv>

namespace parlor::service {

Result<DirectoryPlace> DirectoryPlace::parse(const std::string& cursor)
{
    DirectoryPlace place;
    const auto* end = cursor.data() + cursor.size();
    const auto [after, fault] = std::from_chars(cursor.data(), end, place.people);
    if (fault == std::errc{} && after != end && *after == '.') {
        std::string_view id{after + 1, end};
        if (is_id(id)) {
            place.lobby = LobbyId{std::string{id}};
            return place;
        }
    }
    return Error{Errc::bad_request, "This cursor is not one that a list of lobbies gave.", "cursor"};
}

Directory::Directory(ShardContext& context)
{
    auto& events = context.events;
    events.subscribe<LobbyOpened>([this](const LobbyOpened& event) { add(event.lobby); });
    events.subscribe<LobbySettingsChanged>([this](const LobbySettingsChanged& event) {
        remove(event.lobby.record.id);
        add(event.lobby);
    });
    events.subscribe<PresenceChanged>([this](const PresenceChanged& event) { recount(event.lobby); });
    events.subscribe<LobbyEnded>([this](const LobbyEnded& event) { remove(event.lobby.record.id); });
}

void Directory::add(const domain::Lobby& lobby)
{
    if (lobby.record.visibility != domain::Visibility::public_) return;
    const auto people = lobby.participants.size();
    lobbies_[lobby.record.id] = {&lobby, people, domain::fold(lobby.record.name)};
    order_.insert({people, lobby.record.id});
    people_ += people;
}

void Directory::recount(const domain::Lobby& lobby)
{
    auto found = lobbies_.find(lobby.record.id);
    if (found == lobbies_.end() || found->second.people == lobby.participants.size()) return;
    order_.erase({found->second.people, lobby.record.id});
    people_ += lobby.participants.size() - found->second.people;
    found->second.people = lobby.participants.size();
    order_.insert({found->second.people, lobby.record.id});
}

void Directory::remove(const LobbyId& lobby)
{
    auto found = lobbies_.find(lobby);
    if (found == lobbies_.end()) return;
    order_.erase({found->second.people, lobby});
    people_ -= found->second.people;
    lobbies_.erase(found);
}

std::vector<DirectoryItem> Directory::page(const std::string& needle, const DirectoryPlace* after,
                                           std::size_t limit) const
{
    std::vector<DirectoryItem> items;
    for (auto place = after ? order_.upper_bound(*after) : order_.begin(); place != order_.end(); ++place) {
        if (items.size() == limit) break;
        const auto& listed = lobbies_.at(place->lobby);
        if (!needle.empty() && listed.folded_name.find(needle) == std::string::npos) continue;
        items.push_back({*place, to_wire(listed.lobby->record, listed.people)});
    }
    return items;
}

} // namespace parlor::service
