#include "voicebot/media/vp8_encoder.hpp"

#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

#include <stdexcept>

namespace parlor::voicebot::media {
namespace {

/// 0 … 16 in real time; higher is faster.
constexpr int fastest_useful = 8;

vpx_codec_enc_cfg_t configuration(const Vp8Settings& settings)
{
    vpx_codec_enc_cfg_t config{};
    if (vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &config, 0) != VPX_CODEC_OK)
        throw std::runtime_error("VP8 can't be set up");
    config.g_w = static_cast<unsigned>(settings.width);
    config.g_h = static_cast<unsigned>(settings.height);
    config.g_timebase = {1, settings.frames_per_second};
    config.g_threads = 1;
    config.g_lag_in_frames = 0;
    config.g_error_resilient = VPX_ERROR_RESILIENT_DEFAULT;
    config.rc_end_usage = VPX_CBR;
    config.rc_target_bitrate = static_cast<unsigned>(settings.kilobits_per_second);
    config.kf_max_dist = static_cast<unsigned>(settings.key_every);
    return config;
}

} // namespace

struct Vp8Encoder::Encoder {
    explicit Encoder(const Vp8Settings& settings)
    {
        const auto config = configuration(settings);
        if (vpx_codec_enc_init(&codec, vpx_codec_vp8_cx(), &config, 0) != VPX_CODEC_OK)
            throw std::runtime_error("VP8 can't be set up");
        vpx_codec_control(&codec, VP8E_SET_CPUUSED, fastest_useful);
    }
    ~Encoder() { vpx_codec_destroy(&codec); }
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;

    vpx_codec_ctx_t codec{};
    vpx_codec_pts_t frame = 0;
};

Vp8Encoder::Vp8Encoder(Vp8Settings settings) : encoder_(std::make_unique<Encoder>(settings)) {}

Vp8Encoder::~Vp8Encoder() = default;

std::vector<std::byte> Vp8Encoder::encode(const FrameImage& image, bool key)
{
    vpx_image_t picture{};
    // The wrapper wants one block; the planes are set by hand. libvpx only reads them.
    vpx_img_wrap(&picture, VPX_IMG_FMT_I420, static_cast<unsigned>(image.width), static_cast<unsigned>(image.height), 1,
                 const_cast<std::uint8_t*>(image.y.data()));
    picture.planes[VPX_PLANE_U] = const_cast<std::uint8_t*>(image.u.data());
    picture.planes[VPX_PLANE_V] = const_cast<std::uint8_t*>(image.v.data());
    const vpx_enc_frame_flags_t flags = key ? VPX_EFLAG_FORCE_KF : 0;
    std::vector<std::byte> bytes;
    if (vpx_codec_encode(&encoder_->codec, &picture, encoder_->frame++, 1, flags, VPX_DL_REALTIME) != VPX_CODEC_OK)
        return bytes;
    vpx_codec_iter_t at = nullptr;
    while (const auto* packet = vpx_codec_get_cx_data(&encoder_->codec, &at)) {
        if (packet->kind != VPX_CODEC_CX_FRAME_PKT) continue;
        const auto* data = static_cast<const std::byte*>(packet->data.frame.buf);
        bytes.insert(bytes.end(), data, data + packet->data.frame.sz);
    }
    return bytes;
}

} // namespace parlor::voicebot::media
