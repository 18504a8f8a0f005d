#pragma once
#include "base/result.hpp"
#include "voicebot/audio/pcm.hpp"

#include <string>
#include <string_view>

/// WAV files in memory (RIFF, "Multimedia Programming Interface and Data Specifications 1.0", 1991).
namespace parlor::voicebot::audio {

struct Wav {
    int rate = 0;
    Pcm samples;
};

/// The bytes of a mono 16-bit file.
std::string write_wav(PcmView samples, int rate);

/// Reads uncompressed 16-bit files; of several channels the first. Sizes that a streaming writer left open (0 or all ones)
/// mean "up to the end". Refuses anything else with `bad_request`.
Result<Wav> read_wav(std::string_view bytes);

} // namespace parlor::voicebot::audio
