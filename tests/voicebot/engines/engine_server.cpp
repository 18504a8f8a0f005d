#include "tests/voicebot/engines/engine_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace parlor::voicebot::test {
namespace {

/// Reads one request; false where the client hung up first.
bool read_call(int socket, EngineCall& call)
{
    std::string bytes;
    std::size_t head_end = std::string::npos;
    std::size_t length = 0;
    const auto more = [&] {
        char piece[4'096];
        const auto count = recv(socket, piece, sizeof piece, 0);
        if (count <= 0) return false;
        bytes.append(piece, static_cast<std::size_t>(count));
        return true;
    };
    while ((head_end = bytes.find("\r\n\r\n")) == std::string::npos)
        if (!more()) return false;
    std::size_t at = bytes.find("\r\n");
    const auto first = bytes.substr(0, at);
    call.method = first.substr(0, first.find(' '));
    call.target = first.substr(first.find(' ') + 1, first.rfind(' ') - first.find(' ') - 1);
    while (at < head_end) {
        const auto end = bytes.find("\r\n", at + 2);
        const auto line = bytes.substr(at + 2, end - at - 2);
        auto name = line.substr(0, line.find(':'));
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
        call.headers[name] = line.substr(std::min(line.find(':') + 2, line.size()));
        at = end;
    }
    if (call.headers.count("content-length")) length = std::stoul(call.headers["content-length"]);
    if (call.headers["expect"] == "100-continue") {
        const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        send(socket, go_on.data(), go_on.size(), MSG_NOSIGNAL);
    }
    while (bytes.size() < head_end + 4 + length)
        if (!more()) return false;
    call.body = bytes.substr(head_end + 4, length);
    return true;
}

} // namespace

void EngineReply::raw(const std::string& bytes)
{
    send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void EngineReply::answer(int status, const std::string& type, const std::string& body, const std::string& more_headers)
{
    raw("HTTP/1.1 " + std::to_string(status) + " Answer\r\nContent-Type: " + type + "\r\n" + more_headers +
        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void EngineReply::begin_chunks(int status, const std::string& type)
{
    raw("HTTP/1.1 " + std::to_string(status) + " Answer\r\nContent-Type: " + type +
        "\r\nTransfer-Encoding: chunked\r\n\r\n");
}

void EngineReply::chunk(const std::string& bytes)
{
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    raw(size + bytes + "\r\n");
}

void EngineReply::end_chunks()
{
    raw("0\r\n\r\n");
}

bool EngineReply::await_hang_up()
{
    pollfd waiting{socket_, POLLIN, 0};
    char byte = 0;
    return poll(&waiting, 1, 10'000) > 0 && recv(socket_, &byte, 1, 0) <= 0;
}

struct EngineServer::State {
    explicit State(Play the_play) : play(std::move(the_play))
    {
        listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* raw = reinterpret_cast<sockaddr*>(&address);
        if (bind(listener, raw, size) != 0 || listen(listener, 64) != 0 || getsockname(listener, raw, &size) != 0)
            throw std::runtime_error("no port for the engine");
        port = ntohs(address.sin_port);
        acceptor = std::thread{[this] { accept_all(); }};
    }

    void accept_all()
    {
        for (int client = accept(listener, nullptr, nullptr); client >= 0;
             client = accept(listener, nullptr, nullptr)) {
            std::lock_guard lock{mutex};
            sockets.push_back(client);
            threads.emplace_back([this, client] { serve(client); });
        }
    }
    void serve(int client)
    {
        EngineCall call;
        while (read_call(client, call)) {
            {
                std::lock_guard lock{mutex};
                calls.push_back(call);
            }
            EngineReply reply{client};
            play(call, reply);
            call = {};
        }
    }
    void stop()
    {
        shutdown(listener, SHUT_RDWR);
        acceptor.join();
        close(listener);
        {
            std::lock_guard lock{mutex};
            for (int one : sockets) shutdown(one, SHUT_RDWR);
        }
        for (auto& thread : threads) thread.join();
        for (int one : sockets) close(one);
    }

    Play play;
    int listener = -1;
    std::uint16_t port = 0;
    mutable std::mutex mutex;
    std::vector<EngineCall> calls;
    std::vector<int> sockets;
    std::list<std::thread> threads;
    std::thread acceptor;
};

EngineServer::EngineServer(Play play) : state_(std::make_shared<State>(std::move(play))) {}

EngineServer::~EngineServer()
{
    state_->stop();
}

std::string EngineServer::url(const std::string& target) const
{
    return "http://127.0.0.1:" + std::to_string(state_->port) + target;
}

std::vector<EngineCall> EngineServer::calls() const
{
    std::lock_guard lock{state_->mutex};
    return state_->calls;
}

} // namespace parlor::voicebot::test
