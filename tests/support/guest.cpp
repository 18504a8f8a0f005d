#include "tests/support/guest.hpp"

#include "tests/support/api.hpp"

#include <stdexcept>

namespace parlor::test {

Guest::Guest(ClientLoop& loop, std::uint16_t port, std::string token)
    : loop_(loop), token_(token.empty() ? new_session(port) : std::move(token))
{
    client::ClientOptions options{.connection = {.server = {"127.0.0.1", port}, .token = token_}};
    options.welcome_timeout = patience;
    // Short waits: a test has no crowd that must be spread.
    options.reconnect = {.base = Millis{20}, .cap = Millis{200}};
    loop_.run([&] {
        client_ = std::make_unique<client::WebSocketClient>(loop_.loop(), options);
        subscriptions_.push_back(client_->on_state([this](const auto& state) { states_.put(state); }));
        boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, protocol::ServerMessages>>(
            [&]<class Event>(boost::mp11::mp_identity<Event>) {
                subscriptions_.push_back(
                    client_->on<Event>([this](const Event& event) { std::get<Mailbox<Event>>(heard_).put(event); }));
            });
        client_->start();
    });
    wait_for(client::Phase::ready);
}

Guest::~Guest()
{
    loop_.run([&] {
        subscriptions_.clear();
        client_.reset();
    });
}

protocol::Welcome Guest::welcome()
{
    return loop_.run([&] { return client_->welcome().value(); });
}

protocol::JoinResult Guest::join(const std::string& lobby, const std::string& tab,
                                 std::optional<protocol::SeqOrZero> after_seq)
{
    const auto outcome =
        ask(protocol::Join{.lobby_id = {lobby}, .tab = {tab}, .password = {}, .invite = {}, .after_seq = after_seq});
    const auto* result = outcome.get_if<protocol::JoinResult>();
    if (!result) throw std::runtime_error("this lobby lets its guests wait");
    return *result;
}

Seq Guest::say(const std::string& lobby, const std::string& text)
{
    return ask(protocol::SendChatMessage{.lobby_id = {lobby}, .text = {text}, .client_id = {}, .reply_to_seq = {}}).seq;
}

client::ConnectionState Guest::wait_for(client::Phase phase)
{
    return states_.take([&](const auto& state) { return state.phase == phase; },
                        "phase " + std::to_string(static_cast<int>(phase)));
}

bool Guest::comes_to(client::Phase phase, Millis within)
{
    try {
        states_.take([&](const auto& state) { return state.phase == phase; }, "a phase", within);
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

void Guest::cut()
{
    loop_.run([&] { client_->cut(); });
}

void Guest::stop()
{
    loop_.run([&] { client_->stop(); });
}

void Guest::start()
{
    loop_.run([&] { client_->start(); });
}

} // namespace parlor::test
