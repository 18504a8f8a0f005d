#include "bench/load/member.hpp"

#include "bench/load/inflate.hpp"
#include "bench/load/socket_io.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace parlor::load {
namespace {

Heard kind_of(std::string_view message)
{
    constexpr std::string_view start = R"({"type":")";
    if (!message.starts_with(start)) throw std::runtime_error{"not a message: " + std::string{message.substr(0, 200)}};
    const auto type = message.substr(start.size());
    if (type.starts_with(R"(entry")")) return Heard::entry;
    if (type.starts_with(R"(relayed_data")")) return Heard::relayed;
    if (type.starts_with(R"(ack")")) return Heard::ack;
    if (type.starts_with(R"(error")") || type.starts_with(R"(removed")"))
        throw std::runtime_error{"the server refused: " + std::string{message.substr(0, 400)}};
    return Heard::other;
}

/// One serves all: what it gives is dealt with before the next frame is looked at.
Inflater& inflater()
{
    static Inflater one;
    return one;
}

} // namespace

std::string text_after(std::string_view message, std::string_view before)
{
    const auto found = message.find(before);
    const auto start = found + before.size();
    const auto end = found == std::string_view::npos ? found : message.find('"', start);
    if (end == std::string_view::npos)
        throw std::runtime_error{"no " + std::string{before} + " in: " + std::string{message.substr(0, 400)}};
    return std::string{message.substr(start, end - start)};
}

Member::Member(Loop& loop, Place place, MemberListener& listener)
    : loop_(loop), place_(std::move(place)), listener_(listener)
{
}

void MemberListener::on_lost(Member&, const std::string& why)
{
    throw std::runtime_error{why};
}

void Member::set_out()
{
    const bool secure = place_.ports.tls != 0;
    line_ = Line::open(secure ? place_.ports.tls : place_.ports.plain, secure, place_.source);
    loop_.add(line_.socket(), *this);
}

void Member::lose(const std::string& why)
{
    line_ = {};
    carry_ = {};
    out_ = {};
    blocked_ = false;
    listener_.on_lost(*this, why);
}

bool Member::give_up(const std::string& why)
{
    // A client of its own would have read it by now.
    on_readable();
    if (is_connected() || !line_.is_open()) return false;
    lose(why);
    return true;
}

bool Member::end_if_silent()
{
    const auto is_silent = [this] {
        return line_.is_open() && is_connected() && heartbeat_.count() > 0 &&
               loop_.now() - heard_at_ >= heartbeat_ * 5 / 2;
    };
    if (!is_silent()) return false;
    on_readable();
    if (!is_silent()) return false;
    lose("nothing was heard for too long");
    return true;
}

const char* Member::waits_for() const
{
    if (!line_.is_open()) return "its next try";
    switch (phase_) {
    case Phase::opening_session: return "a session";
    case Phase::upgrading: return "a WebSocket";
    case Phase::joining: return "its lobby";
    case Phase::joined: break;
    }
    return "nothing";
}

void Member::come_back(std::uint64_t seq)
{
    seq_ = seq;
    try {
        set_out();
    } catch (const std::system_error& fault) {
        return lose(fault.what());
    }
    if (token_.empty()) return ask_for_session();
    ask_for_upgrade();
}

void Member::start()
{
    started_at_ = Clock::now();
    set_out();
    ask_for_session();
}

void Member::ask_for_session()
{
    phase_ = Phase::opening_session;
    write(to_text({.method = "POST", .path = "/api/v1/sessions", .token = {}, .body = "{}"}));
}

void Member::ask_for_upgrade()
{
    phase_ = Phase::upgrading;
    const auto path = place_.ports.socket_io ? std::string{socket_io::path} : "/api/v1/ws?lobby=" + place_.lobby;
    write(upgrade_text(path, token_, place_.ports.deflate ? deflate_offer : std::string_view{}));
}

void Member::send(std::string_view message)
{
    if (place_.ports.socket_io) return send_text(socket_io::packet(message));
    send_text(message);
}

void Member::send_text(std::string_view text)
{
    append_client_frame(out_, Opcode::text, text);
    write({});
}

void Member::write(std::string_view bytes)
{
    out_ += bytes;
    if (dirty_) return;
    dirty_ = true;
    loop_.flush_later(*this);
}

void Member::flush()
{
    dirty_ = false;
    if (blocked_ || out_.empty() || !line_.is_open()) return;
    try {
        out_.erase(0, line_.send(out_));
    } catch (const std::runtime_error& fault) {
        return lose(fault.what());
    }
    if (out_.empty() || line_.wants_answer()) return;
    blocked_ = true;
    loop_.want_writable(line_.socket(), *this, true);
}

void Member::on_writable()
{
    if (!blocked_) return;
    blocked_ = false;
    loop_.want_writable(line_.socket(), *this, false);
    flush();
}

void Member::on_readable()
{
    static std::array<char, 256 * 1024> buffer;
    if (!line_.is_open()) return;
    std::string_view bytes;
    try {
        bytes = {buffer.data(), line_.receive(buffer)};
    } catch (const std::runtime_error& fault) {
        return lose(fault.what());
    }
    if (!out_.empty()) write({});
    if (bytes.empty()) return;
    received_ += bytes.size();
    heard_at_ = loop_.now();
    if (carry_.empty()) {
        const auto taken = take(bytes);
        // Whoever was lost meanwhile keeps nothing of it.
        carry_ = line_.is_open() ? bytes.substr(taken) : std::string_view{};
    } else {
        // In a string of its own: a member that is lost meanwhile forgets its carry.
        auto all = std::exchange(carry_, {});
        all += bytes;
        const auto taken = take(all);
        if (line_.is_open()) carry_ = all.erase(0, taken);
    }
    if (carry_.empty() && carry_.capacity() > 4096) carry_ = {};
}

std::size_t Member::take(std::string_view bytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size() && line_.is_open()) {
        const auto rest = bytes.substr(taken);
        if (phase_ == Phase::opening_session || phase_ == Phase::upgrading) {
            const auto answer = first_answer(rest);
            if (!answer) break;
            taken += answer->size;
            on_answer(*answer);
        } else {
            const auto frame = first_frame(rest);
            if (!frame) break;
            taken += frame->size;
            on_frame(*frame);
        }
    }
    return taken;
}

void Member::on_answer(const HttpAnswer& answer)
{
    const bool opening = phase_ == Phase::opening_session;
    if (answer.status != (opening ? 201 : 101))
        return lose("status " + std::to_string(answer.status) + ": " + std::string{answer.body});
    if (opening) {
        token_ = text_after(answer.body, R"("token":")");
        return ask_for_upgrade();
    }
    if (place_.ports.deflate && answer.head.find("permessage-deflate") == std::string_view::npos)
        throw std::runtime_error{"the server does not compress"};
    phase_ = Phase::joining;
    if (!place_.ports.socket_io) send(join_message());
}

std::string Member::join_message() const
{
    auto text = R"({"type":"join","id":"join","data":{"lobby_id":")" + place_.lobby + R"(","tab":"bench")";
    if (seq_) text += R"(,"after_seq":)" + std::to_string(*seq_);
    return text + "}}";
}

void Member::on_frame(const ServerFrame& frame)
{
    switch (frame.opcode) {
    case Opcode::text: return on_payload(frame.compressed ? inflater().inflate(frame.payload) : frame.payload);
    case Opcode::ping: append_client_frame(out_, Opcode::pong, frame.payload); return write({});
    case Opcode::pong: return;
    case Opcode::close: return lose("the server closed a WebSocket");
    }
    throw std::runtime_error{"the server sent an unknown kind of frame"};
}

void Member::on_payload(std::string_view text)
{
    if (place_.ports.socket_io) return on_packet(text);
    on_text(text);
}

void Member::on_packet(std::string_view text)
{
    const auto packet = socket_io::read(text);
    switch (packet.kind) {
    case socket_io::Kind::open: return send_text(socket_io::connect);
    case socket_io::Kind::connected: return send(join_message());
    case socket_io::Kind::ping: return send_text(socket_io::pong);
    case socket_io::Kind::message: return on_text(packet.message);
    }
}

void Member::on_text(std::string_view message)
{
    const auto heard = kind_of(message);
    if (phase_ == Phase::joined) return listener_.on_message(*this, heard, message);
    if (heard != Heard::ack) return note_heartbeat(message);
    id_ = text_after(message, R"("participant":{"id":")");
    phase_ = Phase::joined;
    listener_.on_joined(*this, message);
}

void Member::note_heartbeat(std::string_view welcome)
{
    constexpr std::string_view name = R"("heartbeat_ms":)";
    const auto found = welcome.find(name);
    if (heartbeat_.count() > 0 || found == std::string_view::npos) return;
    heartbeat_ = std::chrono::milliseconds{std::strtoll(welcome.data() + found + name.size(), nullptr, 10)};
}

} // namespace parlor::load
