#include "service/web_hooks.hpp"

#include "base/log.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "service/secrets.hpp"
#include "service/wire_map.hpp"

#include <algorithm>

namespace parlor::service {
namespace {

bool is_success(const Result<int>& status)
{
    return status && *status >= 200 && *status < 300;
}

/// `scheme://host:port` of an address; what stands before and behind may be secret, and this goes into the log.
std::string origin_of(const std::string& url)
{
    const auto host = url.find("://") + 3;
    const auto end = std::min(url.find_first_of("/?#", host), url.size());
    const auto user = url.substr(0, end).rfind('@');
    const auto from = user == std::string::npos ? host : user + 1;
    return url.substr(0, host) + url.substr(from, end - from);
}

std::string outcome(const Result<int>& status)
{
    return status ? std::to_string(*status) : status.error().message;
}

} // namespace

void write_metrics(prometheus::Writer& out, const HookCounters& counters)
{
    out.gauge("parlor_web_hooks_waiting", "Events that wait for a target of the web hooks.",
              static_cast<double>(counters.waiting));
    out.counter("parlor_web_hooks_queued_total", "Events queued, once per target.", counters.queued);
    out.counter("parlor_web_hooks_delivered_total", "Events that a target took.", counters.delivered);
    out.counter("parlor_web_hooks_failed_total", "Tries that a target did not take.", counters.failed);
    out.head("parlor_web_hooks_lost_total", "Events that a target will not hear of.", "counter");
    for (const auto& [why, count] : {std::pair{"queue_full", &counters.overflowed},
                                     {"too_old", &counters.expired},
                                     {"not_stored", &counters.unstored},
                                     {"gone", &counters.gone}})
        out.sample("parlor_web_hooks_lost_total", "why", why, static_cast<double>(count->load()));
}

WebHooks::WebHooks(ShardContext& home, HookSender& sender) : context_(home), sender_(sender)
{
    const auto& settings = context_.settings.web_hooks;
    const HookLane::Limits limits{.concurrency = settings.concurrency,
                                  .first_retry = settings.first_retry,
                                  .longest_retry = settings.longest_retry};
    for (const auto& url : settings.urls)
        targets_.push_back(std::make_unique<Target>(Target{.url = url, .lane = HookLane{limits}}));
}

bool WebHooks::wants(protocol::WebHookType type) const
{
    return !targets_.empty() && std::ranges::find(context_.settings.web_hooks.events, protocol::enum_name(type)) !=
                                    context_.settings.web_hooks.events.end();
}

void WebHooks::start(Reply<protocol::Empty> done)
{
    context_.store.load_hooks(context_.here<std::vector<HookPlace>>(
        [this, done = std::move(done)](Result<std::vector<HookPlace>> places) mutable {
            if (!places) return done(std::move(places).error());
            take_up(*places);
            done(protocol::Empty{});
        }));
}

void WebHooks::take_up(const std::vector<HookPlace>& places)
{
    const auto now = context_.clock.instant();
    std::size_t orphaned = 0;
    for (const auto& place : places) {
        const auto target = std::ranges::find(targets_, place.target, [](const auto& item) { return item->url; });
        if (target != targets_.end()) {
            (*target)->lane.add({.number = place.number, .at = place.at}, now);
        } else {
            forget(place.number);
            ++orphaned;
        }
    }
    if (orphaned > 0) log::warning("web_hooks_without_target", {{"dropped", std::to_string(orphaned)}});
    for (auto& target : targets_) pump(*target);
    count_waiting();
}

void WebHooks::publish(HookEvent event)
{
    if (!wants(event.type)) return;
    context_.shards.post(context_.self, [this, event = std::move(event)] {
        protocol::WebHook hook{
            .id = random_id(context_.random), .type = event.type, .at = to_ms(event.at), .data = {event.data}};
        const auto body = protocol::to_json(hook);
        for (auto& target : targets_) queue(*target, event.at, body);
    });
}

void WebHooks::queue(Target& target, Timestamp at, const std::string& body)
{
    if (target.lane.size() + target.arriving >= context_.settings.web_hooks.queue) {
        ++counters_.overflowed;
        return;
    }
    ++target.arriving;
    count_waiting();
    context_.store.push_hook({.target = target.url, .at = at, .body = body},
                             context_.here<std::int64_t>([this, &target, at](Result<std::int64_t> number) {
                                 --target.arriving;
                                 if (number) {
                                     ++counters_.queued;
                                     target.lane.add({.number = *number, .at = at}, context_.clock.instant());
                                     pump(target);
                                 } else {
                                     ++counters_.unstored;
                                 }
                                 count_waiting();
                             }));
}

void WebHooks::pump(Target& target)
{
    const auto now = context_.clock.instant();
    while (auto item = target.lane.next(now)) {
        if (expired(*item)) {
            ++counters_.expired;
            forget(item->number);
            target.lane.dropped();
        } else {
            send(target, *item);
        }
    }
    if (target.timer) context_.timers.cancel(std::exchange(target.timer, 0));
    if (const auto due = target.lane.due())
        target.timer = context_.timers.after(std::chrono::ceil<Millis>(*due - now), [this, &target] {
            target.timer = 0;
            pump(target);
        });
    count_waiting();
}

void WebHooks::send(Target& target, HookLane::Item item)
{
    context_.store.read_hook(item.number, context_.here<std::string>([this, &target, item](Result<std::string> body) {
        if (!body) return answered(target, item, std::move(body).error());
        auto document = protocol::parse_json(*body);
        auto hook = document ? protocol::decode<protocol::WebHook>(*document) : Result<protocol::WebHook>{Error{}};
        if (!hook) return give_up(target, item);
        if (hook->type == protocol::WebHookType::entry) return send_entry(target, item, std::move(*hook));
        send_body(target, item, std::move(*body));
    }));
}

void WebHooks::send_entry(Target& target, HookLane::Item item, protocol::WebHook hook)
{
    auto document = protocol::parse_json(hook.data.text);
    auto place = document ? protocol::decode<protocol::WebHookEntryPlace>(*document)
                          : Result<protocol::WebHookEntryPlace>{Error{}};
    if (!place) return give_up(target, item);
    const LobbyId lobby{place->lobby_id};
    const auto before = place->seq.value - 1;
    context_.store.read_after(
        lobby, before, 1,
        context_.here<EntrySlice>(
            [this, &target, item, hook = std::move(hook), place = std::move(*place)](Result<EntrySlice> slice) mutable {
                if (!slice && slice.error().code != Errc::not_found) return answered(target, item, slice.error());
                if (!slice || slice->entries.empty() || slice->entries.front().seq != place.seq.value) {
                    ++counters_.gone;
                    return give_up(target, item);
                }
                hook.data.text = protocol::to_json(
                    protocol::EntryEvent{.lobby_id = place.lobby_id, .entry = to_wire(slice->entries.front())});
                send_body(target, item, protocol::to_json(hook));
            }));
}

void WebHooks::send_body(Target& target, HookLane::Item item, std::string body)
{
    sender_.send(request_of(target, std::move(body)),
                 context_.here<int>([this, &target, item](Result<int> status) { answered(target, item, status); }));
}

void WebHooks::give_up(Target& target, HookLane::Item item)
{
    forget(item.number);
    target.lane.dropped();
    pump(target);
}

void WebHooks::answered(Target& target, HookLane::Item item, const Result<int>& status)
{
    if (is_success(status)) {
        ++counters_.delivered;
        forget(item.number);
        target.lane.succeeded();
    } else {
        ++counters_.failed;
        log::warning("web_hook_failed", {{"target", origin_of(target.url)}, {"outcome", outcome(status)}});
        target.lane.failed(item, context_.clock.instant());
    }
    pump(target);
}

void WebHooks::forget(std::int64_t number)
{
    // Where it stays in the store after all it is sent once more after the next start.
    context_.store.drop_hook(number, [](Result<void>) {});
}

bool WebHooks::expired(const HookLane::Item& item) const
{
    return item.at + context_.settings.web_hooks.keep < context_.clock.now();
}

HookRequest WebHooks::request_of(const Target& target, std::string body) const
{
    // Receivers refuse what is old: a request that somebody recorded is of no use later.
    const auto timestamp = std::to_string(to_ms(context_.clock.now()) / 1000);
    const auto signature = hmac_sha256_hex(context_.settings.web_hooks.secret, timestamp + "." + body);
    return {.url = target.url,
            .headers = {{"Content-Type", "application/json"},
                        {"User-Agent", "parlor-web-hooks"},
                        {"Parlor-Timestamp", timestamp},
                        {"Parlor-Signature", "sha256=" + signature}},
            .body = std::move(body)};
}

void WebHooks::count_waiting()
{
    std::size_t waiting = 0;
    for (const auto& target : targets_) waiting += target->lane.size() + target->arriving;
    counters_.waiting = waiting;
}

} // namespace parlor::service
