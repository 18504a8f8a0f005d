#include "ws/gathering.hpp"

#include <algorithm>
#include <numeric>

namespace parlor::ws {
namespace {

constexpr std::string_view parameter = "lobby=";
/// Connections beyond its share that do not burden a loop: people come as it happens, and few lobbies are to be torn apart.
constexpr std::size_t few = 4;

} // namespace

LobbyId lobby_hint(std::string_view target)
{
    const auto question = target.find('?');
    if (question == std::string_view::npos) return {};
    auto query = target.substr(question + 1);
    while (!query.empty()) {
        const auto one = query.substr(0, query.find('&'));
        // An id holds no character that would have to be encoded.
        if (one.starts_with(parameter) && is_id(one.substr(parameter.size())))
            return LobbyId{std::string{one.substr(parameter.size())}};
        query.remove_prefix(std::min(one.size() + 1, query.size()));
    }
    return {};
}

ShardIndex gather(ShardIndex here, ShardIndex home, std::span<const std::size_t> counts)
{
    const auto average = std::accumulate(counts.begin(), counts.end(), std::size_t{0}) / counts.size();
    if (counts[home] < std::max(average + std::max(average / 16, few), 2 * few)) return home;
    if (here != home) return here;
    return static_cast<ShardIndex>(std::ranges::min_element(counts) - counts.begin());
}

} // namespace parlor::ws
