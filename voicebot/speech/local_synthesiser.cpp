#include "voicebot/speech/local_synthesiser.hpp"

#include "voicebot/audio/resampler.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace parlor::voicebot::speech {
namespace {

/// The loop writes `cancelled` and owns `handler`; the thread that speaks reads `request` and `cancelled`.
struct Job {
    SpeechRequest request;
    SpeechHandler handler;
    std::atomic<bool> cancelled{false};
};

using JobPtr = std::shared_ptr<Job>;

class LocalSpeech final : public Speech {
public:
    explicit LocalSpeech(JobPtr job) : job_(std::move(job)) {}
    ~LocalSpeech() override { job_->cancelled = true; }

private:
    JobPtr job_;
};

} // namespace

class LocalSynthesiser::Worker {
public:
    Worker(Loop& loop, MakeEngine make) : loop_(loop), thread_([this, make] { work(*make()); }) {}

    bool add(JobPtr job, std::size_t most)
    {
        {
            std::lock_guard lock{mutex_};
            std::erase_if(jobs_, [](const JobPtr& one) { return one->cancelled.load(); });
            if (jobs_.size() >= most) return false;
            jobs_.push_back(std::move(job));
        }
        wake_.notify_one();
        return true;
    }

    void stop()
    {
        {
            std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

private:
    void work(VoiceEngine& engine)
    {
        while (auto job = next()) speak(engine, job);
    }

    JobPtr next()
    {
        std::unique_lock lock{mutex_};
        wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (stopping_) return nullptr;
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        return job;
    }

    void speak(VoiceEngine& engine, const JobPtr& job)
    {
        if (job->cancelled) return;
        std::optional<audio::Resampler> resampler;
        const auto done = engine.speak(job->request, [&](audio::PcmView samples, int rate) {
            if (job->cancelled || stopping_) return false;
            if (!resampler) resampler.emplace(rate, audio::speaking_rate);
            audio::Pcm out;
            resampler->push(samples, out);
            tell(job, std::move(out));
            return true;
        });
        if (!done) return tell(job, done.error());
        if (resampler) {
            audio::Pcm out;
            resampler->finish(out);
            tell(job, std::move(out));
        }
        tell(job, SpeechEnd{});
    }

    void tell(const JobPtr& job, std::variant<audio::Pcm, SpeechEnd, Error> news)
    {
        loop_.post([job, told = std::move(news)]() mutable {
            if (!job->cancelled) job->handler(std::move(told));
        });
    }

    Loop& loop_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<JobPtr> jobs_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

LocalSynthesiser::LocalSynthesiser(Loop& loop, MakeEngine make, LocalSynthesiserSettings settings)
    : worker_(std::make_unique<Worker>(loop, make)), settings_(settings)
{
}

LocalSynthesiser::~LocalSynthesiser()
{
    worker_->stop();
}

Result<std::unique_ptr<Speech>> LocalSynthesiser::speak(SpeechRequest request, SpeechHandler handler)
{
    if (request.text.size() > settings_.text_bytes)
        return Error{.code = Errc::too_large, .message = "The text is too long to be spoken."};
    auto job = std::make_shared<Job>();
    job->request = std::move(request);
    job->handler = std::move(handler);
    if (!worker_->add(job, settings_.queue))
        return Error{.code = Errc::unavailable, .message = "Too many answers wait to be spoken."};
    return std::unique_ptr<Speech>{std::make_unique<LocalSpeech>(std::move(job))};
}

} // namespace parlor::voicebot::speech
