#pragma once
#include "net/socket.hpp"
#include "net/tls_session.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>

#include <cerrno>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace parlor::net {

/// The two ways of one client: a socket, or TLS over it. Reads and writes at once, or by Asio's stream interface (which
/// Beast's HTTP speaks; one read and one write at a time). Used on one thread.
class Stream {
public:
    using executor_type = Socket::executor_type;
    enum class Pushed { all, blocked, broken };

    explicit Stream(Socket socket, std::unique_ptr<TlsSession> tls = {});

    executor_type get_executor() { return socket_.get_executor(); }
    bool is_open() const { return socket_.is_open(); }
    /// Null for a plain one.
    TlsSession* tls() { return tls_.get(); }
    bool secure() const { return tls_ != nullptr; }
    int native_handle() { return socket_.native_handle(); }
    /// From now on it is to be used on another loop's thread. Nothing may be under way on it. False where the system refuses:
    /// then it stays where it is.
    bool move_to(boost::asio::io_context& loop);

    /// Bytes read; 0 at the end; -EAGAIN where there are none now, another negative errno where it is broken.
    std::ptrdiff_t receive(std::span<char> room);
    /// Whether the client will send nothing more, or is gone. Asks the kernel.
    bool client_has_ended();
    /// Whether there is something to read that the socket's readiness does not tell of.
    bool read_ahead() const { return tls_ && tls_->has_more(); }
    /// Sends what TLS has to send. A plain stream has nothing.
    Pushed push();

    template <class Handler> void async_wait(Socket::wait_type what, Handler&& handler)
    {
        socket_.async_wait(what, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler> void async_read_some(const Buffers& buffers, Handler&& handler);
    template <class Buffers, class Handler> void async_write_some(const Buffers& buffers, Handler&& handler);

    /// Nothing more is sent; what the other side sends can still be read.
    void end_sending();
    void close();

private:
    class ReadOperation;
    template <class Buffers> class WriteOperation;

    /// As Asio tells it; `bytes` as `receive` gives them, but not -EAGAIN.
    static boost::system::error_code fault_of(std::ptrdiff_t bytes);

    Socket socket_;
    std::unique_ptr<TlsSession> tls_;
};

/// A read over TLS: waits until there is plain text.
class Stream::ReadOperation {
public:
    ReadOperation(Stream& stream, std::span<char> room) : stream_(stream), room_(room) {}

    template <class Self> void operator()(Self& self, boost::system::error_code fault = {})
    {
        if (fault || done_) return self.complete(fault, bytes_ > 0 ? static_cast<std::size_t>(bytes_) : 0);
        bytes_ = stream_.receive(room_);
        if (bytes_ == -EAGAIN) {
            waited_ = true;
            const bool blocked = stream_.push() == Pushed::blocked;
            return stream_.socket_.async_wait(blocked ? Socket::wait_write : Socket::wait_read, std::move(self));
        }
        done_ = true;
        if (waited_) return self.complete(fault_of(bytes_), bytes_ > 0 ? static_cast<std::size_t>(bytes_) : 0);
        // Never from within the call that began it.
        boost::asio::post(stream_.get_executor(),
                          [self = std::move(self), outcome = fault_of(bytes_)]() mutable { self(outcome); });
    }

private:
    Stream& stream_;
    std::span<char> room_;
    std::ptrdiff_t bytes_ = 0;
    bool waited_ = false;
    bool done_ = false;
};

/// A write over TLS: encrypts a part, and waits until the socket has taken it.
template <class Buffers> class Stream::WriteOperation {
public:
    WriteOperation(Stream& stream, const Buffers& buffers) : stream_(stream), buffers_(buffers) {}

    template <class Self> void operator()(Self& self, boost::system::error_code fault = {})
    {
        if (fault || done_) return self.complete(fault, fault ? 0 : taken_);
        if (taken_ == 0 && !take()) fault = boost::asio::error::broken_pipe;
        if (!fault) {
            switch (stream_.push()) {
            case Pushed::all: break;
            case Pushed::blocked:
                waited_ = true;
                return stream_.socket_.async_wait(Socket::wait_write, std::move(self));
            case Pushed::broken: fault = boost::asio::error::broken_pipe; break;
            }
        }
        done_ = true;
        if (waited_) return self.complete(fault, fault ? 0 : taken_);
        boost::asio::post(stream_.get_executor(), [self = std::move(self), fault]() mutable { self(fault); });
    }

private:
    /// Of one write; more would wait twice, plain and encrypted.
    static constexpr std::size_t most = 64 * 1024;

    bool take()
    {
        const auto end = boost::asio::buffer_sequence_end(buffers_);
        for (auto at = boost::asio::buffer_sequence_begin(buffers_); at != end && taken_ < most; ++at) {
            const boost::asio::const_buffer part{*at};
            const std::string_view bytes{static_cast<const char*>(part.data()), std::min(part.size(), most - taken_)};
            if (!stream_.tls_->write(bytes)) return false;
            taken_ += bytes.size();
        }
        return true;
    }

    Stream& stream_;
    Buffers buffers_;
    std::size_t taken_ = 0;
    bool waited_ = false;
    bool done_ = false;
};

template <class Buffers, class Handler> void Stream::async_read_some(const Buffers& buffers, Handler&& handler)
{
    if (!tls_) return socket_.async_read_some(buffers, std::forward<Handler>(handler));
    const boost::asio::mutable_buffer first{*boost::asio::buffer_sequence_begin(buffers)};
    boost::asio::async_compose<Handler, void(boost::system::error_code, std::size_t)>(
        ReadOperation{*this, {static_cast<char*>(first.data()), first.size()}}, handler, socket_);
}

template <class Buffers, class Handler> void Stream::async_write_some(const Buffers& buffers, Handler&& handler)
{
    if (!tls_) return socket_.async_write_some(buffers, std::forward<Handler>(handler));
    boost::asio::async_compose<Handler, void(boost::system::error_code, std::size_t)>(
        WriteOperation<Buffers>{*this, buffers}, handler, socket_);
}

} // namespace parlor::net
