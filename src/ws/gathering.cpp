#include "ws/gathering.hpp"

#include <algorithm>

namespace parlor::ws {
namespace {

constexpr std::string_view parameter = "lobby=";

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

bool may_gather(std::size_t there, std::size_t all, std::size_t loops)
{
    const auto average = all / loops;
    return there < average + std::max<std::size_t>(average / 16, 8);
}

} // namespace parlor::ws
