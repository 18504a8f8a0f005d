#include "voicebot/media/opus_encoder.hpp"

#include <opus.h>

#include <stdexcept>

namespace parlor::voicebot::media {
namespace {

/// The most that RFC 6716 §3.4 lets a frame of 20 ms have.
constexpr std::size_t most_bytes = 1'275;

} // namespace

struct OpusEncoder::Encoder {
    Encoder()
    {
        int fault = 0;
        handle = opus_encoder_create(audio::speaking_rate, 1, OPUS_APPLICATION_VOIP, &fault);
        if (!handle) throw std::runtime_error("Opus can't be set up");
    }
    ~Encoder() { opus_encoder_destroy(handle); }
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;

    ::OpusEncoder* handle;
};

OpusEncoder::OpusEncoder(OpusSettings settings) : encoder_(std::make_unique<Encoder>())
{
    opus_encoder_ctl(encoder_->handle, OPUS_SET_BITRATE(settings.bits_per_second));
    opus_encoder_ctl(encoder_->handle, OPUS_SET_COMPLEXITY(settings.complexity));
    opus_encoder_ctl(encoder_->handle, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
    opus_encoder_ctl(encoder_->handle, OPUS_SET_INBAND_FEC(1));
    opus_encoder_ctl(encoder_->handle, OPUS_SET_PACKET_LOSS_PERC(settings.loss_percent));
}

OpusEncoder::~OpusEncoder() = default;

std::vector<std::byte> OpusEncoder::encode(audio::PcmView frame)
{
    std::vector<std::byte> packet(most_bytes);
    const auto bytes = opus_encode(encoder_->handle, frame.data(), static_cast<int>(frame.size()),
                                   reinterpret_cast<unsigned char*>(packet.data()), most_bytes);
    packet.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
    return packet;
}

} // namespace parlor::voicebot::media
