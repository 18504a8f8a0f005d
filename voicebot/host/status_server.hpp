#pragma once
#include "base/result.hpp"
#include "net/listener.hpp"

#include <functional>
#include <string>

namespace parlor::voicebot::host {

/// What the process tells of itself; called on the loop.
struct Status {
    /// Whether the server knows this host.
    std::function<bool()> ready;
    /// In the format of Prometheus.
    std::function<std::string()> metrics;
};

/// Serves `/healthz`, `/readyz` and `/metrics` to whoever can reach its address.
class StatusServer {
public:
    StatusServer(runtime::ShardPool& pool, Status status);

    /// `ADDRESS:PORT`. Before the loop runs. Refuses where it is no address or can't be listened at.
    Result<void> listen(const std::string& address);
    std::string address() const;

private:
    net::HttpResponse answer(const net::HttpRequest& request) const;

    const Status status_;
    net::Listener listener_;
};

} // namespace parlor::voicebot::host
