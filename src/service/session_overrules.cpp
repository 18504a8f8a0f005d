#include "service/session_manager.hpp"

/// What administrators do to names, over the heads of those who hold them.
namespace parlor::service {

void SessionManager::overrule_password(std::string key, std::optional<std::string> password,
                                       Reply<protocol::Empty> reply)
{
    auto keep = [this, key = std::move(key), reply = std::move(reply)](Result<std::string> hash) mutable {
        if (!hash) return reply(std::move(hash).error());
        const bool protects = !hash->empty();
        context_.store.overrule_protection(
            std::move(key), std::move(*hash),
            context_.here<std::optional<SessionId>>(
                [this, protects, reply = std::move(reply)](Result<std::optional<SessionId>> holder) mutable {
                    if (!holder) return reply(std::move(holder).error());
                    ++displacements_;
                    if (*holder)
                        if (auto held = live_.find(**holder); held != live_.end())
                            renamed(**holder, std::string{held->second.record.name}, protects, 0);
                    reply(protocol::Empty{});
                }));
    };
    if (!password) return keep(std::string{});
    context_.passwords.hash(std::move(*password), std::move(keep));
}

void SessionManager::free_name(std::string key, Reply<protocol::Empty> reply)
{
    context_.store.free_name(std::move(key),
                             context_.here<std::optional<SessionId>>(
                                 [this, reply = std::move(reply)](Result<std::optional<SessionId>> holder) mutable {
                                     if (!holder) return reply(std::move(holder).error());
                                     ++displacements_;
                                     if (*holder) renamed(**holder, {}, false, 0);
                                     reply(protocol::Empty{});
                                 }));
}

} // namespace parlor::service
