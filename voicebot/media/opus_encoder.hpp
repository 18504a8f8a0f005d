#pragma once
#include "base/result.hpp"
#include "voicebot/audio/pcm.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace parlor::voicebot::media {

struct OpusSettings {
    int bits_per_second = 32'000;
    /// 0 … 10; higher sounds a little better and costs more.
    int complexity = 5;
    /// Loss that the in-band error correction is made for.
    int loss_percent = 5;
};

/// Opus for voices: mono, 48 kHz, 20 ms a packet (RFC 6716), with in-band error correction. One thread.
class OpusEncoder {
public:
    explicit OpusEncoder(OpusSettings settings = {});
    ~OpusEncoder();

    /// Exactly `audio::speaking_frame` samples; an empty packet where the encoder fails.
    std::vector<std::byte> encode(audio::PcmView frame);

private:
    struct Encoder;
    std::unique_ptr<Encoder> encoder_;
};

} // namespace parlor::voicebot::media
