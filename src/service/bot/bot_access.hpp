#pragma once
#include "service/bot/bot_pass.hpp"
#include "service/session_manager.hpp"
#include "service/shard_context.hpp"

#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace parlor::service {

/// The tokens of running bots and the connections that were opened with them. One token a bot at a time; it dies with the
/// instance that it was made for. On one shard, used on its thread alone.
class BotAccess {
public:
    BotAccess(ShardContext& context, Random& random) : context_(context), random_(random) {}

    /// A token for a new instance. The bot must have none.
    std::string issue(BotPass pass);
    /// A place for a connection. Refuses with `unauthenticated`, and with `rate_limited` where the instance has as many
    /// connections as it may.
    Result<SessionTicket> reserve(const std::string& token, std::string client_address);
    /// `pass`: of the ticket that was reserved.
    void attach(const std::shared_ptr<const BotPass>& pass, std::uint64_t place, ConnectionPtr connection,
                std::weak_ptr<SessionListener> listener);

    enum class Ending {
        for_good, ///< its participant leaves
        moved,    ///< its participant stays, for the next instance
    };
    /// The token is worth nothing any more; connections that were opened with it close with 4001.
    void revoke(const BotId& bot, Ending ending);

private:
    struct Listening {
        std::uint64_t place;
        ConnectionPtr connection;
        std::weak_ptr<SessionListener> listener;
    };
    struct Instance {
        std::string token_hash;
        std::shared_ptr<const BotPass> pass;
        /// Of connections that are open or about to be.
        std::set<std::uint64_t> places;
        std::vector<Listening> listening;
    };

    void give_back(const BotId& bot, std::uint64_t place);
    void end(const Listening& one, Ending ending);

    ShardContext& context_;
    Random& random_;
    std::unordered_map<BotId, Instance> instances_;
    std::unordered_map<std::string, BotId> by_hash_;
    std::uint64_t next_place_ = 1;
};

} // namespace parlor::service
