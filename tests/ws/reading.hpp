#pragma once
#include "tests/support/client_frames.hpp"
#include "ws/frame_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What a FrameReader makes of some bytes.
namespace parlor::test {

/// Notes what it is told, one line each.
class NotingSink final : public ws::FrameSink {
public:
    void on_message(std::string_view text) override { note("text " + std::string{text}); }
    void on_binary_message(std::string_view bytes) override { note("binary " + std::string{bytes}); }
    void on_ping(std::string_view payload) override { note("ping " + std::string{payload}); }
    void on_pong() override { note("pong"); }
    void on_close(std::uint16_t code) override
    {
        note("close " + std::to_string(code));
        closed_ = true;
    }
    bool wants_more() const override { return !closed_; }

    std::vector<std::string> notes;

private:
    void note(std::string line) { notes.push_back(std::move(line)); }
    bool closed_ = false;
};

/// What a reader makes of some bytes, and the code of the fault that it finds (0 = none).
struct Read {
    std::vector<std::string> notes;
    std::uint16_t fault = 0;
};

/// Feeds bytes in pieces that end at the given places. With an `inflater` messages may be compressed.
inline Read read_frames(std::string bytes, const std::vector<std::size_t>& cuts = {}, std::size_t max_message = 65'536,
                        ws::Inflater* inflater = nullptr)
{
    ws::FrameReader reader{max_message, inflater};
    NotingSink sink;
    Read read;
    std::size_t from = 0;
    auto ends = cuts;
    ends.push_back(bytes.size());
    for (const auto end : ends) {
        // A copy of exactly this piece, so that reading past it is noticed by AddressSanitizer.
        std::vector<char> piece(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                                bytes.begin() + static_cast<std::ptrdiff_t>(end));
        from = end;
        if (const auto fault = reader.feed(piece, sink)) {
            read.fault = fault->code;
            break;
        }
    }
    read.notes = std::move(sink.notes);
    return read;
}

} // namespace parlor::test
