#include "bench/load/crowd.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <numeric>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace parlor::load {
namespace {

constexpr std::chrono::seconds longest_silence{30};
/// Below what a server lets one session make in a minute by default.
constexpr std::size_t lobbies_per_session = 25;
/// 127.200.0.0: those who make lobbies come from addresses that no member has.
constexpr std::uint32_t makers = 127U << 24 | 200U << 16;

/// One question after the other over one blocking connection.
class HttpClient {
public:
    HttpClient(std::uint16_t port, std::uint32_t source) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(source);
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::system_error{errno, std::generic_category(), "bind"};
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::system_error{errno, std::generic_category(), "connect"};
    }
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient() { ::close(socket_); }

    /// The body of the answer, which must be 201.
    std::string post(std::string_view path, std::string_view token, std::string_view body)
    {
        const auto request = to_text({.method = "POST", .path = path, .token = token, .body = body});
        if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
            throw std::system_error{errno, std::generic_category(), "send"};
        std::string bytes;
        while (true) {
            char buffer[4096];
            const auto received = ::recv(socket_, buffer, sizeof buffer, 0);
            if (received <= 0) throw std::runtime_error{"no answer to " + std::string{path}};
            bytes.append(buffer, static_cast<std::size_t>(received));
            const auto answer = first_answer(bytes);
            if (!answer) continue;
            if (answer->status == 201) return std::string{answer->body};
            throw std::runtime_error{std::string{path} + ": " + std::string{answer->body}};
        }
    }

private:
    int socket_;
};

} // namespace

std::vector<std::string> create_lobbies(std::uint16_t port, std::size_t count, std::size_t capacity)
{
    const auto body = R"({"name":"bench","media":"none","capacity":)" + std::to_string(capacity) + "}";
    std::vector<std::string> ids;
    while (ids.size() < count) {
        HttpClient http{port, makers + 1 + static_cast<std::uint32_t>(ids.size() / lobbies_per_session)};
        const auto token = text_after(http.post("/api/v1/sessions", {}, "{}"), R"("token":")");
        for (std::size_t i = 0; i < lobbies_per_session && ids.size() < count; ++i)
            ids.push_back(text_after(http.post("/api/v1/lobbies", token, body), R"("lobby":{"id":")"));
    }
    return ids;
}

Crowd::Crowd(Loop& loop, Ports ports, std::vector<std::string> lobbies, std::size_t size, Hear hear)
    : loop_(loop), ports_(ports), lobbies_(std::move(lobbies)), size_(size), hear_(std::move(hear))
{
}

void Crowd::admit(std::size_t count, std::size_t at_once)
{
    wanted_ = std::min(count, lobbies_.size() * size_);
    while (members_.size() < wanted_ && members_.size() < joined_ + at_once) start_next();
    while (joined_ < wanted_) {
        const auto before = joined_;
        if (!loop_.run_until([&] { return joined_ > before; }, Clock::now() + longest_silence))
            throw std::runtime_error{"members wait in vain to be let in"};
    }
}

std::uint64_t Crowd::received() const
{
    return std::accumulate(members_.begin(), members_.end(), std::uint64_t{0},
                           [](auto sum, const auto& member) { return sum + member->received(); });
}

void Crowd::start_next()
{
    const auto& lobby = lobbies_[members_.size() / size_];
    MemberListener& listener = *this;
    members_.push_back(std::make_unique<Member>(loop_, Member::Place{ports_, lobby}, listener));
    members_.back()->start();
}

void Crowd::on_joined(Member& member, std::string_view)
{
    ++joined_;
    join_times_.add(Clock::now() - member.started_at());
    if (members_.size() < wanted_) start_next();
}

void Crowd::on_message(Member&, Heard heard, std::string_view message)
{
    hear_(heard, message);
}

} // namespace parlor::load
