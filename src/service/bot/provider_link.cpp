#include "service/bot/provider_link.hpp"

namespace parlor::service {

ProviderLink::ProviderLink(const Settings& settings, const Clock& clock, BotManager& bots, ProviderAccess access,
                           ConnectionPtr connection, std::string url)
    : clock_(clock), bots_(bots), access_(std::move(access)), connection_(std::move(connection)), url_(std::move(url)),
      rates_(settings)
{
}

void ProviderLink::open()
{
    bots_.provider_opened(connection_, access_, std::move(url_));
}

void ProviderLink::lost()
{
    bots_.provider_lost(connection_->id());
}

} // namespace parlor::service
