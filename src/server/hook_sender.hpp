#pragma once
#include "runtime/worker_pool.hpp"
#include "service/settings.hpp"
#include "service/web_hooks.hpp"

#include <atomic>

namespace parlor::server {

/// Sends web hooks from threads of its own: looking names up and waiting for answers never holds an event loop up. Without
/// `private_targets` it connects to no address of this machine or of a private network, whatever a name resolves to.
class HookSenderAdapter final : public service::HookSender {
public:
    explicit HookSenderAdapter(const service::WebHookSettings& settings);
    /// Ends what is under way; what waited is thrown away, and stays in the store.
    ~HookSenderAdapter() override;

    void send(service::HookRequest request, service::Done<int> done) override;

private:
    const service::WebHookSettings& settings_;
    std::atomic<bool> ending_{false};
    runtime::WorkerPool workers_;
};

} // namespace parlor::server
