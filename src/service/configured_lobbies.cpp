#include "service/configured_lobbies.hpp"

#include "domain/session/name.hpp"
#include "protocol/describe.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

domain::Create command_of(const LobbyPreset& preset, std::string password_hash, Timestamp now)
{
    const auto& body = preset.settings;
    domain::Create command{.id = LobbyId{preset.id},
                           .owner = {},
                           .name = body.name,
                           .capacity = {},
                           .media = from_wire(body.media.value_or(protocol::MediaMode::mesh)),
                           .now = now,
                           .persistent = true,
                           .wishes = wishes_of(body)};
    if (body.capacity) command.capacity = static_cast<int>(body.capacity->value);
    command.wishes.password_hash = std::move(password_hash);
    return command;
}

/// What lives on when the settings are as the file says: the lobby's past, and its lock.
void keep_past(domain::LobbyRecord& wanted, const domain::LobbyRecord& stored)
{
    wanted.created_at = stored.created_at;
    wanted.version = stored.version;
    wanted.last_seq = stored.last_seq;
    wanted.locked = stored.locked;
}

} // namespace

domain::LobbyRecord* ConfiguredLobbies::find(const LobbyId& id)
{
    auto found = std::ranges::find(records_, id, &domain::LobbyRecord::id);
    return found == records_.end() ? nullptr : &*found;
}

void ConfiguredLobbies::next()
{
    const auto& presets = context_.settings.lobbies;
    if (at_ == presets.size()) return release_others();
    const auto& preset = presets[at_++];
    const auto* before = find(LobbyId{preset.id});
    find_hash(
        preset, before ? before->password_hash : std::string{},
        [self = shared_from_this(), &preset](Result<std::string> hash) {
            if (!hash) return self->done_(std::move(hash).error());
            auto wanted = domain::decide(self->context_.settings.lobby,
                                         command_of(preset, std::move(*hash), self->context_.clock.now()));
            if (!wanted)
                return self->done_(Error{Errc::bad_request, "lobbies." + preset.id + ": " + wanted.error().message});
            wanted->configured = true;
            auto* stored = self->find(wanted->id);
            if (stored) keep_past(*wanted, *stored);
            self->write(std::move(*wanted), stored);
        });
}

/// The hash that is known where it is of the same password, so that starting again changes nothing.
void ConfiguredLobbies::find_hash(const LobbyPreset& preset, const std::string& known, Reply<std::string> reply)
{
    if (!preset.settings.password) return reply(std::string{});
    std::string password = *preset.settings.password;
    if (known.empty()) return context_.passwords.hash(std::move(password), std::move(reply));
    auto shown = password;
    context_.passwords.check(known, std::move(shown),
                             [self = shared_from_this(), known, password = std::move(password),
                              reply = std::move(reply)](Result<PasswordCheck> check) mutable {
                                 if (!check) return reply(std::move(check).error());
                                 if (check->right) return reply(std::move(known));
                                 self->context_.passwords.hash(std::move(password), std::move(reply));
                             });
}

void ConfiguredLobbies::write(domain::LobbyRecord wanted, domain::LobbyRecord* stored)
{
    if (stored && *stored == wanted) return next();
    auto kept =
        context_.here<domain::LobbyRecord>([self = shared_from_this(), stored](Result<domain::LobbyRecord> record) {
            if (!record) return self->done_(std::move(record).error());
            if (stored)
                *stored = std::move(*record);
            else
                self->records_.push_back(std::move(*record));
            self->next();
        });
    if (!stored) return context_.store.create_lobby(std::move(wanted), {}, std::move(kept));
    const auto version = wanted.version;
    context_.store.update_lobby(std::move(wanted), version, std::move(kept));
}

void ConfiguredLobbies::release_others()
{
    const auto& presets = context_.settings.lobbies;
    for (auto& record : records_) {
        const auto named = std::ranges::find(presets, record.id.str(), &LobbyPreset::id) != presets.end();
        if (!record.configured || named) continue;
        auto ordinary = record;
        ordinary.configured = false;
        ordinary.persistent = false;
        return write(std::move(ordinary), &record);
    }
    done_(std::move(records_));
}

bool moderates_by_name(const Settings& settings, const domain::LobbyRecord& lobby, const std::string& protected_name)
{
    if (!lobby.configured || protected_name.empty()) return false;
    const auto preset = std::ranges::find(settings.lobbies, lobby.id.str(), &LobbyPreset::id);
    if (preset == settings.lobbies.end()) return false;
    return std::ranges::any_of(preset->moderators, [&](const std::string& name) {
        const auto parsed = domain::parse_name(name);
        return parsed && parsed->key == protected_name;
    });
}

Result<protocol::CreateLobby> with_template(const Settings& settings, protocol::CreateLobby body)
{
    if (!body.template_) return body;
    const auto found = std::ranges::find(settings.templates, std::string{*body.template_}, &LobbyPreset::id);
    if (found == settings.templates.end())
        return Error{Errc::not_found, "This server has no template of that name.", "template"};
    boost::mp11::mp_for_each<protocol::Members<protocol::CreateLobby>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(body.*member.pointer)>;
        if constexpr (protocol::is_optional<Field>)
            if (!(body.*member.pointer)) body.*member.pointer = found->settings.*member.pointer;
    });
    return body;
}

} // namespace parlor::service
