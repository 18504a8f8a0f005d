// The least that serves the load generator by epoll(7) and send(2): one thread, a send for each delivery, no limits, no checks,
// nothing kept. What it takes of the processor is about what the kernel asks of any server that sends each message by itself.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";

struct Client;

struct Lobby {
    std::vector<Client*> members;
    std::uint64_t seq = 0;
};

struct Client {
    int socket = -1;
    std::string id;
    bool upgraded = false;
    std::string in;
    /// What the socket did not take.
    std::string out;
    Lobby* lobby = nullptr;
};

int epoll = -1;
std::map<int, std::unique_ptr<Client>> clients;
std::map<std::string, Lobby, std::less<>> lobbies;
std::uint64_t last_id = 0;

std::string new_id()
{
    auto id = std::to_string(++last_id);
    return std::string(22 - id.size(), 'i') + id;
}

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

void watch(Client& client, int operation, std::uint32_t events)
{
    epoll_event event{.events = events, .data = {.ptr = &client}};
    if (::epoll_ctl(epoll, operation, client.socket, &event) != 0) fail("epoll_ctl");
}

void send_bytes(Client& client, std::string_view bytes)
{
    if (client.out.empty()) {
        const auto sent = ::send(client.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent == static_cast<ssize_t>(bytes.size())) return;
        if (sent < 0 && errno != EAGAIN) return;
        bytes.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
        watch(client, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    }
    client.out += bytes;
}

void send_rest(Client& client)
{
    const auto bytes = std::exchange(client.out, {});
    watch(client, EPOLL_CTL_MOD, EPOLLIN);
    send_bytes(client, bytes);
}

/// An unmasked text frame (RFC 6455, 5.2).
std::string frame(std::string_view text)
{
    std::string bytes{'\x81'};
    const std::size_t length_bytes = text.size() < 126 ? 0 : text.size() <= 0xffff ? 2 : 8;
    bytes += static_cast<char>(length_bytes == 0 ? text.size() : length_bytes == 2 ? 126U : 127U);
    for (std::size_t i = length_bytes; i > 0; --i) bytes += static_cast<char>(text.size() >> (8 * (i - 1)));
    return bytes.append(text);
}

/// From the end of `before` to the next quotation mark.
std::string_view text_after(std::string_view text, std::string_view before)
{
    const auto found = text.find(before);
    if (found == std::string_view::npos) return {};
    const auto start = found + before.size();
    return text.substr(start, text.find('"', start) - start);
}

void answer(Client& client, std::string_view status, std::string_view body)
{
    send_bytes(client, std::string{"HTTP/1.1 "}
                           .append(status)
                           .append("\r\nContent-Type: application/json\r\nContent-Length: ")
                           .append(std::to_string(body.size()))
                           .append(end_of_head)
                           .append(body));
}

void upgrade(Client& client, std::string_view head)
{
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    const auto start = head.find(name) + name.size();
    std::string key{head.substr(start, head.find('\r', start) - start)};
    key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(key.data(), key.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> text{};
    EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(size));
    client.upgraded = true;
    client.id = new_id();
    send_bytes(client, std::string{"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                   "Sec-WebSocket-Accept: "}
                           .append(reinterpret_cast<const char*>(text.data()))
                           .append(end_of_head));
    send_bytes(client, frame(R"({"type":"welcome","data":{"heartbeat_ms":15000}})"));
}

/// Bytes of a whole request at the beginning, 0 where it is not whole.
std::size_t take_request(Client& client, std::string_view bytes)
{
    const auto head_end = bytes.find(end_of_head);
    if (head_end == std::string_view::npos) return 0;
    const auto head = bytes.substr(0, head_end + 2);
    constexpr std::string_view length_name = "Content-Length: ";
    std::size_t body = 0;
    if (const auto at = head.find(length_name); at != std::string_view::npos)
        std::from_chars(head.data() + at + length_name.size(), head.data() + head.size(), body);
    const auto size = head_end + end_of_head.size() + body;
    if (bytes.size() < size) return 0;
    if (head.starts_with("GET /api/v1/ws"))
        upgrade(client, head);
    else if (head.starts_with("POST /api/v1/sessions "))
        answer(client, "201 Created", R"({"session":{"id":")" + new_id() + R"("},"token":")" + new_id() + R"("})");
    else if (head.starts_with("POST /api/v1/lobbies ")) {
        const auto id = new_id();
        lobbies[id];
        answer(client, "201 Created", R"({"lobby":{"id":")" + id + R"("}})");
    } else
        answer(client, "404 Not Found", "{}");
    return size;
}

void ack(Client& client, std::string_view message, const std::string& data)
{
    const auto id = text_after(message, R"("id":")");
    if (id.empty()) return;
    send_bytes(client, frame(std::string{R"({"type":"ack","reply_to":")"}.append(id) + R"(","data":)" + data + "}"));
}

void on_message(Client& client, std::string_view message)
{
    const auto type = text_after(message, R"({"type":")");
    const auto lobby_id = text_after(message, R"("lobby_id":")");
    const auto found = lobbies.find(lobby_id);
    if (found == lobbies.end()) return;
    auto& lobby = found->second;
    const auto start = R"(","data":{"lobby_id":")" + std::string{lobby_id};
    if (type == "join") {
        client.lobby = &lobby;
        lobby.members.push_back(&client);
        ack(client, message,
            R"({"participant":{"id":")" + client.id + R"("},"seq":)" + std::to_string(lobby.seq) + "}");
    } else if (type == "send_chat_message") {
        const auto seq = std::to_string(++lobby.seq);
        const auto rest = message.substr(std::min(message.find(R"("client_id")"), message.size()));
        const auto entry = frame(R"({"type":"entry)" + start + R"(","entry":{"kind":"text","seq":)" + seq +
                                 R"(,"from":{"participant_id":")" + client.id + R"("},)" + std::string{rest} + "}");
        for (auto* member : lobby.members) send_bytes(*member, entry);
        ack(client, message, R"({"seq":)" + seq + "}");
    } else if (type == "relay_data") {
        const auto to = text_after(message, R"("to":")");
        const auto rest = message.substr(std::min(message.find(R"("topic")"), message.size()));
        const auto relayed =
            frame(R"({"type":"relayed_data)" + start + R"(","from":")" + client.id + R"(",)" + std::string{rest});
        for (auto* member : lobby.members)
            if (to.empty() ? member != &client : member->id == to) send_bytes(*member, relayed);
    }
}

/// Bytes of a whole frame at the beginning, 0 where it is not whole. Of a client's frames, whole messages alone.
std::size_t take_frame(Client& client, std::span<char> bytes)
{
    if (bytes.size() < 6) return 0;
    std::uint64_t length = static_cast<unsigned char>(bytes[1]) & 0x7fU;
    const std::size_t length_bytes = length < 126 ? 0 : length == 126 ? 2 : 8;
    const auto head = 2 + length_bytes + 4;
    if (bytes.size() < head) return 0;
    if (length_bytes > 0) length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8 | static_cast<unsigned char>(bytes[2 + i]);
    if (bytes.size() - head < length) return 0;
    const auto payload = bytes.subspan(head, length);
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ bytes[head - 4 + (i & 3U)]);
    if ((bytes[0] & 0x0f) == 1) on_message(client, {payload.data(), payload.size()});
    return head + length;
}

void leave(Client& client)
{
    if (client.lobby) std::erase(client.lobby->members, &client);
    ::close(client.socket);
    clients.erase(client.socket);
}

void on_readable(Client& client)
{
    static std::array<char, 256 * 1024> room;
    const auto received = ::recv(client.socket, room.data(), room.size(), MSG_DONTWAIT);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) return leave(client);
    std::span<char> bytes{room.data(), static_cast<std::size_t>(received)};
    std::string joined;
    if (!client.in.empty()) {
        joined = std::exchange(client.in, {}).append(bytes.data(), bytes.size());
        bytes = joined;
    }
    while (!bytes.empty()) {
        const auto taken =
            client.upgraded ? take_frame(client, bytes) : take_request(client, {bytes.data(), bytes.size()});
        if (taken == 0) break;
        bytes = bytes.subspan(taken);
    }
    client.in.assign(bytes.data(), bytes.size());
}

void accept_all(int listener)
{
    const int on = 1;
    for (int socket = 0; (socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto& client = clients[socket] = std::make_unique<Client>();
        client->socket = socket;
        watch(*client, EPOLL_CTL_ADD, EPOLLIN);
    }
}

int listen_anywhere()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 1024) != 0)
        fail("listen");
    if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
    std::cout << "listening on http://127.0.0.1:" << ntohs(address.sin_port) << std::endl;
    return listener;
}

} // namespace

int main()
{
    epoll = ::epoll_create1(EPOLL_CLOEXEC);
    const int listener = listen_anywhere();
    epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) fail("epoll_ctl");
    std::array<epoll_event, 512> events{};
    while (true) {
        const int count = ::epoll_wait(epoll, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            auto* client = static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
            if (!client) {
                accept_all(listener);
                continue;
            }
            if (events[static_cast<std::size_t>(i)].events & EPOLLOUT) send_rest(*client);
            on_readable(*client);
        }
    }
}
