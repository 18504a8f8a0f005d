#include "bench/load/traffic.hpp"

#include "bench/load/process.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <stdexcept>

namespace parlor::load {
namespace {

constexpr std::size_t joining_at_once = 64;
constexpr std::chrono::seconds longest_silence{20};

double milliseconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double, std::milli>{time}.count();
}

boost::json::object summary(const Histogram& times)
{
    return {{"p50", milliseconds(times.percentile(0.5))}, {"p99", milliseconds(times.percentile(0.99))}};
}

std::string chat_line(std::string_view lobby, std::string_view mark)
{
    std::string text = R"({"type":"send_chat_message","id":")";
    text.append(mark).append(R"(","data":{"lobby_id":")").append(lobby);
    return text.append(R"(","client_id":")").append(mark).append(R"(","text":")").append(mark).append(" ");
}

std::string data_to(std::string_view target, std::string_view lobby, std::string_view mark)
{
    std::string text = R"({"type":"relay_data","data":{"lobby_id":")";
    text += lobby;
    if (!target.empty()) text.append(R"(","to":")").append(target);
    return text.append(R"(","topic":"bench","payload":")").append(mark).append(" ");
}

/// Nanoseconds that all threads took between two looks, and that the busiest one did. What a thread took that has ended
/// meanwhile is left out.
std::pair<double, double> spent(const std::map<pid_t, std::chrono::nanoseconds>& before,
                                const std::map<pid_t, std::chrono::nanoseconds>& after)
{
    double all = 0;
    double busiest = 0;
    for (const auto& [thread, time] : after) {
        const auto found = before.find(thread);
        const auto one = static_cast<double>((found == before.end() ? time : time - found->second).count());
        all += one;
        busiest = std::max(busiest, one);
    }
    return {all, busiest};
}

/// So many bytes that compress about as well as what people write, always the same.
std::string prose(std::size_t size)
{
    using Parts = std::array<std::string_view, 16>;
    constexpr Parts starts{"be", "co", "de", "fa", "gi",  "ho", "in", "ju",
                           "la", "me", "no", "pe", "qui", "ra", "so", "tu"};
    constexpr Parts ends{"ck", "der", "e", "fly", "ght", "ing",  "ll", "n",
                         "nd", "rs",  "s", "st",  "t",   "tion", "ve", "y"};
    std::minstd_rand random; // NOLINT(cert-msc32-c,cert-msc51-cpp): the same in each run
    std::string text;
    while (text.size() < size) {
        const auto word = random() >> 8U;
        text.append(starts[word & 15U]).append(ends[word >> 4U & 15U]).append(" ");
    }
    text.resize(size);
    return text;
}

} // namespace

Template::Template(const TrafficOptions& options, std::string_view lobby, std::string_view target)
{
    const auto blank = Mark{}.text();
    const std::string_view mark{blank.data(), blank.size()};
    text_ = options.kind == TrafficKind::chat ? chat_line(lobby, mark) : data_to(target, lobby, mark);
    constexpr std::string_view end = R"("}})";
    if (text_.size() + end.size() < options.bytes) text_ += prose(options.bytes - text_.size() - end.size());
    text_ += end;
    for (auto at = text_.find(mark); at != std::string::npos; at = text_.find(mark, at + 1)) marks_.push_back(at);
}

std::string_view Template::with(Mark mark)
{
    const auto text = mark.text();
    for (const auto at : marks_) std::ranges::copy(text, text_.begin() + static_cast<std::ptrdiff_t>(at));
    return text_;
}

Traffic::Traffic(TrafficOptions options, Ports ports, pid_t server)
    : options_(options), server_(server),
      crowd_(loop_, ports, create_lobbies(ports.plain, options.lobbies, std::max<std::size_t>(options.members, 2)),
             options.members, [this](Heard heard, std::string_view message) { hear(heard, message); })
{
}

std::size_t Traffic::hearings() const
{
    switch (options_.kind) {
    case TrafficKind::chat: return options_.members + 1;
    case TrafficKind::relay_all: return options_.members - 1;
    case TrafficKind::relay_one: return 1;
    }
    return 0;
}

