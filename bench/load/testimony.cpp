#include "bench/load/testimony.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

namespace parlor::load {
namespace {

std::uint64_t key_of(Mark mark)
{
    return static_cast<std::uint64_t>(mark.slot) << 32 | mark.number;
}

void agree(const std::unordered_map<std::uint64_t, std::uint64_t>& told, Mark mark, std::uint64_t seq)
{
    const auto found = told.find(key_of(mark));
    if (found != told.end() && found->second != seq)
        throw std::runtime_error{"one line is two entries: " + std::to_string(found->second) + " and " +
                                 std::to_string(seq)};
}

} // namespace

void Testimony::acknowledged(std::size_t lobby, Mark mark, std::uint64_t seq)
{
    agree(lobbies_[lobby].acknowledged, mark, seq);
    agree(lobbies_[lobby].heard, mark, seq);
    lobbies_[lobby].acknowledged[key_of(mark)] = seq;
}

void Testimony::heard(std::size_t lobby, Mark mark, std::uint64_t seq)
{
    agree(lobbies_[lobby].acknowledged, mark, seq);
    agree(lobbies_[lobby].heard, mark, seq);
    lobbies_[lobby].heard[key_of(mark)] = seq;
}

void Testimony::hear_anew()
{
    for (auto& lobby : lobbies_) lobby.heard.clear();
}

std::size_t Testimony::acknowledged() const
{
    std::size_t count = 0;
    for (const auto& lobby : lobbies_) count += lobby.acknowledged.size();
    return count;
}

std::size_t Testimony::missing() const
{
    std::size_t count = 0;
    for (const auto& lobby : lobbies_)
        for (const auto& [mark, seq] : lobby.acknowledged) count += lobby.heard.contains(mark) ? 0 : 1;
    return count;
}

std::vector<HeardEntry> entries_of(std::string_view message)
{
    constexpr std::string_view field = R"("seq":)";
    constexpr std::string_view client_id = R"("client_id":")";
    std::vector<HeardEntry> entries;
    auto at = message.find(R"("entries":[)");
    if (at == std::string_view::npos) at = message.find(R"("entry":{)");
    const auto end = message.find(R"(],"seq":)", at);
    const auto part = at == std::string_view::npos ? at : message.find(field, at);
    for (auto next = part; next < end;) {
        HeardEntry entry;
        const char* digits = message.data() + next + field.size();
        std::from_chars(digits, message.data() + message.size(), entry.seq);
        const auto after = std::min(message.find(field, next + field.size()), message.size());
        const auto own = message.substr(next, after - next);
        if (auto id = own.find(client_id); id != std::string_view::npos) {
            id += client_id.size();
            entry.mark = find_mark(own, id);
        }
        entries.push_back(entry);
        next = after == message.size() ? std::string_view::npos : after;
    }
    return entries;
}

} // namespace parlor::load
