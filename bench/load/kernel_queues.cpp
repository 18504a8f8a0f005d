#include "bench/load/kernel_queues.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string_view>

namespace parlor::load {
namespace {

/// TCP_ESTABLISHED of the kernel's tcp_states.h.
constexpr unsigned established_state = 1;

/// One end's connections.
struct Ends {
    std::size_t established = 0;
    std::size_t others = 0;
    std::size_t unread = 0;
    std::uint64_t unread_bytes = 0;
    std::size_t unacknowledged = 0;
    std::uint64_t unacknowledged_bytes = 0;
    unsigned most_retries = 0;

    void add(unsigned state, std::uint64_t to_send, std::uint64_t to_read, unsigned retries)
    {
        if (state != established_state) {
            ++others;
            return;
        }
        ++established;
        unread += to_read > 0;
        unread_bytes += to_read;
        unacknowledged += to_send > 0;
        unacknowledged_bytes += to_send;
        most_retries = std::max(most_retries, retries);
    }
    std::string text(std::string_view whose) const
    {
        return std::string{whose} + " ends: " + std::to_string(established) + " established (" +
               std::to_string(unread) + " with " + std::to_string(unread_bytes) + " bytes unread, " +
               std::to_string(unacknowledged) + " with " + std::to_string(unacknowledged_bytes) +
               " bytes not acknowledged, sent again up to " + std::to_string(most_retries) + " times), " +
               std::to_string(others) + " in other states";
    }
};

std::string ends_text(unsigned short server_port)
{
    Ends server;
    Ends members;
    std::ifstream table{"/proc/net/tcp"};
    std::string line;
    std::getline(table, line);
    while (std::getline(table, line)) {
        unsigned from = 0;
        unsigned to = 0;
        unsigned state = 0;
        unsigned retries = 0;
        unsigned long to_send = 0;
        unsigned long to_read = 0;
        if (std::sscanf(line.c_str(), " %*d: %*x:%x %*x:%x %x %lx:%lx %*x:%*x %x", &from, &to, &state, &to_send,
                        &to_read, &retries) != 6)
            continue;
        if (from == server_port) server.add(state, to_send, to_read, retries);
        if (to == server_port) members.add(state, to_send, to_read, retries);
    }
    return server.text("server's") + "; " + members.text("members'");
}

/// The counters of TcpExt that tell of what was thrown away or sent again, unless they are 0.
std::string counters_text()
{
    constexpr std::array<std::string_view, 12> wanted{"TCPTimeouts",      "ListenOverflows", "TCPRcvQDrop",
                                                      "TCPBacklogDrop",   "RcvPruned",       "TCPMemoryPressures",
                                                      "TCPOFODrop",       "TCPWqueueTooBig", "TCPZeroWindowDrop",
                                                      "TCPAbortOnMemory", "TCPReqQFullDrop", "TCPFromZeroWindowAdv"};
    std::ifstream file{"/proc/net/netstat"};
    std::string names;
    std::string values;
    std::string text;
    while (std::getline(file, names) && std::getline(file, values)) {
        std::istringstream name_words{names};
        std::istringstream value_words{values};
        std::string name;
        std::string value;
        while (name_words >> name && value_words >> value)
            if (value != "0" && std::ranges::find(wanted, name) != wanted.end()) text += " " + name + " " + value;
    }
    return text;
}

/// Packets that came quicker than they were taken from a processor's input queue: softnet_stat's second column.
std::string drops_text()
{
    std::ifstream file{"/proc/net/softnet_stat"};
    std::uint64_t dropped = 0;
    for (std::string line; std::getline(file, line);) {
        unsigned of_one = 0;
        if (std::sscanf(line.c_str(), "%*x %x", &of_one) == 1) dropped += of_one;
    }
    return " packets dropped since the start " + std::to_string(dropped);
}

std::string sockstat_text()
{
    std::ifstream file{"/proc/net/sockstat"};
    std::string line;
    while (std::getline(file, line))
        if (line.starts_with("TCP:")) break;
    std::ifstream limits{"/proc/sys/net/ipv4/tcp_mem"};
    std::string allowed;
    std::getline(limits, allowed);
    return line + " (tcp_mem " + allowed + ")";
}

} // namespace

std::string kernel_queues(unsigned short server_port)
{
    return ends_text(server_port) + "; " + sockstat_text() + ";" + drops_text() + counters_text();
}

} // namespace parlor::load
