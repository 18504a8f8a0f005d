#include "client/lobby_membership.hpp"

namespace parlor::client {
namespace {

/// Before asking again after a refusal that names no time.
constexpr Millis usual_retry{1'000};
/// The most that `get_entries` brings.
constexpr int page_size = 200;

Millis retry_time(const Error& error)
{
    return error.retry_after_ms > 0 ? Millis{error.retry_after_ms} : usual_retry;
}

} // namespace

LobbyMembership::LobbyMembership(WebSocketClient& client, MembershipOptions options, MembershipListener& listener)
    : client_(client), options_(std::move(options)), listener_(listener),
      order_(options_.after_seq, options_.most_held, [this](const auto& entry) { listener_.on_entry(entry); })
{
    subscriptions_.push_back(client_.on_state([this](const auto& state) { state_changed(state); }));
    subscriptions_.push_back(client_.on<protocol::EntryEvent>([this](const auto& event) {
        if (event.lobby_id != options_.lobby_id || place_ == Place::ended) return;
        order_.add(event.entry);
        if (joined()) fetch_missing();
    }));
    subscriptions_.push_back(client_.on<protocol::Removed>([this](const auto& event) {
        if (event.lobby_id != options_.lobby_id) return;
        end({Errc::not_joined, "Removed from the lobby: " + std::string{protocol::enum_name(event.reason)} + "."});
    }));
    subscriptions_.push_back(client_.on<protocol::LobbyClosed>([this](const auto& event) {
        if (event.lobby_id == options_.lobby_id) end({Errc::lobby_closed, "The lobby has ended."});
    }));
    subscriptions_.push_back(client_.on<protocol::Admitted>([this](const auto& event) {
        if (event.lobby_id == options_.lobby_id && place_ == Place::waiting) joined(event);
    }));
    subscriptions_.push_back(client_.on<protocol::Denied>([this](const auto& event) {
        if (event.lobby_id == options_.lobby_id && place_ == Place::waiting)
            end({Errc::forbidden, "A moderator did not let us in."});
    }));
    if (client_.ready()) join();
}

LobbyMembership::~LobbyMembership()
{
    client_.loop().timers().cancel(retry_timer_);
}

void LobbyMembership::state_changed(const ConnectionState& state)
{
    if (place_ == Place::ended) return;
    if (state.phase == Phase::ready) return join();
    client_.loop().timers().cancel(retry_timer_);
    place_ = Place::outside;
    fetching_ = false;
}

void LobbyMembership::join()
{
    if (place_ != Place::outside || !client_.ready()) return;
    place_ = Place::joining;
    protocol::Join message{
        .lobby_id = options_.lobby_id, .tab = options_.tab, .password = {}, .invite = {}, .after_seq = {}};
    if (order_.last()) message.after_seq = protocol::SeqOrZero{*order_.last()};
    if (options_.password) message.password = protocol::Text<1, 256>{*options_.password};
    if (options_.invite) message.invite = protocol::Text<1, 128>{*options_.invite};
    client_.request(message, [this, alive = std::weak_ptr{alive_}](const auto& result) {
        if (!alive.expired()) answered(result);
    });
}

void LobbyMembership::answered(const Result<protocol::JoinOutcome>& outcome)
{
    if (place_ != Place::joining) return;
    if (!outcome) {
        const auto& error = outcome.error();
        if (!retryable(error.code)) return end(error);
        // Where the connection was lost the client tells when it is back.
        place_ = Place::outside;
        if (client_.ready()) later(retry_time(error), &LobbyMembership::join);
        return;
    }
    if (const auto* result = outcome->get_if<protocol::JoinResult>()) return joined(*result);
    place_ = Place::waiting;
    listener_.on_waiting();
}

void LobbyMembership::joined(const protocol::JoinResult& result)
{
    place_ = Place::inside;
    listener_.on_joined(result);
    order_.joined(result.entries, result.seq);
    fetch_missing();
}

void LobbyMembership::fetch_missing()
{
    if (fetching_ || !joined() || !order_.incomplete()) return;
    fetching_ = true;
    fetching_up_to_ = order_.newest();
    const protocol::GetEntries message{
        .lobby_id = options_.lobby_id, .before_seq = {}, .after_seq = {*order_.last()}, .limit = {page_size}};
    client_.request(message, [this, alive = std::weak_ptr{alive_}](const auto& page) {
        if (!alive.expired()) fetched(page);
    });
}

void LobbyMembership::fetched(const Result<protocol::EntryPage>& page)
{
    // An answer about an earlier connection; the next join begins anew.
    if (!fetching_) return;
    fetching_ = false;
    const auto before = order_.last();
    if (page) {
        order_.fetched(page->entries);
        if (page->entries.empty() && !page->more) order_.skip_to(fetching_up_to_);
        // A page that brings nothing new would bring nothing the next time either, so not at once.
        if (order_.last() != before) return fetch_missing();
    }
    if (joined()) later(page ? usual_retry : retry_time(page.error()), &LobbyMembership::fetch_missing);
}

void LobbyMembership::end(const Error& why)
{
    if (place_ == Place::ended) return;
    place_ = Place::ended;
    client_.loop().timers().cancel(retry_timer_);
    listener_.on_ended(why);
}

void LobbyMembership::leave()
{
    const bool inside = place_ != Place::outside && place_ != Place::ended;
    place_ = Place::ended;
    client_.loop().timers().cancel(retry_timer_);
    if (!inside) return;
    // Without a connection there is nothing to leave; the grace ends it.
    client_.request(protocol::Leave{.lobby_id = options_.lobby_id}, [](const auto&) {});
}

void LobbyMembership::later(Millis delay, void (LobbyMembership::*step)())
{
    client_.loop().timers().cancel(retry_timer_);
    retry_timer_ = client_.loop().timers().after(delay, [this, step] { (this->*step)(); });
}

} // namespace parlor::client
