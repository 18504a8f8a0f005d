#include "service/lobby_settings.hpp"

#include "protocol/encode.hpp"
#include "service/wire_map.hpp"

namespace parlor::service {
namespace {

domain::ChangeSettings change_of(const Actor& actor, std::int64_t version, const protocol::LobbyPatch& patch)
{
    domain::ChangeSettings change{.by = actor.session,
                                  .expected_version = version,
                                  .name = {},
                                  .capacity = {},
                                  .locked = patch.locked,
                                  .wishes = wishes_of(patch)};
    if (patch.name) change.name = *patch.name;
    if (patch.capacity) change.capacity = static_cast<int>(patch.capacity->value);
    // Until it is hashed the password stands for itself: it is only asked whether it may be changed.
    if (patch.password) change.wishes.password_hash = std::string{};
    return change;
}

/// What the audit log says of a change: all of it but the password.
std::string details_of(protocol::LobbyPatch patch)
{
    if (patch.password) patch.password = protocol::Text<0, 256>{patch.password->empty() ? "" : "(set)"};
    return protocol::to_json(patch);
}

} // namespace

void LobbySettings::update(const std::shared_ptr<Room>& room, const Actor& actor, std::int64_t version,
                           const protocol::LobbyPatch& patch, Reply<protocol::LobbyResult> reply)
{
    auto change = change_of(actor, version, patch);
    if (auto allowed = domain::decide(context_.settings.lobby, room->lobby(), change); !allowed)
        return reply(std::move(allowed).error());
    auto line = trail_.line(room->id(), actor, domain::Action::update_lobby, room->lobby().record.name);
    line.details = details_of(patch);
    if (!patch.password || patch.password->empty()) return keep(room, change, std::move(line), std::move(reply));
    std::string password = *patch.password;
    context_.passwords.hash(std::move(password), [this, room, change = std::move(change), line = std::move(line),
                                                  reply = std::move(reply)](Result<std::string> hash) mutable {
        if (!hash) return reply(std::move(hash).error());
        change.wishes.password_hash = std::move(*hash);
        keep(room, change, std::move(line), std::move(reply));
    });
}

void LobbySettings::keep(const std::shared_ptr<Room>& room, const domain::ChangeSettings& change, AuditRecord line,
                         Reply<protocol::LobbyResult> reply)
{
    auto record = domain::decide(context_.settings.lobby, room->lobby(), change);
    if (!record) return reply(std::move(record).error());
    context_.store.update_lobby(
        std::move(*record), change.expected_version,
        context_.here<domain::LobbyRecord>(
            [this, room, line = std::move(line), reply = std::move(reply)](Result<domain::LobbyRecord> stored) mutable {
                if (!stored) return reply(std::move(stored).error());
                // The store's answers come in the order of its commits; an older one must not undo a newer one.
                if (stored->version > room->lobby().record.version && !room->ended()) room->settings_changed(*stored);
                trail_.write(std::move(line), [room, reply = std::move(reply)](Result<void> written) mutable {
                    if (!written) return reply(written.error());
                    reply(protocol::LobbyResult{to_wire(room->lobby().record, room->lobby().participants.size())});
                });
            }));
}

} // namespace parlor::service
