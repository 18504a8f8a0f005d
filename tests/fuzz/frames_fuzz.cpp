#include "tests/fuzz/fuzz.hpp"
#include "tests/ws/reading.hpp"
#include "ws/permessage_deflate.hpp"

/// The WebSocket reader (RFC 6455, RFC 7692): wherever the bytes are cut, they mean the same. The first two bytes say where, and
/// whether messages may be compressed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor;
    if (size < 2) return 0;
    const std::string bytes{fuzz::text(data + 2, size - 2)};
    const std::size_t first = bytes.empty() ? 0 : data[0] % (bytes.size() + 1);
    const std::size_t second = std::min(bytes.size(), first + data[1]);

    ws::Inflater inflater;
    auto* deflates = data[0] % 2 == 1 ? &inflater : nullptr;
    const auto whole = test::read_frames(bytes, {}, 1'000, deflates);
    const auto parts = test::read_frames(bytes, {first, second}, 1'000, deflates);

    fuzz::require(whole.fault == parts.fault, "the same fault wherever it is cut");
    fuzz::require(whole.notes == parts.notes, "the same messages wherever it is cut");
    fuzz::require(whole.fault == 0 || whole.fault == 1002 || whole.fault == 1003 || whole.fault == 1007 ||
                      whole.fault == 1009,
                  "a close code of RFC 6455 7.4.1");
    for (const auto& note : whole.notes) fuzz::require(note.size() <= 1'000 + 7, "no message above the bound");
    return 0;
}
