#include "voicebot/speech/sphinx_pool.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace parlor::voicebot::speech {
namespace {

/// What the loop and the workers both know of one utterance. `handler` and `cancelled` belong to the loop's thread, the rest
/// is guarded by the pool's mutex.
struct Utterance {
    SphinxSearch search;
    bool partials = false;
    TranscriptHandler handler;
    bool cancelled = false;

    audio::Pcm waiting;
    bool finished = false;
    bool dropped = false;
    bool in_work = false;
    /// Has a decoder, or the right to make one.
    bool leased = false;
    std::unique_ptr<SphinxDecoder> decoder;
    std::size_t decoded = 0;
    std::size_t told_at = 0;
    std::string told;
};

using UtterancePtr = std::shared_ptr<Utterance>;

/// What one turn of work on an utterance has brought.
struct Progress {
    std::optional<Result<Transcript>> news{};
    bool over = false;
};

} // namespace

/// The threads and what they share. Tasks that they post hold it by shared_ptr, so that the pool may go first.
class SphinxPool::Workers {
public:
    Workers(Loop& loop, SphinxPoolSettings settings) : loop_(loop), settings_(std::move(settings))
    {
        for (std::size_t i = 0; i < std::max<std::size_t>(settings_.threads, 1); ++i)
            threads_.emplace_back([this] { work(); });
    }

    void stop()
    {
        {
            std::lock_guard lock{mutex_};
            stopping_ = true;
        }
        wake_.notify_all();
        threads_.clear();
    }

    bool add(const UtterancePtr& utterance)
    {
        {
            std::lock_guard lock{mutex_};
            if (open_.size() >= settings_.utterances) {
                ++stats_.refused;
                return false;
            }
            open_.push_back(utterance);
        }
        wake_.notify_one();
        return true;
    }

    void push(const UtterancePtr& utterance, audio::PcmView samples)
    {
        {
            std::lock_guard lock{mutex_};
            utterance->waiting.insert(utterance->waiting.end(), samples.begin(), samples.end());
        }
        wake_.notify_one();
    }

    void finish(const UtterancePtr& utterance)
    {
        {
            std::lock_guard lock{mutex_};
            utterance->finished = true;
        }
        wake_.notify_one();
    }

    void drop(const UtterancePtr& utterance)
    {
        utterance->cancelled = true;
        {
            std::lock_guard lock{mutex_};
            utterance->dropped = true;
        }
        wake_.notify_one();
    }

    SphinxPoolStats stats() const
    {
        std::lock_guard lock{mutex_};
        return stats_;
    }

private:
    void work();
    UtterancePtr find_work();
    bool lease_decoder(Utterance& utterance);
    bool overflows(const audio::Pcm& waiting) const;
    void serve(std::unique_lock<std::mutex>& lock, const UtterancePtr& utterance);
    Progress advance(Utterance& utterance, const audio::Pcm& samples, bool finished);
    void close(const UtterancePtr& utterance);
    void tell(const UtterancePtr& utterance, Result<Transcript> news);

    Loop& loop_;
    const SphinxPoolSettings settings_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::list<UtterancePtr> open_;
    std::vector<std::unique_ptr<SphinxDecoder>> idle_;
    /// Utterances that have a decoder or make one.
    std::size_t leased_ = 0;
    SphinxPoolStats stats_;
    std::vector<std::jthread> threads_;
};

void SphinxPool::Workers::work()
{
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        if (auto utterance = find_work())
            serve(lock, utterance);
        else
            wake_.wait(lock);
    }
}

UtterancePtr SphinxPool::Workers::find_work()
{
    for (auto at = open_.begin(); at != open_.end(); ++at) {
        auto& utterance = **at;
        const bool due = utterance.dropped || utterance.finished || !utterance.waiting.empty();
        if (utterance.in_work || !due) continue;
        // What can't be decoded now waits, unless it has to be given up.
        const bool given_up = utterance.dropped || overflows(utterance.waiting);
        if (!given_up && !lease_decoder(utterance)) continue;
        // To the end of the queue: the others come first next time.
        open_.splice(open_.end(), open_, at);
        return open_.back();
    }
    return nullptr;
}

bool SphinxPool::Workers::overflows(const audio::Pcm& waiting) const
{
    return audio::duration(waiting.size(), audio::hearing_rate) > settings_.waiting;
}

bool SphinxPool::Workers::lease_decoder(Utterance& utterance)
{
    if (utterance.leased) return true;
    if (leased_ >= std::max<std::size_t>(settings_.decoders, 1)) return false;
    ++leased_;
    utterance.leased = true;
    if (!idle_.empty()) {
        utterance.decoder = std::move(idle_.back());
        idle_.pop_back();
    }
    return true;
}

