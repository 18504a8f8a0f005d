#include "voicebot/media/gst_runtime.hpp"

#include <gst/gst.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#include <condition_variable>
#include <deque>
#include <malloc.h>
#include <mutex>
#include <thread>

namespace parlor::voicebot::media {
namespace {

/// The thread that stops pipelines. Lives as long as the process, because GStreamer does.
class Retirement {
public:
    static Retirement& instance()
    {
        static Retirement one;
        return one;
    }

    void add(GstElement* pipeline)
    {
        {
            std::lock_guard lock{mutex_};
            waiting_.push_back(pipeline);
        }
        changed_.notify_all();
    }

    void await()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return waiting_.empty() && !busy_; });
    }

private:
    Retirement() : thread_([this](const std::stop_token& stop) { run(stop); }) {}
    ~Retirement()
    {
        thread_.request_stop();
        changed_.notify_all();
    }

    void run(const std::stop_token& stop)
    {
        std::unique_lock lock{mutex_};
        while (true) {
            changed_.wait(lock, [&] { return stop.stop_requested() || !waiting_.empty(); });
            if (waiting_.empty()) return;
            auto* pipeline = waiting_.front();
            waiting_.pop_front();
            busy_ = true;
            lock.unlock();
            gst_element_set_state(pipeline, GST_STATE_NULL);
            gst_object_unref(pipeline);
            lock.lock();
            busy_ = false;
            changed_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<GstElement*> waiting_;
    bool busy_ = false;
    std::jthread thread_;
};

} // namespace

void start_gstreamer()
{
    static std::once_flag once;
    std::call_once(once, [] {
        // Streams come and go with threads of their own; an arena for each core and more would keep what they have freed.
        mallopt(M_ARENA_MAX, 2);
        gst_init(nullptr, nullptr);
        // Threads of streams that have ended are given back at once, not kept for others.
        g_thread_pool_set_max_unused_threads(0);
    });
}

void warm_up_gstreamer()
{
    start_gstreamer();
    for (const auto* kind : {"opusdec", "rtpopusdepay", "rtpopuspay", "rtpvp8pay", "capsfilter", "appsrc", "appsink"})
        if (auto* element = gst_element_factory_make(kind, nullptr)) gst_object_unref(gst_object_ref_sink(element));
    auto* peer = gst_element_factory_make("webrtcbin", nullptr);
    if (!peer) return;
    auto* pipeline = gst_pipeline_new(nullptr);
    gst_bin_add(GST_BIN(pipeline), peer);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    auto* caps = gst_caps_from_string("application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000");
    GObject* transceiver = nullptr;
    g_signal_emit_by_name(peer, "add-transceiver", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps, &transceiver);
    g_clear_object(&transceiver);
    gst_caps_unref(caps);
    auto* promise = gst_promise_new();
    g_signal_emit_by_name(peer, "create-offer", nullptr, promise);
    gst_promise_wait(promise);
    gst_promise_unref(promise);
    retire_pipeline(pipeline);
}

void retire_pipeline(GstElement* pipeline)
{
    Retirement::instance().add(pipeline);
}

void await_retired_pipelines()
{
    Retirement::instance().await();
}

} // namespace parlor::voicebot::media
