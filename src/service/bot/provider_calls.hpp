#pragma once
#include "protocol/encode.hpp"
#include "service/api.hpp"
#include "service/bot/provider_pool.hpp"
#include "service/shard_context.hpp"

#include <map>
#include <string>

namespace parlor::service {

/// What the server asks of providers, and their answers. Each is answered exactly once: by the provider, by the time-out,
/// or because the provider is lost (both `unavailable`). On one shard, used on its thread alone.
class ProviderCalls {
public:
    explicit ProviderCalls(ShardContext& context) : context_(context) {}

    template <class Message>
    void ask(const Provider& provider, const Message& message, Millis timeout, Reply<protocol::Json> reply)
    {
        const auto id = expect(provider, timeout, std::move(reply));
        context_.courier.send(provider.connection, protocol::request_frame(id, message));
    }
    /// An answer came; one that nobody waits for any more is left alone.
    void answered(ProviderId provider, const std::string& id, Result<protocol::Json> result);
    void lost(ProviderId provider);

private:
    struct Waiting {
        ProviderId provider = 0;
        TimerId timer = 0;
        Reply<protocol::Json> reply;
    };

    std::string expect(const Provider& provider, Millis timeout, Reply<protocol::Json> reply);

    ShardContext& context_;
    std::map<std::string, Waiting> waiting_;
    std::uint64_t last_ = 0;
};

} // namespace parlor::service
