#include "voicebot/engines/http_client.hpp"

#include "voicebot/engines/http_transfer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace parlor::voicebot::engines {
namespace {

/// How long the thread sleeps at most; new requests and cancellations wake it.
constexpr int longest_sleep_ms = 1'000;

struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

void set_up_curl()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

} // namespace

class HttpClient::Worker {
public:
    explicit Worker(Loop& loop) : loop_(loop)
    {
        set_up_curl();
        multi_.reset(curl_multi_init());
        if (!multi_) throw std::runtime_error("libcurl can't be set up");
        thread_ = std::thread{[this] { run(); }};
    }

    void add(TransferPtr transfer)
    {
        {
            std::lock_guard lock{mutex_};
            added_.push_back(std::move(transfer));
        }
        curl_multi_wakeup(multi_.get());
    }
    void wake() { curl_multi_wakeup(multi_.get()); }
    void stop()
    {
        {
            std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        curl_multi_wakeup(multi_.get());
        thread_.join();
    }

private:
    void run()
    {
        while (take_new()) {
            drop_cancelled();
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            end_finished();
            curl_multi_poll(multi_.get(), nullptr, 0, sleep_ms(), nullptr);
        }
        for (auto& [handle, transfer] : open_) curl_multi_remove_handle(multi_.get(), handle);
        open_.clear();
    }

    bool take_new()
    {
        std::deque<TransferPtr> added;
        {
            std::lock_guard lock{mutex_};
            if (stopping_) return false;
            added.swap(added_);
        }
        for (auto& transfer : added) {
            if (transfer->is_cancelled()) continue;
            auto* handle = transfer->open(loop_);
            curl_multi_add_handle(multi_.get(), handle);
            open_.emplace(handle, std::move(transfer));
        }
        return true;
    }

    void drop_cancelled()
    {
        std::erase_if(open_, [this](auto& one) {
            const bool silent = one.second->check_idle();
            if (!one.second->is_cancelled() && !silent) return false;
            curl_multi_remove_handle(multi_.get(), one.first);
            return true;
        });
    }

    void end_finished()
    {
        int waiting = 0;
        while (auto* message = curl_multi_info_read(multi_.get(), &waiting)) {
            if (message->msg != CURLMSG_DONE) continue;
            const auto found = open_.find(message->easy_handle);
            const auto result = message->data.result;
            curl_multi_remove_handle(multi_.get(), message->easy_handle);
            if (found == open_.end()) continue;
            found->second->end(result);
            open_.erase(found);
        }
    }

    int sleep_ms() const
    {
        auto sleep = longest_sleep_ms;
        for (const auto& one : open_) sleep = std::min(sleep, one.second->idle_left_ms());
        return sleep;
    }

    Loop& loop_;
    std::unique_ptr<CURLM, MultiDeleter> multi_;
    std::map<CURL*, TransferPtr> open_;
    std::mutex mutex_;
    std::deque<TransferPtr> added_;
    bool stopping_ = false;
    std::thread thread_;
};

namespace {

class OpenExchange final : public HttpExchange {
public:
    OpenExchange(std::shared_ptr<HttpClient::Worker> worker, TransferPtr transfer)
        : worker_(std::move(worker)), transfer_(std::move(transfer))
    {
    }
    ~OpenExchange() override
    {
        transfer_->cancel();
        worker_->wake();
    }

private:
    std::shared_ptr<HttpClient::Worker> worker_;
    TransferPtr transfer_;
};

} // namespace

HttpClient::HttpClient(Loop& loop) : worker_(std::make_shared<Worker>(loop)) {}

HttpClient::~HttpClient()
{
    worker_->stop();
}

std::unique_ptr<HttpExchange> HttpClient::send(HttpRequest request, HttpHandler handler)
{
    auto transfer = std::make_shared<Transfer>(std::move(request), std::move(handler));
    worker_->add(transfer);
    return std::make_unique<OpenExchange>(worker_, std::move(transfer));
}

} // namespace parlor::voicebot::engines
