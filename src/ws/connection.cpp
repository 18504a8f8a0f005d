#include "ws/connection.hpp"

#include "base/log.hpp"
#include "ws/handshake.hpp"

#include <cerrno>

namespace parlor::ws {
namespace {

constexpr std::size_t max_close_reason = 123; // RFC 6455 §5.5: 125 bytes with the code

FramePtr control_frame(unsigned char opcode, std::string_view payload)
{
    std::string bytes;
    bytes += static_cast<char>(0x80U | opcode);
    bytes += static_cast<char>(payload.size());
    bytes += payload;
    return make_raw_frame(std::move(bytes));
}

FramePtr close_frame(protocol::CloseCode code, std::string_view reason)
{
    const auto number = static_cast<std::uint16_t>(code);
    std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
    auto length = std::min(reason.size(), max_close_reason);
    // RFC 6455 §5.5.1 wants UTF-8: no character is cut in two.
    while (length < reason.size() && length > 0 && (static_cast<unsigned char>(reason[length]) & 0xC0) == 0x80)
        --length;
    payload += reason.substr(0, length);
    return control_frame(0x8, payload);
}

const FramePtr& ping_frame()
{
    static const FramePtr frame = control_frame(0x9, {});
    return frame;
}

} // namespace

WsConnection::Opening WsConnection::shake_hands(net::PendingUpgrade upgrade, const WsOptions& options,
                                                std::string_view subprotocol)
{
    const auto& request = upgrade.request();
    std::string extensions;
    if (options.deflate.on) extensions = accept_deflate(net::join_header(request.headers, "Sec-WebSocket-Extensions"));
    auto answer = handshake_answer(request, subprotocol, extensions);
    return {.taken = std::move(upgrade).take(), .answer = std::move(answer), .deflates = !extensions.empty()};
}

void WsConnection::open(Opening opening, ConnectionId id, WsHub& hub, const Factory& make_listener)
{
    if (!opening.taken.stream.is_open() || hub.finished()) return;
    auto early_bytes = std::move(opening.taken.early_bytes);
    auto connection = std::make_shared<WsConnection>(id, hub, std::move(opening.taken), opening.deflates);
    connection->begin(std::move(opening.answer), std::move(early_bytes), make_listener);
}

WsConnection::WsConnection(ConnectionId id, WsHub& hub, net::PendingUpgrade::Taken taken, bool deflates)
    : Connection(id, hub.loop().index()), hub_(hub), stream_(std::move(taken.stream)), place_(std::move(taken.place)),
      outbox_(hub.options().outbox), reader_(hub.options().message_bytes, deflates ? &hub.inflater() : nullptr),
      deflates_(deflates), last_received_(std::chrono::steady_clock::now()), last_ping_(last_received_)
{
}

void WsConnection::begin(std::string handshake, std::string early_bytes, const Factory& make_listener)
{
    hub_.add(shared_from_this());
    outbox_.push_last(make_raw_frame(std::move(handshake)));
    mark_dirty();
    try {
        listener_ = make_listener(shared_from_this());
    } catch (...) {
        finish();
        throw;
    }
    if (!early_bytes.empty()) feed(early_bytes);
    wait_readable();
}

void WsConnection::wait_readable()
{
    if (reading_ || finished_) return;
    reading_ = true;
    auto go_on = [self = shared_from_this()](const boost::system::error_code& fault) {
        self->reading_ = false;
        if (fault) return self->finish();
        self->on_readable();
    };
    if (stream_.read_ahead()) return hub_.loop().post([go_on = std::move(go_on)] { go_on({}); });
    stream_.async_wait(net::Socket::wait_read, std::move(go_on));
}

void WsConnection::on_readable()
{
    if (finished_) return;
    const auto& buffer = hub_.read_buffer();
    // A record of TLS is smaller than the buffer: several of them make one turn's share.
    std::size_t share = 0;
    do {
        const auto received = stream_.receive(hub_.read_buffer());
        if (!take(received)) return;
        if (received < 0) break;
        share += static_cast<std::size_t>(received);
    } while (share < buffer.size() && stream_.read_ahead() && !outbox_.over_soft());
    // What the handshake, or a change of keys, has to answer.
    if (stream_.tls() && !stream_.tls()->waiting().empty()) mark_dirty();
    // Who does not read what we send is not read either; a closing one is read until its end.
    if (ending_ || !outbox_.over_soft()) wait_readable();
}

bool WsConnection::take(std::ptrdiff_t received)
{
    if (received == 0 || (received < 0 && received != -EAGAIN)) {
        finish();
        return false;
    }
    if (received < 0) return true;
    last_received_ = std::chrono::steady_clock::now();
    hub_.counters.bytes_received.fetch_add(static_cast<std::uint64_t>(received), std::memory_order_relaxed);
    if (is_open()) feed({hub_.read_buffer().data(), static_cast<std::size_t>(received)});
    return !finished_;
}

void WsConnection::feed(std::span<char> bytes)
{
    try {
        const auto fault = reader_.feed(bytes, *this);
        if (fault) close(static_cast<protocol::CloseCode>(fault->code), fault->reason);
    } catch (const std::exception& fault) {
        // No memory, or a bug. Bytes are lost, so that what follows can't be read; the client comes back and goes on.
        close(protocol::CloseCode::internal_error, "Something went wrong on the server.");
        log::error("reading_failed", {{"what", fault.what()}});
    }
}

void WsConnection::on_message(std::string_view text)
{
    hub_.counters.messages.fetch_add(1, std::memory_order_relaxed);
    listener_->on_text(text);
}

void WsConnection::on_binary_message(std::string_view bytes)
{
    hub_.counters.messages.fetch_add(1, std::memory_order_relaxed);
    listener_->on_binary(bytes);
}

void WsConnection::on_ping(std::string_view payload)
{
    if (queue(control_frame(0xA, payload)) == net::Outbox::Taken::overflow) return too_slow();
    mark_dirty();
}

void WsConnection::on_close(std::uint16_t code)
{
    peer_closed_ = true;
    // RFC 6455 §5.5.1: the same code back. 1005 means that none was named.
    begin_close(code == 1005 ? protocol::CloseCode::normal : static_cast<protocol::CloseCode>(code), {});
}

void WsConnection::send(const FramePtr& frame)
{
    if (!is_open()) return;
    switch (queue(deflates_ ? hub_.deflater().compressed(frame) : frame)) {
    case net::Outbox::Taken::queued:
        hub_.counters.frames_queued.fetch_add(1, std::memory_order_relaxed);
        return mark_dirty();
    case net::Outbox::Taken::dropped: hub_.counters.dropped_frames.fetch_add(1, std::memory_order_relaxed); return;
    case net::Outbox::Taken::overflow: return too_slow();
    }
}

net::Outbox::Taken WsConnection::queue(const FramePtr& frame)
{
    const auto taken = outbox_.push(frame);
    if (taken != net::Outbox::Taken::overflow || waiting_writable_) return taken;
    // One turn has made more than the bound, as when a thousand leave a lobby together. Slow is whose socket does not
    // take it, not who was not yet given any of it.
    write();
    return outbox_.push(frame);
}

void WsConnection::close(protocol::CloseCode code, std::string_view reason)
{
    if (is_open()) begin_close(code, reason);
}

void WsConnection::too_slow()
{
    if (!is_open()) return;
    ++hub_.counters.too_slow;
    // It comes back by `join` with `after_seq`; what waits for it is of no use any more.
    outbox_.drop_unsent();
    begin_close(protocol::CloseCode::too_slow, "Too slow: too much waited to be sent.");
}

void WsConnection::begin_close(protocol::CloseCode code, std::string_view reason)
{
    if (!is_open()) return;
    if (!peer_closed_) hub_.counters.closed.add(code);
    mark_closed();
    ending_ = true;
    close_at_ = std::chrono::steady_clock::now() + hub_.options().close_time;
    outbox_.push_last(close_frame(code, reason));
    mark_dirty();
    hub_.mark_ended(shared_from_this());
    wait_readable();
}

void WsConnection::mark_dirty()
{
    if (dirty_) return;
    hub_.mark_dirty(shared_from_this());
    dirty_ = true;
}

void WsConnection::flush()
{
    dirty_ = false;
    if (!finished_ && !waiting_writable_) write();
}

void WsConnection::write()
{
    if (stream_.secure()) return write_secure();
    const auto before = outbox_.bytes();
    const auto flushed = outbox_.flush(stream_.native_handle());
    count_sent(before - outbox_.bytes());
    settle(flushed, outbox_.bytes() < before);
}

std::string_view WsConnection::next_bytes(std::span<char> room)
{
    dirty_ = false;
    if (finished_ || waiting_writable_) return {};
    if (!stream_.secure()) return outbox_.next(room);
    if (stream_.tls()->waiting().empty() && !encrypt_next(room)) {
        finish();
        return {};
    }
    return stream_.tls()->waiting();
}

void WsConnection::wrote(std::size_t offered, int result)
{
    if (finished_) return;
    if (result == net::SendJob::unanswered) return write();
    if (stream_.secure()) return wrote_secure(offered, result);
    const auto before = outbox_.bytes();
    const auto flushed = outbox_.wrote(offered, result);
    count_sent(before - outbox_.bytes());
    settle(flushed, outbox_.bytes() < before);
}

bool WsConnection::encrypt_next(std::span<char> room)
{
    const auto plain = outbox_.next(room).substr(0, net::gather_bytes);
    if (plain.empty()) return true;
    if (!stream_.tls()->write(plain)) return false;
    outbox_.wrote(plain.size(), static_cast<std::ptrdiff_t>(plain.size()));
    count_sent(plain.size());
    return true;
}

void WsConnection::write_secure()
{
    const auto before = outbox_.bytes();
    for (;;) {
        const auto pushed = stream_.push();
        if (pushed == net::Stream::Pushed::blocked)
            return settle(net::Outbox::Flushed::blocked, outbox_.bytes() < before);
        if (pushed == net::Stream::Pushed::broken) return settle(net::Outbox::Flushed::broken, false);
        if (outbox_.empty()) return settle(net::Outbox::Flushed::done, true);
        if (!encrypt_next(net::Outbox::gather_room())) return settle(net::Outbox::Flushed::broken, false);
    }
}

void WsConnection::wrote_secure(std::size_t offered, int result)
{
    if (result >= 0) {
        stream_.tls()->sent(static_cast<std::size_t>(result));
        if (static_cast<std::size_t>(result) < offered) return settle(net::Outbox::Flushed::blocked, result > 0);
        return settle(outbox_.empty() ? net::Outbox::Flushed::done : net::Outbox::Flushed::more, true);
    }
    if (result == -EINTR) return settle(net::Outbox::Flushed::more, false);
    const bool blocked = result == -EAGAIN || result == -EWOULDBLOCK;
    settle(blocked ? net::Outbox::Flushed::blocked : net::Outbox::Flushed::broken, false);
}

void WsConnection::count_sent(std::size_t bytes)
{
    hub_.counters.bytes_sent.fetch_add(bytes, std::memory_order_relaxed);
}

void WsConnection::settle(net::Outbox::Flushed flushed, bool progress)
{
    switch (flushed) {
    case net::Outbox::Flushed::done:
        blocked_since_ = {};
        all_written();
        break;
    case net::Outbox::Flushed::more: write(); break;
    case net::Outbox::Flushed::blocked:
        if (blocked_since_ == Instant{} || progress) blocked_since_ = std::chrono::steady_clock::now();
        wait_writable();
        break;
    case net::Outbox::Flushed::broken: finish(); break;
    }
    // Reading stops where too much waits to be sent, be it for the rest of a turn alone.
    if (!outbox_.over_soft()) wait_readable();
}

void WsConnection::wait_writable()
{
    waiting_writable_ = true;
    stream_.async_wait(net::Socket::wait_write, [self = shared_from_this()](const boost::system::error_code& fault) {
        self->waiting_writable_ = false;
        if (fault) return self->finish();
        self->mark_dirty();
    });
}

void WsConnection::all_written()
{
    if (!ending_) return;
    if (peer_closed_) return finish();
    stream_.end_sending();
}

void WsConnection::check(Instant now)
{
    if (ending_) {
        if (now >= close_at_) finish();
        return;
    }
    const auto& options = hub_.options();
    if (blocked_since_ != Instant{}) {
        // Nothing is read of a blocked client, so it can't be judged silent; nor one whose socket has got room in this turn.
        if (waiting_writable_ && now - blocked_since_ >= options.blocked_time) too_slow();
        return;
    }
    if (now - last_received_ >= options.heartbeat * 5 / 2) {
        ++hub_.counters.silent;
        return begin_close(protocol::CloseCode::going_away, "Nothing was heard for too long.");
    }
    if (now - last_ping_ < options.heartbeat) return;
    last_ping_ = now;
    send(ping_frame());
}

void WsConnection::finish()
{
    if (std::exchange(finished_, true)) return;
    auto self = shared_from_this();
    mark_closed();
    // Also where that had failed for want of memory when it was closed; it is told once.
    if (listener_) hub_.mark_ended(self);
    stream_.close();
    place_ = {};
    hub_.remove(*this);
}

void WsConnection::tell_closed()
{
    if (auto listener = std::exchange(listener_, nullptr)) listener->on_closed();
}

} // namespace parlor::ws
