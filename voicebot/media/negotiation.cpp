#include "voicebot/media/negotiation.hpp"

#include <algorithm>
#include <string_view>

namespace parlor::voicebot::media {
namespace {

/// The rest of the first line that begins so.
std::string_view line(std::string_view sdp, std::string_view begin)
{
    for (std::size_t at = 0; at < sdp.size();) {
        const auto end = std::min(sdp.find_first_of("\r\n", at), sdp.size());
        const auto text = sdp.substr(at, end - at);
        if (text.starts_with(begin)) return text.substr(begin.size());
        at = end + 1;
    }
    return {};
}

/// The session id of the origin, its second word (RFC 8866 §5.2): one per connection.
std::string_view session_of(std::string_view sdp)
{
    const auto origin = line(sdp, "o=");
    const auto blank = origin.find(' ');
    if (blank == std::string_view::npos) return {};
    const auto rest = origin.substr(blank + 1);
    return rest.substr(0, rest.find(' '));
}

} // namespace

std::int64_t Negotiation::begin_offer(std::int64_t now_ms)
{
    number_ = std::max(number_ + 1, now_ms);
    have_local_offer_ = true;
    return number_;
}

Negotiation::Verdict Negotiation::remote_description(std::int64_t negotiation, DescriptionKind kind,
                                                     const std::string& sdp)
{
    const bool offer = kind == DescriptionKind::offer;
    const auto session = session_of(sdp);
    const auto ice = line(sdp, "a=ice-ufrag:");
    if (!remote_session_.empty() && session != remote_session_) return Verdict::new_start;
    if (negotiation < number_) return Verdict::ignore;
    if (!offer && (negotiation != number_ || !have_local_offer_)) return Verdict::ignore;
    if (offer && have_local_offer_) {
        if (!polite_) return Verdict::ignore;
        return Verdict::new_start;
    }
    // webrtcbin 1.22 can't restart ICE; a new connection does the same.
    if (offer && !remote_ice_.empty() && ice != remote_ice_) return Verdict::new_start;
    number_ = negotiation;
    have_local_offer_ = false;
    has_remote_ = false;
    remote_session_ = session;
    remote_ice_ = ice;
    return Verdict::apply;
}

std::vector<Candidate> Negotiation::applied()
{
    has_remote_ = true;
    std::vector<Candidate> due;
    for (auto& one : waiting_)
        if (one.number == number_) due.push_back(std::move(one.candidate));
    std::erase_if(waiting_, [this](const Waiting& one) { return one.number <= number_; });
    return due;
}

bool Negotiation::remote_candidate(std::int64_t negotiation, const Candidate& candidate)
{
    if (negotiation < number_) return false;
    if (negotiation == number_ && has_remote_) return true;
    if (waiting_.size() < most_waiting) waiting_.push_back({negotiation, candidate});
    return false;
}

} // namespace parlor::voicebot::media
