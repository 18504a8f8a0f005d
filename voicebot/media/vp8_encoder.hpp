#pragma once
#include "voicebot/media/frame_image.hpp"

#include <memory>

namespace parlor::voicebot::media {

struct Vp8Settings {
    int width = 320;
    int height = 240;
    int frames_per_second = 15;
    int kilobits_per_second = 250;
    /// Frames between key frames that nobody asked for.
    int key_every = 150;
};

/// VP8 for calls (RFC 6386): no look-ahead, fastest settings. One thread.
class Vp8Encoder {
public:
    explicit Vp8Encoder(Vp8Settings settings = {});
    ~Vp8Encoder();

    /// Encodes the next picture, as a key frame where `key`; empty where the encoder dropped it to keep its rate.
    std::vector<std::byte> encode(const FrameImage& image, bool key);

private:
    struct Encoder;
    std::unique_ptr<Encoder> encoder_;
};

} // namespace parlor::voicebot::media
