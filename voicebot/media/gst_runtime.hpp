#pragma once

struct _GstElement;

namespace parlor::voicebot::media {

/// Sets GStreamer up, once in a process; every user of it calls this first. Any thread.
void start_gstreamer();

/// Makes a throw-away offer, so that the first peer needn't wait for plug-ins to load and keys to be made (0.3 to 1.4 s).
void warm_up_gstreamer();

/// Stops a pipeline and gives it back, on a thread for that alone: stopping joins threads and may take tens of milliseconds,
/// and may not happen on a thread of the pipeline's own. Takes the caller's reference. Any thread.
void retire_pipeline(_GstElement* pipeline);

/// Waits until everything that was retired is gone; for a clean end and for tests that count.
void await_retired_pipelines();

} // namespace parlor::voicebot::media
