#pragma once
#include <gst/gst.h>

#include <functional>
#include <memory>

/// Ownership for GStreamer's reference-counted things; for .cpp files of this folder alone.
namespace parlor::voicebot::media {

struct Unref {
    void operator()(GstElement* element) const { gst_object_unref(element); }
    void operator()(GstPad* pad) const { gst_object_unref(pad); }
    void operator()(GstBus* bus) const { gst_object_unref(bus); }
    void operator()(GstClock* clock) const { gst_object_unref(clock); }
    void operator()(GstCaps* caps) const { gst_caps_unref(caps); }
    void operator()(GstSample* sample) const { gst_sample_unref(sample); }
    void operator()(GObject* object) const { g_object_unref(object); }
    void operator()(GError* error) const { g_error_free(error); }
    void operator()(char* text) const { g_free(text); }
};

template <class T> using Owned = std::unique_ptr<T, Unref>;

/// A GObject property that is itself an object.
inline Owned<GObject> object_property(gpointer owner, const char* name)
{
    GObject* object = nullptr;
    g_object_get(owner, name, &object, nullptr);
    return Owned<GObject>{object};
}

/// A promise that calls `then` with the reply (null where there is none) and gives itself back.
inline GstPromise* promise_then(std::function<void(const GstStructure*)> then)
{
    using Then = std::function<void(const GstStructure*)>;
    return gst_promise_new_with_change_func(
        [](GstPromise* promise, gpointer data) {
            const bool replied = gst_promise_wait(promise) == GST_PROMISE_RESULT_REPLIED;
            (*static_cast<Then*>(data))(replied ? gst_promise_get_reply(promise) : nullptr);
            gst_promise_unref(promise);
        },
        new Then(std::move(then)), [](gpointer data) { std::unique_ptr<Then>{static_cast<Then*>(data)}; });
}

} // namespace parlor::voicebot::media
