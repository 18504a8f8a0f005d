#include "voicebot/engines/http_transfer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace parlor::voicebot::engines {
namespace {

/// The value of a header where it has this name; header names know no case.
std::string_view header_value(std::string_view line, std::string_view name)
{
    if (line.size() <= name.size() || line[name.size()] != ':') return {};
    for (std::size_t i = 0; i < name.size(); ++i)
        if ((line[i] | 32) != name[i]) return {};
    line.remove_prefix(name.size() + 1);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    return line;
}

} // namespace

/// What libcurl refers to while the transfer runs.
struct Transfer::Parts {
    ~Parts()
    {
        if (handle) curl_easy_cleanup(handle);
        if (form) curl_mime_free(form);
        curl_slist_free_all(headers);
    }
    CURL* handle = nullptr;
    curl_mime* form = nullptr;
    curl_slist* headers = nullptr;
};

Transfer::Transfer(HttpRequest request, HttpHandler handler)
    : request_(std::move(request)), handler_(std::move(handler)), parts_(std::make_unique<Parts>())
{
}

Transfer::~Transfer() = default;

CURL* Transfer::open(Loop& loop)
{
    loop_ = &loop;
    last_heard_ = std::chrono::steady_clock::now();
    auto* handle = parts_->handle = curl_easy_init();
    for (const auto& header : request_.headers) parts_->headers = curl_slist_append(parts_->headers, header.c_str());
    if (!request_.form.empty()) {
        parts_->form = curl_mime_init(handle);
        for (const auto& one : request_.form) {
            auto* part = curl_mime_addpart(parts_->form);
            curl_mime_name(part, one.name.c_str());
            curl_mime_data(part, one.content.data(), one.content.size());
            if (!one.file_name.empty()) curl_mime_filename(part, one.file_name.c_str());
            if (!one.type.empty()) curl_mime_type(part, one.type.c_str());
        }
        curl_easy_setopt(handle, CURLOPT_MIMEPOST, parts_->form);
    } else {
        parts_->headers = curl_slist_append(parts_->headers, "Content-Type: application/json");
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request_.body.data());
    }
    curl_easy_setopt(handle, CURLOPT_URL, request_.url.c_str());
    // An engine's address is an operator's; its answers may not send us to files or elsewhere.
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, parts_->headers);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    return handle;
}

std::size_t Transfer::take_header(char* bytes, std::size_t size, std::size_t count, void* self)
{
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line{bytes, size * count};
    transfer.last_heard_ = std::chrono::steady_clock::now();
    // A new status line: what came before was an interim answer (100).
    if (line.starts_with("HTTP/")) transfer.head_ = {};
    if (const auto seconds = header_value(line, "retry-after"); !seconds.empty())
        std::from_chars(seconds.data(), seconds.data() + seconds.size(), transfer.head_.retry_after_s);
    return line.size();
}

std::size_t Transfer::take_body(char* bytes, std::size_t size, std::size_t count, void* self)
{
    auto& transfer = *static_cast<Transfer*>(self);
    const auto length = size * count;
    transfer.last_heard_ = std::chrono::steady_clock::now();
    transfer.begin();
    transfer.received_ += length;
    if (transfer.received_ > transfer.request_.answer_bytes) {
        transfer.fail(Errc::too_large, "The answer is too long.");
        return 0;
    }
    transfer.tell(HttpPiece{std::string{bytes, length}});
    return length;
}

void Transfer::begin()
{
    if (std::exchange(begun_, true)) return;
    long status = 0;
    curl_easy_getinfo(parts_->handle, CURLINFO_RESPONSE_CODE, &status);
    head_.status = static_cast<int>(status);
    tell(head_);
}

void Transfer::end(int result)
{
    if (result != CURLE_OK) return fail(Errc::unavailable, curl_easy_strerror(static_cast<CURLcode>(result)));
    begin();
    tell(HttpEnd{});
}

int Transfer::idle_left_ms() const
{
    const auto left = last_heard_ + request_.idle_timeout - std::chrono::steady_clock::now();
    return static_cast<int>(std::max<std::int64_t>(std::chrono::ceil<Millis>(left).count(), 0));
}

bool Transfer::check_idle()
{
    if (idle_left_ms() > 0) return false;
    fail(Errc::unavailable, "Nothing has come for too long.");
    return true;
}

void Transfer::tell(std::variant<HttpBegin, HttpPiece, HttpEnd, Error> news)
{
    if (over_) return;
    over_ = std::holds_alternative<HttpEnd>(news) || std::holds_alternative<Error>(news);
    loop_->post([self = shared_from_this(), told = std::move(news)]() mutable {
        if (!self->cancelled_) self->handler_(std::move(told));
    });
}

void Transfer::fail(Errc code, std::string message)
{
    tell(Error{.code = code, .message = std::move(message)});
}

} // namespace parlor::voicebot::engines
