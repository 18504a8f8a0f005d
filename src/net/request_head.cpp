#include "net/request_head.hpp"

#include "net/field_value.hpp"

#include <algorithm>

namespace parlor::net {
namespace {

/// RFC 3986 §3.2: a name, an IPv4 or a bracketed IPv6 address, and a port; no user.
bool is_authority(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"-._~!$&'()*+,;=:[]%"}.find(c) != std::string_view::npos;
    });
}

bool lists(const HttpRequest& request, std::string_view name, std::string_view wanted)
{
    bool found = false;
    for_each_item(join_header(request.headers, name),
                  [&](std::string_view item) { found = found || same_text(item, wanted); });
    return found;
}

int refusal_of_coding(const HttpRequest& request, HttpVersion version)
{
    if (count_header(request.headers, "Transfer-Encoding") == 0) return 0;
    if (version < 11) return 400;
    const auto codings = join_header(request.headers, "Transfer-Encoding");
    if (same_text(trimmed(codings), "chunked")) return 0;
    std::string_view last;
    std::size_t chunked = 0;
    for_each_item(codings, [&](std::string_view coding) {
        last = coding;
        if (same_text(coding, "chunked")) ++chunked;
    });
    // Unknown ones under a body whose end is known could be undone by another server; without that end nobody could.
    return same_text(last, "chunked") && chunked == 1 ? 501 : 400;
}

} // namespace

int refusal_of_head(const HttpRequest& request, HttpVersion version)
{
    const auto hosts = count_header(request.headers, "Host");
    if (hosts > 1 || (hosts == 0 && version >= 11) || !is_authority(request.header("Host"))) return 400;
    return refusal_of_coding(request, version);
}

bool to_origin_form(HttpRequest& request)
{
    const std::string_view target = request.target;
    const auto colon = target.find("://");
    const auto scheme = target.substr(0, colon);
    if (colon == std::string_view::npos || !(same_text(scheme, "http") || same_text(scheme, "https"))) return true;
    const auto rest = target.substr(colon + 3);
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string authority{rest.substr(0, end)};
    if (authority.empty() || !is_authority(authority)) return false;
    std::string origin_form{rest.substr(end)};
    if (!origin_form.starts_with('/')) origin_form.insert(0, 1, '/');
    request.target = std::move(origin_form);
    std::erase_if(request.headers, [](const auto& field) { return same_text(field.first, "Host"); });
    request.headers.emplace_back("Host", authority);
    return true;
}

bool wants_websocket(const HttpRequest& request, HttpVersion version)
{
    return version >= 11 && request.method == "GET" && lists(request, "Upgrade", "websocket") &&
           lists(request, "Connection", "upgrade");
}

} // namespace parlor::net
