#include "server/hook_sender.hpp"

#include "outbound/http_caller.hpp"
#include "outbound/public_address.hpp"

#include <algorithm>

namespace parlor::server {
namespace {

constexpr std::size_t most_threads = 32;
/// Of an answer only the status counts.
constexpr std::size_t answer_bytes = 4096;

std::size_t requests_at_a_time(const service::WebHookSettings& settings)
{
    return settings.urls.size() * settings.concurrency;
}

} // namespace

HookSenderAdapter::HookSenderAdapter(const service::WebHookSettings& settings)
    : settings_(settings), workers_(std::min(most_threads, requests_at_a_time(settings)),
                                    std::max<std::size_t>(1, requests_at_a_time(settings)))
{
}

HookSenderAdapter::~HookSenderAdapter()
{
    ending_ = true;
}

void HookSenderAdapter::send(service::HookRequest request, service::Done<int> done)
{
    // Shared, for the case that the workers do not take it.
    auto answer = std::make_shared<service::Done<int>>(std::move(done));
    const bool taken = workers_.submit([this, request = std::move(request), answer]() mutable {
        // Keeps its connections from one request to the next.
        thread_local outbound::HttpCaller caller;
        const auto rule = settings_.private_targets ? outbound::AddressRule{} : outbound::is_public_address;
        auto sent = caller.send({.method = "POST",
                                 .url = std::move(request.url),
                                 .headers = std::move(request.headers),
                                 .body = std::move(request.body),
                                 .timeout = settings_.timeout,
                                 .max_answer_bytes = answer_bytes},
                                rule, &ending_);
        if (!sent) return (*answer)(std::move(sent).error());
        (*answer)(sent->status);
    });
    if (!taken) (*answer)(Error{Errc::unavailable, "Too many requests of web hooks wait."});
}

} // namespace parlor::server
