#include "outbound/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>

namespace parlor::outbound {
namespace {

struct Network4 {
    std::uint32_t first;
    int bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array special4{
    Network4{ip(0, 0, 0, 0), 8},        // this network
    Network4{ip(10, 0, 0, 0), 8},       // private (RFC 1918)
    Network4{ip(100, 64, 0, 0), 10},    // shared by carriers (RFC 6598), metadata of one cloud
    Network4{ip(127, 0, 0, 0), 8},      // loopback
    Network4{ip(168, 63, 129, 16), 32}, // host services of a cloud, from every machine in it
    Network4{ip(169, 254, 0, 0), 16},   // link-local (RFC 3927), metadata of most clouds
    Network4{ip(172, 16, 0, 0), 12},    // private
    Network4{ip(192, 0, 0, 0), 24},     // protocol assignments
    Network4{ip(192, 0, 2, 0), 24},     // documentation
    Network4{ip(192, 88, 99, 0), 24},   // 6to4 relays (RFC 7526)
    Network4{ip(192, 168, 0, 0), 16},   // private
    Network4{ip(198, 18, 0, 0), 15},    // benchmarks
    Network4{ip(198, 51, 100, 0), 24},  // documentation
    Network4{ip(203, 0, 113, 0), 24},   // documentation
    Network4{ip(224, 0, 0, 0), 3},      // multicast, reserved, broadcast
};

bool is_public4(std::uint32_t address)
{
    return std::ranges::none_of(
        special4, [&](const Network4& network) { return (address ^ network.first) >> (32 - network.bits) == 0; });
}

using Bytes6 = std::array<std::uint8_t, 16>;

std::uint32_t embedded4(const Bytes6& address, std::size_t at)
{
    return ip(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool begins_with(const Bytes6& address, std::initializer_list<std::uint8_t> prefix)
{
    return std::equal(prefix.begin(), prefix.end(), address.begin());
}

bool is_public6(const Bytes6& address)
{
    if (begins_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return is_public4(embedded4(address, 12));
    if (begins_with(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return is_public4(embedded4(address, 12));
    if (begins_with(address, {0x20, 0x02})) return is_public4(embedded4(address, 2));
    // Global unicast is 2000::/3, without what is not routed in it: 2001::/23 (protocol assignments, Teredo) and the
    // documentation's 2001:db8::/32 and 3fff::/20.
    if (address[0] >> 5 != 1) return false;
    if (begins_with(address, {0x20, 0x01}) && address[2] < 2) return false;
    if (begins_with(address, {0x20, 0x01, 0x0d, 0xb8})) return false;
    return !(begins_with(address, {0x3f, 0xff}) && address[2] < 0x10);
}

} // namespace

bool is_public_address(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return is_public4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        Bytes6 bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return is_public6(bytes);
    }
    return false;
}

} // namespace parlor::outbound
