#include "voicebot/host/outgoing.hpp"

#include "base/log.hpp"

namespace parlor::voicebot::host {

void Outgoing::add(Line line)
{
    if (lines_.size() >= most) {
        log::warning("line_lost", {{"reason", "too many wait"}});
        lines_.pop_front();
    }
    lines_.push_back({++last_, std::move(line)});
    if (inside_) send(lines_.back());
}

void Outgoing::joined()
{
    inside_ = true;
    // A refusal that comes at once takes its line out.
    const auto all = lines_;
    for (const auto& waiting : all) send(waiting);
}

void Outgoing::send(const Waiting& waiting)
{
    std::visit(
        [&](const auto& line) {
            client_.request(line, [this, alive = std::weak_ptr{alive_}, number = waiting.number](const auto& answer) {
                if (alive.expired()) return;
                answered(number, answer ? std::optional<Error>{} : answer.error());
            });
        },
        waiting.line);
}

void Outgoing::answered(std::uint64_t number, const std::optional<Error>& error)
{
    // Nobody knows whether it arrived; the next join sends it again.
    if (error && error->code == Errc::unavailable) return;
    if (error) log::warning("line_refused", {{"code", std::string{to_string(error->code)}}, {"what", error->message}});
    std::erase_if(lines_, [&](const auto& one) { return one.number == number; });
}

} // namespace parlor::voicebot::host
