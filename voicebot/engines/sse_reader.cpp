#include "voicebot/engines/sse_reader.hpp"

namespace parlor::voicebot::engines {

std::vector<std::string> SseReader::push(std::string_view bytes)
{
    std::vector<std::string> events;
    for (char c : bytes) {
        const bool second_of_pair = after_cr_ && c == '\n';
        after_cr_ = c == '\r';
        if (second_of_pair) continue;
        if (c == '\n' || c == '\r')
            take_line(events);
        else
            line_ += c;
    }
    return events;
}

void SseReader::take_line(std::vector<std::string>& events)
{
    const auto line = std::move(line_);
    line_.clear();
    if (line.empty()) {
        if (has_data_) events.push_back(std::move(data_));
        data_.clear();
        has_data_ = false;
        return;
    }
    const auto colon = line.find(':');
    if (line.substr(0, colon) != "data") return;
    auto value = colon == std::string::npos ? std::string{} : line.substr(colon + 1);
    if (value.starts_with(' ')) value.erase(0, 1);
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
}

} // namespace parlor::voicebot::engines
