#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace parlor::voicebot::engines {

/// Reads the data of server-sent events (WHATWG HTML §9.2.6) from pieces of any length: lines end in LF, CR or both, several
/// `data` lines of one event are joined, comments and other fields are passed over.
class SseReader {
public:
    /// The data of the events that `bytes` complete.
    std::vector<std::string> push(std::string_view bytes);

private:
    void take_line(std::vector<std::string>& events);

    std::string line_;
    std::string data_;
    bool has_data_ = false;
    bool after_cr_ = false;
};

} // namespace parlor::voicebot::engines
