#pragma once
#include "base/result.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <charconv>
#include <string>

namespace parlor::server {

/// `ADDR:PORT`, IPv6 in brackets.
inline Result<boost::asio::ip::tcp::endpoint> parse_listen_address(const std::string& text)
{
    const auto refused = [&] { return Error{Errc::bad_request, "Not an address and port: " + text + "."}; };
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return refused();
    auto host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const auto* end = text.data() + text.size();
    const auto [after, fault] = std::from_chars(text.data() + colon + 1, end, port);
    boost::system::error_code bad;
    const auto address = boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, bad);
    if (fault != std::errc{} || after != end || bad) return refused();
    return boost::asio::ip::tcp::endpoint{address, port};
}

} // namespace parlor::server
