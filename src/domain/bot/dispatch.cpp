#include "domain/bot/dispatch.hpp"

#include <algorithm>
#include <tuple>

namespace parlor::domain {
namespace {

/// What is in the way, counted over the providers that offer the type.
struct Obstacles {
    std::size_t offering = 0;
    std::size_t draining = 0;
    std::size_t slots = 0;
};

Error no_provider(std::string message)
{
    return {Errc::no_provider, std::move(message)};
}

Error explain(const Obstacles& found, bool any_connected, const std::string& type)
{
    if (!any_connected) return no_provider("No bot provider is connected.");
    if (found.offering == 0) return no_provider("No connected provider offers bots of type \"" + type + "\".");
    if (found.slots > 0)
        return no_provider("Every provider of \"" + type + "\" is full: all " + std::to_string(found.slots) +
                           " slots are taken.");
    if (found.draining > 0) return no_provider("Every provider of \"" + type + "\" is draining and takes no new bots.");
    return no_provider("Every provider of \"" + type + "\" has been tried.");
}

double pressure(const ProviderFacts& provider)
{
    return std::max(provider.load, static_cast<double>(provider.held) / static_cast<double>(provider.max_instances));
}

bool is_better(const ProviderFacts& a, const ProviderFacts& b)
{
    return std::make_tuple(a.silent, pressure(a), a.held, a.id) < std::make_tuple(b.silent, pressure(b), b.held, b.id);
}

} // namespace

Result<std::uint64_t> choose_provider(std::span<const ProviderFacts> providers, const std::string& type,
                                      const std::set<std::uint64_t>& tried)
{
    const ProviderFacts* best = nullptr;
    Obstacles found;
    for (const auto& provider : providers) {
        if (!provider.types.contains(type)) continue;
        ++found.offering;
        if (tried.contains(provider.id)) continue;
        if (provider.draining) {
            ++found.draining;
        } else if (provider.held >= provider.max_instances) {
            found.slots += provider.max_instances;
        } else if (!best || is_better(provider, *best)) {
            best = &provider;
        }
    }
    if (best) return best->id;
    return explain(found, !providers.empty(), type);
}

} // namespace parlor::domain
