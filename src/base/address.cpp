#include "base/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace parlor {

std::string client_network(std::string_view address)
{
    const std::string text{address};
    std::array<char, INET6_ADDRSTRLEN> shown{};
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        inet_ntop(AF_INET, &v4, shown.data(), shown.size());
        return std::string{shown.data()} + "/32";
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return text;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        inet_ntop(AF_INET, &v6.s6_addr[12], shown.data(), shown.size());
        return std::string{shown.data()} + "/32";
    }
    std::fill_n(&v6.s6_addr[8], 8, static_cast<unsigned char>(0));
    inet_ntop(AF_INET6, &v6, shown.data(), shown.size());
    return std::string{shown.data()} + "/64";
}

} // namespace parlor
