#include "service/server_bans.hpp"

#include <algorithm>

namespace parlor::service {

void ServerBans::add(const domain::Ban& ban)
{
    if (!all_.try_emplace(ban.id, ban).second) return;
    if (!ban.session.empty()) by_session_.emplace(ban.session.str(), ban.id);
    if (!ban.protected_name.empty()) by_name_.emplace(ban.protected_name, ban.id);
    if (!ban.network.empty()) by_network_.emplace(ban.network, ban.id);
}

void ServerBans::remove(const BanId& ban)
{
    auto found = all_.find(ban);
    if (found == all_.end()) return;
    forget(by_session_, found->second.session.str(), ban);
    forget(by_name_, found->second.protected_name, ban);
    forget(by_network_, found->second.network, ban);
    all_.erase(found);
}

std::vector<BanId> ServerBans::sweep(Timestamp now)
{
    std::vector<BanId> ended;
    for (const auto& [id, ban] : all_)
        if (!ban.in_force(now)) ended.push_back(id);
    for (const auto& id : ended) remove(id);
    return ended;
}

const domain::Ban* ServerBans::find(const domain::Visitor& visitor, Timestamp now) const
{
    if (const auto* ban = find(by_session_, visitor.session.str(), now)) return ban;
    if (const auto* ban = find(by_name_, visitor.protected_name, now)) return ban;
    return find(by_network_, visitor.network, now);
}

std::vector<domain::Ban> ServerBans::page(const BanId& after, std::size_t limit) const
{
    std::vector<domain::Ban> bans;
    for (auto item = all_.upper_bound(after); item != all_.end() && bans.size() < limit; ++item)
        bans.push_back(item->second);
    return bans;
}

const domain::Ban* ServerBans::find(const Index& index, const std::string& key, Timestamp now) const
{
    const auto [from, to] = index.equal_range(key);
    for (auto item = from; item != to; ++item) {
        const auto& ban = all_.at(item->second);
        if (ban.in_force(now)) return &ban;
    }
    return nullptr;
}

void ServerBans::forget(Index& index, const std::string& key, const BanId& ban)
{
    const auto [from, to] = index.equal_range(key);
    const auto at = std::find_if(from, to, [&](const auto& item) { return item.second == ban; });
    if (at != to) index.erase(at);
}

Error banned_from_server(const domain::Ban& ban)
{
    std::string sentence = "You are banned from this server";
    if (!ban.reason.empty()) sentence += ": " + ban.reason;
    return {Errc::banned, sentence + (sentence.ends_with('.') ? "" : ".")};
}

} // namespace parlor::service
