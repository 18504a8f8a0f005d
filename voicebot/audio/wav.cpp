#include "voicebot/audio/wav.hpp"

#include <algorithm>

namespace parlor::voicebot::audio {
namespace {

void append_number(std::string& out, std::uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t length)
{
    std::uint32_t value = 0;
    for (std::size_t i = length; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

Error no_wav(std::string what)
{
    return {.code = Errc::bad_request, .message = "Not a WAV file that can be read: " + std::move(what)};
}

struct Format {
    std::size_t channels = 0;
    int rate = 0;
};

Result<Format> read_format(std::string_view chunk)
{
    constexpr std::uint32_t pcm = 1;
    constexpr std::uint32_t extensible = 0xFFFE;
    if (chunk.size() < 16) return no_wav("its format is cut off.");
    const auto tag = number_at(chunk, 0, 2);
    if (tag != pcm && tag != extensible) return no_wav("it is compressed.");
    if (number_at(chunk, 14, 2) != 16) return no_wav("its samples don't have 16 bits.");
    const Format format{.channels = number_at(chunk, 2, 2), .rate = static_cast<int>(number_at(chunk, 4, 4))};
    if (format.channels == 0 || format.rate < 1'000 || format.rate > 384'000)
        return no_wav("its format is impossible.");
    return format;
}

Pcm first_channel(std::string_view data, std::size_t channels)
{
    Pcm samples(data.size() / (2 * channels));
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<Sample>(number_at(data, i * 2 * channels, 2));
    return samples;
}

} // namespace

std::string write_wav(PcmView samples, int rate)
{
    const auto bytes = static_cast<std::uint32_t>(samples.size() * sizeof(Sample));
    std::string out;
    out.reserve(44 + bytes);
    out += "RIFF";
    append_number(out, 36 + bytes, 4);
    out += "WAVEfmt ";
    append_number(out, 16, 4);
    append_number(out, 1, 2); // uncompressed
    append_number(out, 1, 2); // channels
    append_number(out, static_cast<std::uint32_t>(rate), 4);
    append_number(out, static_cast<std::uint32_t>(rate) * 2, 4); // bytes a second
    append_number(out, 2, 2);                                    // bytes of all channels' samples
    append_number(out, 16, 2);                                   // bits of a sample
    out += "data";
    append_number(out, bytes, 4);
    for (auto sample : samples) append_number(out, static_cast<std::uint16_t>(sample), 2);
    return out;
}

Result<Wav> read_wav(std::string_view bytes)
{
    if (bytes.size() < 12 || bytes.substr(0, 4) != "RIFF" || bytes.substr(8, 4) != "WAVE")
        return no_wav("it doesn't begin like one.");
    Format format;
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const auto name = bytes.substr(at, 4);
        const std::size_t told = number_at(bytes, at + 4, 4);
        at += 8;
        const bool open_end = name == "data" && (told == 0 || told == 0xFFFF'FFFF);
        const auto chunk = bytes.substr(at, open_end ? std::string_view::npos : told);
        if (name == "fmt ") {
            auto read = read_format(chunk);
            if (!read) return read.error();
            format = *read;
        } else if (name == "data") {
            if (format.rate == 0) return no_wav("its format is missing.");
            return Wav{format.rate, first_channel(chunk, format.channels)};
        }
        at += chunk.size() + chunk.size() % 2;
    }
    return no_wav("it has no sound.");
}

} // namespace parlor::voicebot::audio
