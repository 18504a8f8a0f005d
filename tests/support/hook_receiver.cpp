#include "tests/support/hook_receiver.hpp"

#include "tests/support/patience.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace parlor::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

std::string lower(std::string_view text)
{
    std::string low{text};
    std::ranges::transform(low, low.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return low;
}

} // namespace

/// One connection, as long as its client keeps it.
class HookReceiver::Conversation : public std::enable_shared_from_this<Conversation> {
public:
    Conversation(HookReceiver& receiver, asio::ip::tcp::socket socket)
        : receiver_(receiver), socket_(std::move(socket)), timer_(receiver.loop_)
    {
    }

    void read()
    {
        request_ = {};
        http::async_read(socket_, buffer_, request_, [self = shared_from_this()](const error_code& fault, std::size_t) {
            if (!fault) self->react();
        });
    }

private:
    void react()
    {
        ++receiver_.tries_;
        receiver_.changed_.notify_all();
        switch (receiver_.mood_) {
        case Mood::well: return answer(http::status::no_content);
        case Mood::failing: return answer(http::status::internal_server_error);
        case Mood::rude: return;
        case Mood::silent:
            timer_.expires_after(std::chrono::hours{1});
            timer_.async_wait([self = shared_from_this()](const error_code&) {});
            return;
        case Mood::slow:
            timer_.expires_after(slowness_of_receiver);
            timer_.async_wait([self = shared_from_this()](const error_code& fault) {
                if (!fault) self->answer(http::status::no_content);
            });
            return;
        }
    }

    void answer(http::status status)
    {
        if (status == http::status::no_content) {
            Request taken{.target = std::string{request_.target()}, .headers = {}, .body = request_.body()};
            for (const auto& field : request_) taken.headers[lower(field.name_string())] = field.value();
            receiver_.take(std::move(taken));
        }
        answer_ = {status, 11};
        answer_.prepare_payload();
        http::async_write(socket_, answer_, [self = shared_from_this()](const error_code& fault, std::size_t) {
            if (!fault) self->read();
        });
    }

    HookReceiver& receiver_;
    asio::ip::tcp::socket socket_;
    asio::steady_timer timer_;
    boost::beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response<http::empty_body> answer_;
};

HookReceiver::HookReceiver(Mood mood) : mood_(mood)
{
    const asio::ip::tcp::endpoint any{asio::ip::address_v4::loopback(), 0};
    acceptor_.open(any.protocol());
    acceptor_.bind(any);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    accept();
    thread_ = std::thread{[this] { loop_.run(); }};
}

HookReceiver::~HookReceiver()
{
    loop_.stop();
    thread_.join();
}

void HookReceiver::accept()
{
    acceptor_.async_accept([this](const error_code& fault, asio::ip::tcp::socket socket) {
        if (fault) return;
        std::make_shared<Conversation>(*this, std::move(socket))->read();
        accept();
    });
}

void HookReceiver::take(Request request)
{
    {
        const std::lock_guard lock{mutex_};
        taken_.push_back(std::move(request));
    }
    changed_.notify_all();
}

std::vector<HookReceiver::Request> HookReceiver::taken() const
{
    const std::lock_guard lock{mutex_};
    return taken_;
}

std::vector<HookReceiver::Request> HookReceiver::wait(const std::function<bool(const std::vector<Request>&)>& done)
{
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, patience, [&] { return done(taken_); }))
        throw std::runtime_error("the web hooks did not come; so far " + std::to_string(taken_.size()));
    return taken_;
}

void HookReceiver::wait_for_tries(std::size_t count)
{
    const auto deadline = in(patience);
    std::unique_lock lock{mutex_};
    while (tries_ < count) {
        // A count that changes without the lock may be missed once; hence the short waits.
        changed_.wait_for(lock, std::chrono::milliseconds{20});
        if (left_ms(deadline) == 0) throw std::runtime_error("only " + std::to_string(tries_) + " tries of web hooks");
    }
}

} // namespace parlor::test