void Traffic::make_slots()
{
    for (std::size_t lobby = 0; lobby < options_.lobbies; ++lobby) {
        for (std::size_t i = 0; i < options_.senders * options_.window; ++i) {
            const auto sender = i % options_.senders;
            const auto& target = crowd_.member(lobby, (sender + 1) % options_.members).id();
            auto& member = crowd_.member(lobby, sender);
            const bool to_one = options_.kind == TrafficKind::relay_one;
            slots_.push_back({&member, Template{options_, member.lobby(), to_one ? target : std::string{}}});
        }
    }
}

void Traffic::send(std::size_t index)
{
    auto& slot = slots_[index];
    slot.missing = hearings();
    slot.sent_at = Clock::now();
    ++on_their_way_;
    slot.sender->send(slot.message.with({static_cast<std::uint32_t>(index), slot.number}));
}

void Traffic::hear(Heard heard, std::string_view message)
{
    if (heard == Heard::other) return;
    const auto mark = find_mark(message, mark_hints_[static_cast<std::size_t>(heard)]);
    if (!mark || mark->slot >= slots_.size()) throw std::runtime_error{"unknown: " + std::string{message}};
    auto& slot = slots_[mark->slot];
    if (mark->number != slot.number || slot.missing == 0)
        throw std::runtime_error{"heard twice, or too late: " + std::string{message}};
    const auto time = loop_.now() - slot.sent_at;
    if (heard == Heard::ack) {
        if (measuring_) ack_times_.add(time);
    } else {
        ++deliveries_;
        if (measuring_) delivery_times_.add(time);
    }
    if (--slot.missing > 0) return;
    --on_their_way_;
    ++messages_;
    ++slot.number;
    if (!stopping_) send(mark->slot);
}

void Traffic::run_for(std::chrono::duration<double> time)
{
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
    const auto before = messages_;
    loop_.run_until([&] { return loop_.now() >= end; }, Clock::time_point::max());
    // A slow server may take longer than that for one message.
    if (!loop_.run_until([&] { return messages_ > before; }, Clock::now() + longest_silence))
        throw std::runtime_error{"messages stay away"};
}

Traffic::Snapshot Traffic::snapshot() const
{
    return {Clock::now(), cpu_times(server_), own_cpu_time(), messages_, deliveries_, crowd_.received()};
}

boost::json::object Traffic::run()
{
    crowd_.admit(options_.lobbies * options_.members, joining_at_once);
    make_slots();
    for (std::size_t i = 0; i < slots_.size(); ++i) send(i);
    run_for(options_.warm_up);

    measuring_ = true;
    const auto before = snapshot();
    run_for(options_.duration);
    const auto after = snapshot();
    measuring_ = false;

    stopping_ = true;
    if (!loop_.run_until([this] { return on_their_way_ == 0; }, Clock::now() + longest_silence))
        throw std::runtime_error{"messages were lost"};
    return figures(before, after);
}

boost::json::object Traffic::figures(const Snapshot& before, const Snapshot& after) const
{
    const std::chrono::duration<double> seconds = after.at - before.at;
    const auto messages = static_cast<double>(after.messages - before.messages);
    const auto deliveries = static_cast<double>(after.deliveries - before.deliveries);
    const auto [server_cpu, busiest] = spent(before.server_cpu, after.server_cpu);
    const auto own_cpu = static_cast<double>((after.own_cpu - before.own_cpu).count());
    boost::json::object figures{{"seconds", seconds.count()},
                                {"messages", messages},
                                {"deliveries", deliveries},
                                {"deliveries_in_all", deliveries_},
                                {"messages_per_second", messages / seconds.count()},
                                {"deliveries_per_second", deliveries / seconds.count()},
                                {"server_cpu_ns_per_delivery", server_cpu / deliveries},
                                {"server_cpu_ns_per_message", server_cpu / messages},
                                {"busiest_thread_ns_per_delivery", busiest / deliveries},
                                {"server_cpu_share", server_cpu / 1e9 / seconds.count()},
                                {"generator_cpu_ns_per_delivery", own_cpu / deliveries},
                                {"bytes_per_delivery", static_cast<double>(after.bytes - before.bytes) / deliveries},
                                {"delivery_ms", summary(delivery_times_)}};
    if (options_.kind == TrafficKind::chat) figures["ack_ms"] = summary(ack_times_);
    return figures;
}

} // namespace parlor::load
