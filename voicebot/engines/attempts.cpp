#include "voicebot/engines/attempts.hpp"

#include "base/log.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace parlor::voicebot::engines {
namespace {

/// What is kept of an error's body, to be told.
constexpr std::size_t error_bytes = 2'000;

bool repeatable(int status)
{
    return status == 408 || status == 429 || status >= 500;
}

/// The engine's own words: `error.message` as OpenAI's API has it, or whatever it sent.
std::string words_of(const std::string& body)
{
    boost::system::error_code fault;
    const auto value = boost::json::parse(body, fault);
    if (!fault && value.is_object()) {
        const auto* error = value.get_object().if_contains("error");
        const auto* message = error && error->is_object() ? error->get_object().if_contains("message") : error;
        if (message && message->is_string()) return std::string{std::string_view{message->get_string()}};
    }
    return body.substr(0, 200);
}

} // namespace

HttpRequest engine_request(const EngineSettings& settings)
{
    HttpRequest request{.url = settings.url,
                        .connect_timeout = settings.connect_timeout,
                        .idle_timeout = settings.idle_timeout,
                        .timeout = settings.timeout};
    if (!settings.key.empty()) request.headers.push_back("Authorization: Bearer " + settings.key);
    return request;
}

class Attempts::State : public std::enable_shared_from_this<State> {
public:
    State(Loop& loop, HttpClient& client, EngineSettings settings, HttpRequest request, Handler handler)
        : loop_(loop), client_(client), settings_(std::move(settings)), request_(std::move(request)),
          handler_(std::move(handler))
    {
    }

    void begin()
    {
        status_ = 0;
        fault_body_.clear();
        exchange_ = client_.send(request_, [this](std::variant<HttpBegin, HttpPiece, HttpEnd, Error> news) {
            const auto alive = shared_from_this();
            std::visit([this](auto& one) { take(one); }, news);
        });
    }
    void cancel()
    {
        over_ = true;
        exchange_.reset();
        loop_.cancel(timer_);
    }

private:
    void take(HttpBegin& head)
    {
        status_ = head.status;
        asked_wait_ = std::chrono::seconds{std::clamp<std::int64_t>(head.retry_after_s, 0, 3'600)};
    }
    void take(HttpPiece& piece)
    {
        if (good()) {
            handed_on_ = true;
            tell(std::move(piece));
        } else if (fault_body_.size() < error_bytes) {
            fault_body_ += piece.bytes;
        }
    }
    void take(HttpEnd&)
    {
        if (good()) return tell(HttpEnd{});
        const auto code = status_ == 429        ? Errc::rate_limited
                          : repeatable(status_) ? Errc::unavailable
                                                : Errc::bad_request;
        failed({.code = code,
                .message = settings_.name + " answered " + std::to_string(status_) + ": " + words_of(fault_body_)},
               repeatable(status_));
    }
    void take(Error& error)
    {
        error.message = settings_.name + ": " + error.message;
        failed(std::move(error), error.code == Errc::unavailable);
    }

    void failed(Error error, bool again)
    {
        const auto wait = std::max(settings_.retry_wait, std::chrono::duration_cast<Millis>(asked_wait_));
        if (!again || handed_on_ || tried_ >= settings_.retries || wait > settings_.longest_wait)
            return tell(std::move(error));
        ++tried_;
        log::info("engine_retried", {{"engine", settings_.name}, {"code", std::string{to_string(error.code)}}});
        timer_ = loop_.after(wait, [this] { begin(); });
    }

    bool good() const { return status_ >= 200 && status_ < 300; }
    void tell(std::variant<HttpPiece, HttpEnd, Error> news)
    {
        if (!over_) handler_(std::move(news));
    }

    Loop& loop_;
    HttpClient& client_;
    const EngineSettings settings_;
    const HttpRequest request_;
    Handler handler_;
    std::unique_ptr<HttpExchange> exchange_;
    TimerId timer_ = 0;
    int status_ = 0;
    std::chrono::seconds asked_wait_{0};
    std::string fault_body_;
    unsigned tried_ = 0;
    bool handed_on_ = false;
    bool over_ = false;
};

Attempts::Attempts(Loop& loop, HttpClient& client, EngineSettings settings, HttpRequest request, Handler handler)
    : state_(std::make_shared<State>(loop, client, std::move(settings), std::move(request), std::move(handler)))
{
    state_->begin();
}

Attempts::~Attempts()
{
    state_->cancel();
}

} // namespace parlor::voicebot::engines
