#include "tests/fuzz/fuzz.hpp"
#include "voicebot/audio/wav.hpp"
#include "voicebot/engines/sse_reader.hpp"

#include <algorithm>

/// What engines answer: server-sent events, cut anywhere, and WAV. The first byte says where it is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor::voicebot;
    namespace fuzz = parlor::fuzz;
    if (size < 1) return 0;
    const auto bytes = fuzz::text(data + 1, size - 1);
    const auto cut = std::min<std::size_t>(data[0], bytes.size());

    engines::SseReader whole;
    engines::SseReader parts;
    auto events = parts.push(bytes.substr(0, cut));
    for (auto& event : parts.push(bytes.substr(cut))) events.push_back(std::move(event));
    fuzz::require(whole.push(bytes) == events, "the same events wherever they are cut");

    if (const auto wav = audio::read_wav(bytes)) {
        fuzz::require(wav->samples.size() <= bytes.size() / 2, "no more samples than bytes for them");
        const auto again = audio::read_wav(audio::write_wav(wav->samples, wav->rate));
        fuzz::require(again && again->samples == wav->samples, "what is written is the same when it is read");
    }
    return 0;
}
