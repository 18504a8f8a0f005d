#pragma once
#include "voicebot/engines/http_client.hpp"

#include <atomic>

using CURL = void;

namespace parlor::voicebot::engines {

/// One request on its way through libcurl; for http_client.cpp. `cancel` and the handler belong to the loop's thread, the rest to
/// the client's.
class Transfer : public std::enable_shared_from_this<Transfer> {
public:
    Transfer(HttpRequest request, HttpHandler handler);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    void cancel() { cancelled_ = true; }
    bool is_cancelled() const { return cancelled_; }

    /// Makes the handle; it stays the transfer's.
    CURL* open(Loop& loop);
    void end(int result);
    /// True, and told, where nothing has come for too long.
    bool check_idle();
    int idle_left_ms() const;

private:
    struct Parts;

    static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self);
    void begin();
    void tell(std::variant<HttpBegin, HttpPiece, HttpEnd, Error> news);
    void fail(Errc code, std::string message);

    const HttpRequest request_;
    HttpHandler handler_;
    std::atomic<bool> cancelled_{false};
    Loop* loop_ = nullptr;
    std::unique_ptr<Parts> parts_;
    HttpBegin head_;
    bool begun_ = false;
    bool over_ = false;
    std::size_t received_ = 0;
    Instant last_heard_{};
};

using TransferPtr = std::shared_ptr<Transfer>;

} // namespace parlor::voicebot::engines
