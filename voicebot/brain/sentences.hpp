#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace parlor::voicebot::brain {

/// Cuts a text that comes in pieces into sentences as soon as they are whole, so that speaking begins before the text ends.
/// Keeps "3.5", "e.g." and "Mr. Smith" together. A sentence that never ends is cut at 400 bytes.
class SentenceSplitter {
public:
    /// The sentences that `text` completes.
    std::vector<std::string> push(std::string_view text);
    /// What is left at the end; empty where nothing is.
    std::string finish();

private:
    std::string rest_;
};

/// Takes out what is not to be spoken: marks of Markdown, list bullets, runs of blanks.
std::string speakable(std::string_view text);

} // namespace parlor::voicebot::brain