void SphinxPool::Workers::serve(std::unique_lock<std::mutex>& lock, const UtterancePtr& utterance)
{
    if (utterance->dropped) return close(utterance);
    const auto samples = std::exchange(utterance->waiting, {});
    const bool finished = utterance->finished;
    const bool overflow = overflows(samples);
    utterance->in_work = true;
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    auto progress = overflow ? Progress{Error{.code = Errc::unavailable, .message = "Recognition can't keep up."}, true}
                             : advance(*utterance, samples, finished);
    const auto took = std::chrono::steady_clock::now() - start;
    lock.lock();
    utterance->in_work = false;
    stats_.decoding += std::chrono::duration_cast<std::chrono::microseconds>(took);
    stats_.audio += audio::duration(samples.size(), audio::hearing_rate);
    if (progress.over) {
        ++(progress.news && *progress.news ? stats_.finished : stats_.failed);
        close(utterance);
    }
    if (progress.news) tell(utterance, std::move(*progress.news));
}

Progress SphinxPool::Workers::advance(Utterance& utterance, const audio::Pcm& samples, bool finished)
{
    if (!utterance.decoder) {
        auto made = SphinxDecoder::create(settings_.model);
        if (!made) return {made.error(), true};
        utterance.decoder = std::move(*made);
    }
    if (utterance.decoded == 0)
        if (auto started = utterance.decoder->start(utterance.search); !started) return {started.error(), true};
    // Counted one too many, so that an utterance that has begun without audio counts as begun.
    utterance.decoded += samples.size() + 1;
    if (!samples.empty()) utterance.decoder->push(samples);
    if (finished) return {Transcript{utterance.decoder->finish(), true}, true};
    const auto since = audio::duration(utterance.decoded - utterance.told_at, audio::hearing_rate);
    if (!utterance.partials || since < settings_.partial_every) return {};
    utterance.told_at = utterance.decoded;
    auto text = utterance.decoder->partial();
    if (text == utterance.told) return {};
    utterance.told = text;
    return {Transcript{std::move(text), false}, false};
}

void SphinxPool::Workers::close(const UtterancePtr& utterance)
{
    if (utterance->decoder) idle_.push_back(std::move(utterance->decoder));
    if (utterance->leased) --leased_;
    open_.remove(utterance);
    // Others may have waited for the decoder.
    wake_.notify_all();
}

void SphinxPool::Workers::tell(const UtterancePtr& utterance, Result<Transcript> news)
{
    loop_.post([utterance, told = std::move(news)]() mutable {
        if (!utterance->cancelled) utterance->handler(std::move(told));
    });
}

namespace {

class PooledRecognition final : public Recognition {
public:
    PooledRecognition(std::shared_ptr<SphinxPool::Workers> workers, UtterancePtr utterance)
        : workers_(std::move(workers)), utterance_(std::move(utterance))
    {
    }
    ~PooledRecognition() override { workers_->drop(utterance_); }

    void push(audio::PcmView samples) override { workers_->push(utterance_, samples); }
    void finish() override { workers_->finish(utterance_); }

private:
    std::shared_ptr<SphinxPool::Workers> workers_;
    UtterancePtr utterance_;
};

} // namespace

SphinxPool::SphinxPool(Loop& loop, SphinxPoolSettings settings)
    : workers_(std::make_shared<Workers>(loop, std::move(settings)))
{
}

SphinxPool::~SphinxPool()
{
    workers_->stop();
}

Result<std::unique_ptr<Recognition>> SphinxPool::begin(const SphinxSearch& search, bool partials,
                                                       TranscriptHandler handler)
{
    auto utterance = std::make_shared<Utterance>();
    utterance->search = search;
    utterance->partials = partials;
    utterance->handler = std::move(handler);
    if (!workers_->add(utterance))
        return Error{.code = Errc::unavailable, .message = "Too many people speak at once to be understood."};
    return std::unique_ptr<Recognition>{std::make_unique<PooledRecognition>(workers_, std::move(utterance))};
}

void SphinxPool::warm_up(const SphinxSearch& search)
{
    auto utterance = std::make_shared<Utterance>();
    utterance->search = search;
    utterance->finished = true;
    utterance->handler = [](const Result<Transcript>& ready) {
        if (!ready) log::warning("recogniser_not_ready", {{"reason", ready.error().message}});
    };
    workers_->add(utterance);
}

SphinxPoolStats SphinxPool::stats() const
{
    return workers_->stats();
}

} // namespace parlor::voicebot::speech
