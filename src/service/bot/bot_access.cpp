#include "service/bot/bot_access.hpp"

#include "service/bot/bot_secrets.hpp"

namespace parlor::service {
namespace {

/// A new connection of an instance, and those that it has not yet noticed to be broken.
constexpr std::size_t most_connections = 4;
/// A bot's token has no end of its own; this is the last second of the year 9999.
constexpr std::int64_t no_expiry_ms = 253'402'300'799'000;

Error no_bot()
{
    return {Errc::unauthenticated, "There is no such bot, or it has ended."};
}

} // namespace

std::string BotAccess::issue(BotPass pass)
{
    auto token = new_bot_token(random_);
    const auto bot = pass.bot;
    auto& instance = instances_[bot];
    instance.token_hash = hash_of_secret(token);
    instance.pass = std::make_shared<const BotPass>(std::move(pass));
    by_hash_[instance.token_hash] = bot;
    return token;
}

Result<SessionTicket> BotAccess::reserve(const std::string& token, std::string client_address)
{
    auto known = by_hash_.find(hash_of_secret(token));
    if (known == by_hash_.end()) return no_bot();
    auto& instance = instances_.at(known->second);
    if (instance.places.size() >= most_connections)
        return Error{Errc::rate_limited,
                     "A bot has at most " + std::to_string(most_connections) + " connections at a time.",
                     {},
                     1000};
    const auto place = next_place_++;
    instance.places.insert(place);
    const auto& pass = instance.pass;
    domain::SessionRecord session{.id = pass->session(),
                                  .token_hash = {},
                                  .name = pass->name,
                                  .created_at = context_.clock.now(),
                                  .expires_at = from_ms(no_expiry_ms)};
    return SessionTicket{std::move(session), std::move(client_address), place,
                         [this, bot = pass->bot, place] {
                             context_.shards.post(context_.self, [this, bot, place] { give_back(bot, place); });
                         },
                         pass};
}

void BotAccess::attach(const std::shared_ptr<const BotPass>& pass, std::uint64_t place, ConnectionPtr connection,
                       std::weak_ptr<SessionListener> listener)
{
    const Listening one{place, std::move(connection), std::move(listener)};
    auto found = instances_.find(pass->bot);
    // The instance that it was reserved for may be gone by now, and another one in its place.
    if (found == instances_.end() || found->second.pass != pass) return end(one, Ending::moved);
    found->second.listening.push_back(one);
}

void BotAccess::give_back(const BotId& bot, std::uint64_t place)
{
    auto found = instances_.find(bot);
    if (found == instances_.end()) return;
    auto& instance = found->second;
    // A place of an instance before this one is not among them.
    instance.places.erase(place);
    std::erase_if(instance.listening, [&](const auto& one) { return one.place == place; });
}

void BotAccess::revoke(const BotId& bot, Ending ending)
{
    auto found = instances_.find(bot);
    if (found == instances_.end()) return;
    auto instance = std::move(found->second);
    instances_.erase(found);
    by_hash_.erase(instance.token_hash);
    for (const auto& one : instance.listening) end(one, ending);
}

void BotAccess::end(const Listening& one, Ending ending)
{
    context_.courier.run(one.connection, [listener = one.listener, ending] {
        auto there = listener.lock();
        if (!there) return;
        ending == Ending::for_good ? there->session_ended() : there->access_ended();
    });
}

} // namespace parlor::service
