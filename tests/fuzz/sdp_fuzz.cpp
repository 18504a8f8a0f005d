#include "tests/fuzz/fuzz.hpp"
#include "voicebot/media/gst_runtime.hpp"
#include "voicebot/media/negotiation.hpp"
#include "voicebot/media/sdp.hpp"

/// A description from another participant, as the voicebot takes it (RFC 8866, RFC 9429). The first byte says what it is and in
/// which role it comes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor::voicebot::media;
    namespace fuzz = parlor::fuzz;
    start_gstreamer();
    if (size < 1) return 0;
    const auto kind = (data[0] & 1) != 0 ? DescriptionKind::offer : DescriptionKind::answer;
    const std::string sdp{fuzz::text(data + 1, size - 1)};

    Negotiation negotiation{(data[0] & 2) != 0};
    std::int64_t number = 1;
    if ((data[0] & 4) != 0) number = negotiation.begin_offer(7);
    negotiation.remote_candidate(number, Candidate{.text = sdp});
    if (negotiation.remote_description(number, kind, sdp) == Negotiation::Verdict::apply)
        fuzz::require(negotiation.applied().size() == 1, "a candidate that came before its description waits for it");
    negotiation.remote_description(number, kind, sdp);

    if (const auto description = parse_description(kind, sdp)) payload_types(*description);
    return 0;
}
