#pragma once
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace parlor::load {

/// What a client says where it takes compressed messages (RFC 7692), each compressed by itself.
inline constexpr std::string_view deflate_offer =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

/// Takes the compression off a server's messages.
class Inflater {
public:
    Inflater();
    ~Inflater();

    /// `payload` as it came in one frame (§7.2.2); what it gives is good until the next call. Throws std::runtime_error on
    /// what is no such payload.
    std::string_view inflate(std::string_view payload);

private:
    struct End {
        void operator()(z_stream_s* stream) const;
    };
    std::unique_ptr<z_stream_s, End> stream_;
    std::string room_;
};

} // namespace parlor::load
