#include "bench/load/inflate.hpp"

#include <zlib.h>

#include <stdexcept>

namespace parlor::load {
namespace {

/// More than any message of a server here.
constexpr std::size_t room = 1 << 20;
/// What a sender leaves out at the end (§7.2.1).
constexpr std::string_view tail{"\x00\x00\xff\xff", 4};

unsigned char* writable(std::string_view bytes)
{
    // zlib reads from where it might write to.
    return reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
}

} // namespace

void Inflater::End::operator()(z_stream_s* stream) const
{
    inflateEnd(stream);
    delete stream;
}

Inflater::Inflater() : room_(room, '\0')
{
    auto stream = std::make_unique<z_stream_s>();
    // Without a header of its own, by the largest window.
    if (inflateInit2(stream.get(), -15) != Z_OK) throw std::bad_alloc{};
    stream_.reset(stream.release());
}

Inflater::~Inflater() = default;

std::string_view Inflater::inflate(std::string_view payload)
{
    inflateReset(stream_.get());
    stream_->next_out = reinterpret_cast<unsigned char*>(room_.data());
    stream_->avail_out = static_cast<unsigned>(room_.size());
    for (const auto part : {payload, tail}) {
        stream_->next_in = writable(part);
        stream_->avail_in = static_cast<unsigned>(part.size());
        if (::inflate(stream_.get(), Z_SYNC_FLUSH) != Z_OK || stream_->avail_in > 0)
            throw std::runtime_error{"the server sent a message that cannot be decompressed"};
    }
    return {room_.data(), room_.size() - stream_->avail_out};
}

} // namespace parlor::load
