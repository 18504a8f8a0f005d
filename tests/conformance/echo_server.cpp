#include "net/listener.hpp"
#include "ws/connection.hpp"
#include "ws/handshake.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <new>

/// A server that sends every message back, made of the product's HTTP and WebSocket code, so that suites and other people's
/// clients can be held against them. It prints its port and runs until SIGTERM. Options, each `NAME=VALUE`:
/// `message_bytes` (65536), `heartbeat_ms` (15000), `batch` (0 or 1: io_uring), `deflate` (0 or 1:
/// permessage-deflate).
namespace {

using namespace parlor;

FramePtr binary_frame(std::string_view payload)
{
    std::string buffer(Frame::header_room, '\0');
    const auto text = make_frame(buffer.append(payload));
    std::string bytes{text->wire()};
    bytes.front() = static_cast<char>(0x82); // FIN and opcode 2, RFC 6455 §5.2
    return make_raw_frame(std::move(bytes));
}

class Echo final : public ws::WsListener {
public:
    explicit Echo(std::shared_ptr<ws::WsConnection> connection) : connection_(std::move(connection)) {}

    void on_text(std::string_view text) override
    {
        // What a want of memory looks like from above.
        if (text == "fail") throw std::bad_alloc{};
        std::string buffer(Frame::header_room, '\0');
        connection_->send(make_frame(buffer.append(text)));
    }
    void on_binary(std::string_view bytes) override { connection_->send(binary_frame(bytes)); }
    void on_closed() override { connection_.reset(); }

private:
    std::shared_ptr<ws::WsConnection> connection_;
};

net::HttpResponse plain(int status, std::string text)
{
    return {.status = status, .headers = {}, .body = std::make_shared<const std::string>(std::move(text))};
}

void upgrade(net::PendingUpgrade pending, ws::WsHub& hub)
{
    if (const auto check = ws::check_handshake(pending.request()); !check.fine)
        return pending.refuse(plain(check.status, check.reason));
    const bool offered = ws::offered_subprotocol(pending.request(), "echo").wanted;
    ws::WsConnection::open(ws::WsConnection::shake_hands(std::move(pending), hub.options(), offered ? "echo" : ""), 1,
                           hub, [](auto connection) { return std::make_shared<Echo>(std::move(connection)); });
}

/// The value of an option; throws std::invalid_argument where it is no number.
unsigned long option(std::span<char*> arguments, std::string_view name, unsigned long otherwise)
{
    for (const std::string_view argument : arguments)
        if (argument.starts_with(name) && argument.substr(name.size()).starts_with('='))
            return std::stoul(std::string{argument.substr(name.size() + 1)});
    return otherwise;
}

} // namespace

int main(int count, char** arguments)
{
    // Blocked before there are threads, so that it waits for `sigwait`.
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    const std::span<char*> given{arguments, static_cast<std::size_t>(count)};

    runtime::ShardPool pool{1};
    ws::WsHub hub{pool.loop(0),
                  {.message_bytes = option(given, "message_bytes", 65'536),
                   .heartbeat = Millis{option(given, "heartbeat_ms", 15'000)},
                   .outbox = {.soft_bytes = 64U << 20, .hard_bytes = 64U << 20},
                   .batch_sends = option(given, "batch", 1) != 0,
                   .deflate = {.on = option(given, "deflate", 0) != 0, .from_bytes = 64, .up_to_bytes = 64U << 20}}};
    net::Listener listener{
        pool,
        {},
        std::make_shared<net::ConnectionLimits>(10'000, 10'000),
        {.request = [](net::HttpRequest, net::HttpResponder answer) { answer(plain(200, "echo\n")); },
         .upgrade = [&hub](net::PendingUpgrade pending) { upgrade(std::move(pending), hub); },
         .fault = [](int status) { return plain(status, "fault\n"); }}};
    if (const auto fault = listener.open({boost::asio::ip::address_v4::loopback(), 0})) {
        std::cerr << fault.message() << "\n";
        return EXIT_FAILURE;
    }
    listener.start();
    std::thread loops{[&pool] { pool.run(); }};
    std::cout << listener.endpoint().port() << std::endl;
    int signal = 0;
    sigwait(&stop, &signal);
    pool.post(0, [&] {
        hub.finish_all();
        pool.stop();
    });
    loops.join();
    pool.discard();
    return EXIT_SUCCESS;
}
