#include "voicebot/media/ice_urls.hpp"

#include <string_view>

namespace parlor::voicebot::media {
namespace {

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

/// The host and what follows of `scheme:host…`; RFC 7064 and 7065 have no slashes there.
std::string_view after(std::string_view url, std::string_view scheme)
{
    return url.starts_with(scheme) ? url.substr(scheme.size()) : std::string_view{};
}

} // namespace

std::vector<std::string> stun_urls(const std::vector<IceServer>& servers)
{
    std::vector<std::string> out;
    for (const auto& server : servers)
        for (const auto& url : server.urls)
            if (const auto host = after(url, "stun:"); !host.empty()) out.push_back("stun://" + std::string{host});
    return out;
}

std::vector<std::string> turn_urls(const std::vector<IceServer>& servers)
{
    std::vector<std::string> out;
    for (const auto& server : servers)
        for (const auto& url : server.urls)
            for (const std::string scheme : {"turn", "turns"}) {
                const auto host = after(url, scheme + ':');
                if (host.empty()) continue;
                out.push_back(scheme + "://" + percent_encoded(server.username) + ':' +
                              percent_encoded(server.credential) + '@' + std::string{host});
            }
    return out;
}

} // namespace parlor::voicebot::media
