#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory_resource>

/// How long it takes to read what comes most and what is largest. Behind a word of its own (`./parlor test soak`), since a busy
/// machine has no such figures.
namespace parlor::protocol {
namespace {

/// The shortest of many runs: the one that nothing interrupted.
template <class Message> double nanoseconds_to_read(const Message& message)
{
    const auto text = to_json(message);
    double best = 1e9;
    for (int run = 0; run < 200; ++run) {
        constexpr int times = 100;
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < times; ++i) {
            std::array<std::byte, 4096> buffer;
            std::pmr::monotonic_buffer_resource memory{buffer.data(), buffer.size()};
            JsonDocument document{&memory};
            const auto view = document.read(text);
            if (!decode<Message>(*view, "data")) return 1e9;
        }
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
        best = std::min(best, took.count() / times);
    }
    std::cout << text.size() << " bytes of " << Message::type << ": " << best << " ns\n";
    return best;
}

TEST(Reading, a_line_of_chat_takes_at_most_half_a_microsecond)
{
    SendChatMessage line;
    line.lobby_id = "evFxhJjM4LZV8LI1WBGymQ";
    line.text = "The first question is about the new house; who has seen it, and when?";
    line.client_id = "b1f7c2d4e6";

    EXPECT_LE(nanoseconds_to_read(line), 500);
}

TEST(Reading, a_session_description_of_two_kilobytes_takes_at_most_five_microseconds)
{
    RelaySessionDescription offer;
    offer.lobby_id = "evFxhJjM4LZV8LI1WBGymQ";
    offer.to = "ATdMe7iuAyAiZgHZTtgchw";
    offer.negotiation = 1'700'000'000'000;
    while (offer.description.sdp.size() < 2'000) offer.description.sdp += "a=rtpmap:111 opus/48000/2\r\n";

    EXPECT_LE(nanoseconds_to_read(offer), 5'000);
}

} // namespace
} // namespace parlor::protocol
