#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace parlor::voicebot::media {

/// One encoded frame; encoded once and shared by all peers it goes to.
struct Packet {
    std::shared_ptr<const std::vector<std::byte>> bytes;
    /// When it is to be heard or seen, on the monotonic clock that the whole process shares.
    std::chrono::nanoseconds at{0};
    std::chrono::nanoseconds length{0};
};

} // namespace parlor::voicebot::media
