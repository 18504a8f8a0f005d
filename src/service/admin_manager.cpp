#include "service/admin_manager.hpp"

#include "base/address.hpp"
#include "domain/session/name.hpp"
#include "protocol/encode.hpp"
#include "service/admin_wire.hpp"
#include "service/shard_tour.hpp"

/// What administrators do, and statistics. What they look at is in admin_lists.cpp.
namespace parlor::service {
namespace {

/// Old audit records are erased in steps, so that the store serves others in between.
constexpr std::size_t audit_step = 500;

/// The network of an address that is given with or without the prefix of its network.
Result<std::string> network_of(std::string address)
{
    for (std::string_view prefix : {"/32", "/64"})
        if (address.ends_with(prefix)) address.resize(address.size() - prefix.size());
    auto network = client_network(address);
    if (network.find('/') != std::string::npos && address.find('/') == std::string::npos) return network;
    return Error{Errc::bad_request, "address: must be an IPv4 address, or an IPv6 address, which stands for its /64",
                 "address"};
}

/// Of a request, as a ban. Refuses with `bad_request` where a part is not valid, or all are missing.
Result<domain::Ban> read_ban(const protocol::AdminBanRequest& request, Timestamp now)
{
    domain::Ban ban;
    ban.at = now;
    ban.reason = request.reason.value_or("");
    if (request.session_id) ban.session = SessionId{*request.session_id};
    if (request.name) {
        auto name = domain::parse_name(*request.name);
        if (!name) return std::move(name).error();
        ban.protected_name = std::move(name->key);
        ban.name = std::move(name->shown);
    }
    if (request.address) {
        auto network = network_of(*request.address);
        if (!network) return std::move(network).error();
        ban.network = std::move(*network);
    }
    if (ban.session.empty() && ban.protected_name.empty() && ban.network.empty())
        return Error{Errc::bad_request, "A ban needs a session_id, a name or an address."};
    if (request.until) {
        ban.until = from_ms(request.until->value);
        if (!ban.in_force(now)) return Error{Errc::bad_request, "until: must lie in the future", "until"};
    }
    return ban;
}

} // namespace

AdminManager::AdminManager(Parts parts)
    : parts_(std::move(parts)), context_(parts_.homes.front()->context()), shards_(context_.shards), trail_(context_),
      gate_(context_, parts_.random)
{
}

void AdminManager::sweep_audit()
{
    context_.store.erase_old_audit(context_.clock.now() - context_.settings.admin.audit_lifetime, audit_step,
                                   context_.here<std::size_t>([this](Result<std::size_t> erased) {
                                       if (erased && *erased == audit_step) return sweep_audit();
                                       context_.timers.after(context_.settings.session_sweep,
                                                             [this] { sweep_audit(); });
                                   }));
}

void AdminManager::authenticate(AdminCredentials shown, std::string address, Reply<AdminActor> reply)
{
    gate_.authenticate(std::move(shown), std::move(address), std::move(reply));
}

void AdminManager::login(AdminCredentials shown, std::string address, Reply<AdminPass> reply)
{
    at_home(std::move(reply), [this, shown = std::move(shown), address = std::move(address)](auto answer) mutable {
        auto pass = gate_.issue_pass(shown, address);
        if (!pass) return answer(std::move(pass).error());
        audited({std::move(address)}, {.action = "login"}, std::move(answer),
                [pass = std::move(*pass)](Reply<AdminPass> done) mutable { done(std::move(pass)); });
    });
}

void AdminManager::stats(Reply<protocol::AdminStats> reply)
{
    tour_shards<protocol::AdminStats>(
        shards_, {},
        [this](ShardIndex shard, protocol::AdminStats& stats) {
            auto& counts = stats.counts;
            counts.lobbies.value += static_cast<std::int64_t>(parts_.homes[shard]->size());
            counts.participants.value += static_cast<std::int64_t>(parts_.homes[shard]->people());
            if (shard > 0) return;
            counts.sessions_connected = parts_.sessions.connected();
            counts.bans = parts_.sessions.bans().size();
            stats.at = to_ms(context_.clock.now());
            if (parts_.outside) parts_.outside(stats);
        },
        [reply = std::move(reply)](protocol::AdminStats stats) mutable { reply(std::move(stats)); });
}

void AdminManager::end_session(AdminActor actor, SessionId session, Reply<protocol::Empty> reply)
{
    at_home(std::move(reply), [this, actor = std::move(actor), session](Reply<protocol::Empty> answer) {
        context_.store.find_session(
            session,
            stored<domain::SessionRecord>(std::move(answer), [this, actor, session](const auto& found, auto then) {
                audited(actor,
                        {.action = "end_session", .target = session.str(), .details = audit_detail("name", found.name)},
                        std::move(then), [this, session](Reply<protocol::Empty> done) {
                            parts_.sessions.end({.session = session}, {}, std::move(done));
                        });
            }));
    });
}

void AdminManager::end_lobby(AdminActor actor, LobbyId lobby, Reply<protocol::Empty> reply)
{
    at_home(std::move(reply), [this, actor = std::move(actor), lobby](Reply<protocol::Empty> answer) mutable {
        get_lobby(lobby, [this, actor = std::move(actor), lobby,
                          answer = std::move(answer)](Result<protocol::AdminLobbyResult> found) mutable {
            if (!found) return answer(std::move(found).error());
            audited(actor, {.action = "end_lobby", .lobby = lobby, .details = audit_detail("name", found->lobby.name)},
                    std::move(answer), [this, lobby](Reply<protocol::Empty> done) {
                        parts_.lobbies.end_by_administrator(lobby, std::move(done));
                    });
        });
    });
}

void AdminManager::add_ban(AdminActor actor, protocol::AdminBanRequest request, Reply<protocol::AdminBanResult> reply)
{
    auto ban = read_ban(request, context_.clock.now());
    if (!ban) return reply(std::move(ban).error());
    ban->id = BanId{random_id(parts_.random)};
    at_home(std::move(reply), [this, actor = std::move(actor), ban = std::move(*ban)](auto answer) {
        if (parts_.sessions.bans().size() >= context_.settings.admin.most_bans)
            return answer(Error{Errc::conflict, "As many bans as may be are in force (setting admin.most_bans)."});
        AuditRecord record{.action = "ban", .target = ban.id.str(), .details = protocol::to_json(to_admin_wire(ban))};
        audited(actor, std::move(record), std::move(answer),
                [this, ban](Reply<protocol::AdminBanResult> done) { keep_ban(ban, std::move(done)); });
    });
}

void AdminManager::keep_ban(const domain::Ban& ban, Reply<protocol::AdminBanResult> reply)
{
    context_.store.put_ban({}, ban, {},
                           context_.here<void>([this, ban, reply = std::move(reply)](Result<void> kept) mutable {
                               if (!kept) return reply(kept.error());
                               parts_.sessions.banned(ban);
                               reply(protocol::AdminBanResult{to_admin_wire(ban)});
                           }));
}

void AdminManager::remove_ban(AdminActor actor, BanId ban, Reply<protocol::Empty> reply)
{
    at_home(std::move(reply), [this, actor = std::move(actor), ban](Reply<protocol::Empty> answer) {
        if (!parts_.sessions.bans().contains(ban)) return answer(Error{Errc::not_found, "There is no such ban."});
        audited(actor, {.action = "unban", .target = ban.str()}, std::move(answer),
                [this, ban](Reply<protocol::Empty> done) {
                    context_.store.drop_ban(
                        {}, ban, context_.here<void>([this, ban, done = std::move(done)](Result<void> dropped) mutable {
                            if (!dropped) return done(dropped.error());
                            parts_.sessions.unbanned(ban);
                            done(protocol::Empty{});
                        }));
                });
    });
}

void AdminManager::back_up(AdminActor actor, Reply<protocol::AdminBackupResult> reply)
{
    at_home(std::move(reply), [this, actor = std::move(actor)](Reply<protocol::AdminBackupResult> answer) {
        audited(actor, {.action = "back_up"}, std::move(answer), [this](Reply<protocol::AdminBackupResult> done) {
            context_.store.back_up(
                context_.clock.now(), stored<Backup>(std::move(done), [](const auto& made, auto then) {
                    then(protocol::AdminBackupResult{{.path = made.path, .bytes = made.bytes, .at = to_ms(made.at)}});
                }));
        });
    });
}

} // namespace parlor::service
