#pragma once
#include "voicebot/media/rtc_peer.hpp"

#include <vector>

namespace parlor::voicebot::media {

/// The rules of one pair's negotiation, without media: perfect negotiation (W3C WebRTC 1.0 §10.7) as PROTOCOL.md bounds it. The
/// impolite side makes the first offer; a number that grows with each offer marks what is outdated. This side offers once
/// at most, so it never has to roll back: impolite it ignores colliding offers, polite it has none of its own.
class Negotiation {
public:
    explicit Negotiation(bool polite) : polite_(polite) {}

    enum class Verdict {
        apply,    ///< hand the description on
        ignore,   ///< outdated, or it collides with ours
        new_start ///< another connection of theirs: this one is over
    };

    /// Numbers our offer: above all before, and not below `now_ms`, so that numbers of an earlier connection are outdated.
    std::int64_t begin_offer(std::int64_t now_ms);
    Verdict remote_description(std::int64_t negotiation, DescriptionKind kind, const std::string& sdp);
    /// The description that was to be applied is; now candidates can be. Returns those that waited.
    std::vector<Candidate> applied();
    /// True where it can be added now; what comes before its description waits inside.
    bool remote_candidate(std::int64_t negotiation, const Candidate& candidate);

    std::int64_t number() const { return number_; }

private:
    /// Bounds what a peer can make us keep.
    static constexpr std::size_t most_waiting = 64;

    struct Waiting {
        std::int64_t number;
        Candidate candidate;
    };

    const bool polite_;
    std::int64_t number_ = 0;
    bool have_local_offer_ = false;
    bool has_remote_ = false;
    std::string remote_session_;
    std::string remote_ice_;
    std::vector<Waiting> waiting_;
};

} // namespace parlor::voicebot::media
