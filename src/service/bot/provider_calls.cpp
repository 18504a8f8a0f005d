#include "service/bot/provider_calls.hpp"

namespace parlor::service {

std::string ProviderCalls::expect(const Provider& provider, Millis timeout, Reply<protocol::Json> reply)
{
    auto id = "s" + std::to_string(++last_);
    const auto timer = context_.timers.after(timeout, [this, id, timeout, from = provider.connection->id()] {
        answered(from, id,
                 Error{Errc::unavailable, "did not answer within " + std::to_string(timeout.count()) + " ms."});
    });
    waiting_.emplace(id, Waiting{provider.connection->id(), timer, std::move(reply)});
    return id;
}

void ProviderCalls::answered(ProviderId provider, const std::string& id, Result<protocol::Json> result)
{
    auto found = waiting_.find(id);
    if (found == waiting_.end() || found->second.provider != provider) return;
    auto waiting = std::move(found->second);
    waiting_.erase(found);
    context_.timers.cancel(waiting.timer);
    waiting.reply(std::move(result));
}

void ProviderCalls::lost(ProviderId provider)
{
    std::vector<std::string> ids;
    for (const auto& [id, waiting] : waiting_)
        if (waiting.provider == provider) ids.push_back(id);
    for (const auto& id : ids) answered(provider, id, Error{Errc::unavailable, "is gone."});
}

} // namespace parlor::service
