#pragma once
#include "client/web_socket_client.hpp"
#include "tests/support/client_loop.hpp"
#include "tests/support/mailbox.hpp"

#include <boost/mp11/list.hpp>

#include <memory>
#include <string>
#include <tuple>

namespace parlor::test {

/// A refusal that a test did not expect.
class Refused : public std::runtime_error {
public:
    explicit Refused(const Error& error)
        : std::runtime_error(std::string{to_string(error.code)} + ": " + error.message + ' ' + error.path)
    {
    }
};

/// One program's WebSocket at a server, for a test that reads from top to bottom: everything blocks, and throws after
/// `patience`. Keeps what the server says until the test asks for it.
class Guest {
public:
    /// Of the session with `token`; empty: a new one. Connects and waits for the welcome.
    Guest(ClientLoop& loop, std::uint16_t port, std::string token = {});
    ~Guest();

    const std::string& token() const { return token_; }
    protocol::Welcome welcome();

    /// Asks; the server's answer or refusal.
    template <class Message> Result<typename Message::Result> try_ask(Message message)
    {
        using Answer = Result<typename Message::Result>;
        std::promise<Answer> answered;
        auto answer = answered.get_future();
        loop_.run([&] {
            client_->request(
                message, [answered = std::move(answered)](Answer got) mutable { answered.set_value(std::move(got)); },
                patience);
        });
        return answer.get();
    }

    /// Asks; throws Refused where the server refuses.
    template <class Message> typename Message::Result ask(Message message)
    {
        auto answer = try_ask(std::move(message));
        if (!answer) throw Refused{answer.error()};
        return std::move(*answer);
    }

    /// Joins with a tab of this name.
    protocol::JoinResult join(const std::string& lobby, const std::string& tab,
                              std::optional<protocol::SeqOrZero> after_seq = {});
    /// Writes a line; its place in the log.
    Seq say(const std::string& lobby, const std::string& text);

    /// Takes the first message of a type that has come or comes, and that fits.
    template <class Event, class Fits> Event next(Fits fits)
    {
        return std::get<Mailbox<Event>>(heard_).take(fits, std::string{Event::type});
    }
    template <class Event> Event next()
    {
        return next<Event>([](const Event&) { return true; });
    }
    /// Throws away the messages of a type that nobody has taken.
    template <class Event> void forget() { std::get<Mailbox<Event>>(heard_).clear(); }
    /// Messages of a type that nobody has taken.
    template <class Event> std::vector<Event> heard() const { return std::get<Mailbox<Event>>(heard_).all(); }

    /// Waits until the connection has been in this phase, since the last call for any.
    client::ConnectionState wait_for(client::Phase phase);
    /// Whether it comes to this phase within the time.
    bool comes_to(client::Phase phase, Millis within);
    /// Loses the connection without a word; the client comes back by itself.
    void cut();
    /// Closes, and stays away.
    void stop();
    void start();
    /// Waits until everything that the server had sent before has been heard.
    void catch_up() { ask(protocol::Ping{}); }

    ClientLoop& loop() { return loop_; }
    /// On the loop's thread alone.
    client::WebSocketClient& client() { return *client_; }

private:
    ClientLoop& loop_;
    const std::string token_;
    boost::mp11::mp_rename<boost::mp11::mp_transform<Mailbox, protocol::ServerMessages>, std::tuple> heard_;
    Mailbox<client::ConnectionState> states_;
    std::vector<client::Subscription> subscriptions_;
    std::unique_ptr<client::WebSocketClient> client_;
};

} // namespace parlor::test
