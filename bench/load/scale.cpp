#include "bench/load/scale.hpp"

#include "bench/load/crowd.hpp"
#include "bench/load/kernel_queues.hpp"
#include "bench/load/process.hpp"
#include "bench/load/traffic.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>
#include <stdexcept>

namespace parlor::load {
namespace {

constexpr std::size_t small_members = 10;
constexpr std::chrono::seconds longest_silence{60};
constexpr std::chrono::seconds between_reports{10};
/// An answer that takes longer is worth a look.
constexpr std::chrono::seconds usual_answer{20};
/// For members who hear nothing any more.
constexpr std::chrono::seconds between_looks{1};
/// Presence has been told by then, and whoever reads the server's memory has read it.
constexpr std::chrono::seconds before_memory{2};
constexpr std::chrono::seconds while_memory_is_read{2};
/// What is said after all are back.
constexpr std::chrono::seconds epilogue{2};
/// The first try comes within this time, and each further one within twice the time before, as clients do it.
constexpr std::chrono::duration<double> first_try{1};
constexpr double most_doublings = 4;
/// The first of the members' addresses: 127.1.0.1.
constexpr std::uint32_t first_address = 127U << 24 | 1U << 16 | 1U;
/// More wait for the next turn: who sets out must not keep others from reading what has come for them.
constexpr int tries_per_turn = 64;
constexpr std::string_view read_id = "read";

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>{Clock::now() - start}.count();
}

double milliseconds(const Histogram& times, double share)
{
    return std::chrono::duration<double, std::milli>{times.percentile(share)}.count();
}

std::uint64_t number_after(std::string_view message, std::string_view before)
{
    const auto found = message.find(before);
    if (found == std::string_view::npos)
        throw std::runtime_error{"no " + std::string{before} + " in: " + std::string{message.substr(0, 400)}};
    return std::strtoull(message.data() + found + before.size(), nullptr, 10);
}

} // namespace

/// One member, what it has heard, and what it has said without an answer yet.
class Scale::Guest final : private MemberListener {
public:
    Guest(Scale& scale, std::uint32_t index, std::size_t lobby)
        : scale_(scale), index_(index), lobby_(lobby),
          member_(scale.loop_, {scale.ports_, scale.lobbies_[lobby], address()}, *this)
    {
    }

    void start() { member_.start(); }
    /// Sets out; the number that tells this attempt from others.
    std::uint32_t come_back()
    {
        const auto attempt = ++attempt_;
        member_.come_back(seq_);
        return attempt;
    }
    /// Lets go of that attempt; false where it has ended, or has got a WebSocket.
    bool give_up(std::uint32_t attempt)
    {
        if (attempt != attempt_ || member_.is_connected()) return false;
        return member_.give_up("no answer in time");
    }
    bool is_in() const { return in_; }
    const char* waits_for() const { return member_.waits_for(); }
    std::uint32_t index() const { return index_; }
    /// When the oldest of its lines that have no answer was said first.
    std::optional<Clock::time_point> unanswered_since() const
    {
        if (unanswered_.empty()) return {};
        return unanswered_.front().said_at;
    }
    bool end_if_silent() { return member_.end_if_silent(); }
    std::size_t lobby() const { return lobby_; }
    Clock::time_point started_at() const { return member_.started_at(); }
    /// Tries to come back since it was last in.
    std::size_t tries = 0;

    void say()
    {
        unanswered_.push_back({Mark{index_, number_++}, Clock::now()});
        send(unanswered_.back().mark);
    }
    /// Takes the answer to one of its lines: when it was said.
    Clock::time_point answered(Mark mark)
    {
        const auto at = std::ranges::find(unanswered_, mark, &Line::mark);
        if (at == unanswered_.end()) throw std::runtime_error{"an ack of what was not said, or a second one"};
        const auto said_at = at->said_at;
        unanswered_.erase(at);
        return said_at;
    }
    /// Asks for the whole log of its lobby, page by page.
    void read_back(std::uint64_t after = 0)
    {
        read_to_ = after;
        member_.send(R"({"type":"get_entries","id":"read","data":{"lobby_id":")" + member_.lobby() +
                     R"(","after_seq":)" + std::to_string(after) + R"(,"limit":100}})");
    }

private:
    struct Line {
        Mark mark;
        Clock::time_point said_at;
    };

    std::uint32_t address() const
    {
        return first_address + index_ / static_cast<std::uint32_t>(scale_.options_.per_address);
    }
    void send(Mark mark)
    {
        member_.send(Template{TrafficOptions{.kind = TrafficKind::chat}, member_.lobby(), {}}.with(mark));
    }

    void on_joined(Member&, std::string_view answer) override
    {
        if (!answer.ends_with("}}") || answer.find(R"("gap":true)") != std::string_view::npos)
            throw std::runtime_error{"more was missed than a join brings"};
        const auto entries = entries_of(answer);
        if (!known_ && !entries.empty()) seq_ = entries.front().seq - 1;
        known_ = true;
        for (const auto& entry : entries) take(entry, answer);
        const auto now = number_after(answer, R"(],"seq":)");
        if (now != seq_)
            throw std::runtime_error{"came back to entry " + std::to_string(now) + " after " + std::to_string(seq_)};
        in_ = true;
        // Whatever was not answered is said again; the server knows its client_id.
        for (const auto& line : unanswered_) send(line.mark);
        scale_.on_in(*this);
    }

    void on_message(Member&, Heard heard, std::string_view message) override
    {
        if (heard == Heard::ack) return on_ack(message);
        if (heard != Heard::entry) return;
        ++scale_.deliveries_;
        if (message.find(member_.lobby()) == std::string_view::npos)
            throw std::runtime_error{"heard of another lobby: " + std::string{message}};
        for (const auto& entry : entries_of(message)) take(entry, message);
    }

    void on_ack(std::string_view ack)
    {
        if (text_after(ack, R"("reply_to":")") != read_id) return scale_.on_acknowledged(*this, ack);
        for (const auto& entry : entries_of(ack)) {
            if (entry.seq != ++read_to_) throw std::runtime_error{"the log has a hole"};
            if (entry.mark) scale_.testimony_.heard(lobby_, *entry.mark, entry.seq);
        }
        if (ack.ends_with(R"("more":true}})")) return read_back(read_to_);
        ++scale_.read_;
    }

    void take(const HeardEntry& entry, std::string_view message)
    {
        if (entry.seq != ++seq_)
            throw std::runtime_error{"member " + std::to_string(index_) + " of lobby " + std::to_string(lobby_) +
                                     " heard entry " + std::to_string(entry.seq) + " instead of " +
                                     std::to_string(seq_) + " in: " + std::string{message.substr(0, 1'000)}};
        if (entry.mark) scale_.testimony_.heard(lobby_, *entry.mark, entry.seq);
    }

    void on_lost(Member&, const std::string& why) override
    {
        ++attempt_;
        const bool was_in = std::exchange(in_, false);
        if (was_in) --scale_.in_;
        scale_.on_lost(*this, why);
    }

    Scale& scale_;
    const std::uint32_t index_;
    const std::size_t lobby_;
    Member member_;
    bool in_ = false;
    bool known_ = false;
    std::uint64_t seq_ = 0;
    std::uint64_t read_to_ = 0;
    std::uint32_t number_ = 0;
    std::uint32_t attempt_ = 0;
    std::vector<Line> unanswered_;
};

Scale::Scale(ScaleOptions options, Ports ports, pid_t server, std::ostream& events)
    : options_(options), ports_(ports), server_(server), events_(events),
      lobbies_(create_lobbies(ports.plain, options.small_lobbies, small_members)),
      testimony_(options.small_lobbies + options.large_lobbies)
{
    const auto large = create_lobbies(ports.plain, options.large_lobbies, options.large_members);
    lobbies_.insert(lobbies_.end(), large.begin(), large.end());
    make_guests();
}

Scale::~Scale() = default;

void Scale::make_guests()
{
    for (std::size_t lobby = 0; lobby < lobbies_.size(); ++lobby) {
        const auto size = lobby < options_.small_lobbies ? small_members : options_.large_members;
        for (std::size_t i = 0; i < size; ++i)
            guests_.push_back(std::make_unique<Guest>(*this, static_cast<std::uint32_t>(guests_.size()), lobby));
    }
}

boost::json::object Scale::run()
{
    tell("held", come_in());
    run_until([] { return false; }, while_memory_is_read, nullptr);
    boost::json::object figures;
    figures["chat"] = chat();
    tell("restart", {});
    figures["return"] = come_back();
    figures["log"] = read_back();
    return figures;
}

void Scale::tell(const char* phase, boost::json::object what)
{
    what["phase"] = phase;
    events_ << what << std::endl;
}

boost::json::object Scale::come_in()
{
    const auto start = Clock::now();
    const auto cpu_before = cpu_time(server_);
    while (started_ < std::min(options_.at_once, guests_.size())) start_next();
    while (in_ < guests_.size()) {
        const auto before = in_;
        run_until([&] { return in_ > before; }, longest_silence, "members wait in vain to be let in");
    }
    const auto seconds = seconds_since(start);
    run_until([] { return false; }, before_memory, nullptr);
    const auto members = static_cast<double>(guests_.size());
    return {{"members", guests_.size()},
            {"seconds", seconds},
            {"members_per_second", members / seconds},
            {"server_cpu_ns_per_member", static_cast<double>((cpu_time(server_) - cpu_before).count()) / members},
            {"join_ms_p99", milliseconds(join_times_, 0.99)}};
}

boost::json::object Scale::progress() const
{
    boost::json::object told{{"members_in", in_}};
    if (!restarting_) return told;
    told["tries"] = tries_;
    told["turned_away"] = turned_away_;
    told["given_up"] = given_up_;
    told["silent"] = silent_;
    told["lines_unanswered"] = on_their_way_;
    told["lost_again"] = lost_ - std::min(lost_, guests_.size());
    return told;
}

void Scale::start_next()
{
    guests_[started_++]->start();
}

boost::json::object Scale::chat()
{
    talking_ = true;
    talking_since_ = Clock::now();
    const auto cpu_before = cpu_time(server_);
    run_until([] { return false; }, options_.chatting, nullptr);
    const auto seconds = seconds_since(talking_since_);
    return {{"lines_per_second", static_cast<double>(ack_times_.total()) / seconds},
            {"deliveries_per_second", static_cast<double>(deliveries_) / seconds},
            {"server_cpu_share", static_cast<double>((cpu_time(server_) - cpu_before).count()) / 1e9 / seconds},
            {"ack_ms_p50", milliseconds(ack_times_, 0.5)},
            {"ack_ms_p99", milliseconds(ack_times_, 0.99)}};
}

boost::json::object Scale::come_back()
{
    restarting_ = true;
    run_until([this] { return lost_ >= guests_.size() && in_ == guests_.size(); }, options_.patience,
              "not all came back in time");
    run_until([] { return false; }, epilogue, nullptr);
    talking_ = false;
    hear_all_answers();
    return {{"seconds_half", milliseconds(back_times_, 0.5) / 1000},
            {"seconds_99", milliseconds(back_times_, 0.99) / 1000},
            {"seconds_all", milliseconds(back_times_, 1) / 1000},
            {"tries", tries_},
            {"set_out_late_s", latest_.count()},
            {"turned_away", turned_away_},
            {"given_up", given_up_},
            {"silent", silent_},
            {"lost_again", lost_ - guests_.size()}};
}

void Scale::hear_all_answers()
{
    const auto answered = [this] { return on_their_way_ == 0; };
    run_until(answered, usual_answer, nullptr);
    if (answered()) return;
    tell("slow", {{"what", unanswered()}, {"kernel", kernel_queues(ports_.plain)}});
    run_until(answered, options_.patience, "lines stay without an answer");
}

boost::json::object Scale::read_back()
{
    const auto unheard = testimony_.missing();
    testimony_.hear_anew();
    std::size_t asked = 0;
    for (std::size_t i = 0; i < guests_.size(); ++i) {
        if (i > 0 && guests_[i]->lobby() == guests_[i - 1]->lobby()) continue;
        guests_[i]->read_back();
        ++asked;
    }
    run_until([&] { return read_ == asked; }, options_.patience, "the logs could not be read");
    const auto missing = testimony_.missing();
    if (missing > 0 || unheard > 0)
        throw std::runtime_error{std::to_string(missing) + " acknowledged lines are gone, " + std::to_string(unheard) +
                                 " were heard by nobody"};
    return {{"acknowledged", testimony_.acknowledged()}, {"missing", missing}};
}

void Scale::run_until(const std::function<bool()>& done, std::chrono::duration<double> longest, const char* fault)
{
    const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(longest);
    auto checked = [&] {
        tick();
        return done();
    };
    if (loop_.run_until(checked, deadline) || !fault) return;
    throw std::runtime_error{std::string{fault} + ": " + std::to_string(in_) + " of " + std::to_string(guests_.size()) +
                             " are in" + waiting() + unanswered() + "\n" + kernel_queues(ports_.plain)};
}

std::string Scale::waiting() const
{
    std::map<std::string_view, std::size_t> counts;
    std::map<std::size_t, std::size_t> by_lobby;
    for (const auto& guest : guests_) {
        if (guest->is_in()) continue;
        ++counts[guest->waits_for()];
        ++by_lobby[guest->lobby()];
    }
    std::string told;
    for (const auto& [what, count] : counts) told += "; " + std::to_string(count) + " wait for " + std::string{what};
    int named = 0;
    for (const auto& [lobby, count] : by_lobby)
        if (named++ < 5)
            told += (named == 1 ? ", such as " : ", ") + std::to_string(count) + " of lobby " + std::to_string(lobby);
    if (named > 5) told += " and of " + std::to_string(named - 5) + " others";
    return told;
}

std::string Scale::unanswered() const
{
    if (on_their_way_ == 0) return {};
    auto told = "; " + std::to_string(on_their_way_) + " lines without an answer, among them";
    int named = 0;
    for (const auto& guest : guests_)
        if (const auto since = guest->unanswered_since(); since && named++ < 5)
            told += " one of member " + std::to_string(guest->index()) + " (" +
                    std::to_string(static_cast<int>(seconds_since(*since))) + " s, in lobby " +
                    std::to_string(guest->lobby()) + ")";
    return told;
}

void Scale::tick()
{
    const auto now = loop_.now();
    if (now >= reported_ + between_reports) {
        reported_ = now;
        tell("progress", progress());
    }
    set_out_again(now);
    give_up_late_ones(now);
    end_silent_ones(now);
    if (!talking_) return;
    const std::chrono::duration<double> time = now - talking_since_;
    const auto due = static_cast<std::size_t>(time.count() * options_.lines_per_second);
    while (said_ < due) say_something();
}

void Scale::set_out_again(Clock::time_point now)
{
    for (int i = 0; !returns_.empty() && returns_.top().at <= now; ++i) {
        if (i == tries_per_turn) return loop_.stay_awake();
        const auto [at, guest] = returns_.top();
        returns_.pop();
        ++tries_;
        latest_ = std::max<std::chrono::duration<double>>(latest_, now - at);
        const auto late = std::chrono::duration_cast<Clock::duration>(options_.give_up);
        attempts_.push_back({now + late, guest, guest->come_back()});
    }
}

void Scale::give_up_late_ones(Clock::time_point now)
{
    while (!attempts_.empty() && attempts_.front().give_up_at <= now) {
        const auto attempt = attempts_.front();
        attempts_.pop_front();
        if (attempt.guest->give_up(attempt.number)) ++given_up_;
    }
}

void Scale::end_silent_ones(Clock::time_point now)
{
    if (now < listened_ + between_looks) return;
    listened_ = now;
    for (const auto& guest : guests_)
        if (guest->end_if_silent()) ++silent_;
}

void Scale::say_something()
{
    ++said_;
    // Who is out for the moment says nothing; the line is left out.
    auto& guest = *guests_[random_() % guests_.size()];
    if (!guest.is_in()) return;
    ++on_their_way_;
    guest.say();
}

void Scale::on_in(Guest& guest)
{
    ++in_;
    guest.tries = 0;
    if (restarting_) return back_times_.add(Clock::now() - first_lost_);
    join_times_.add(Clock::now() - guest.started_at());
    if (started_ < guests_.size()) start_next();
}

void Scale::on_lost(Guest& guest, const std::string& why)
{
    if (!restarting_) throw std::runtime_error{why};
    if (why.starts_with("status ")) ++turned_away_;
    if (guest.tries == 0 && lost_++ == 0) first_lost_ = Clock::now();
    const auto within = first_try * std::exp2(std::min(static_cast<double>(guest.tries++), most_doublings));
    std::uniform_real_distribution<double> share{0, 1};
    const auto wait = std::chrono::duration_cast<Clock::duration>(within * share(random_));
    returns_.push({Clock::now() + wait, &guest});
}

void Scale::on_acknowledged(Guest& guest, std::string_view ack)
{
    std::size_t hint = 0;
    const auto mark = find_mark(ack, hint);
    if (!mark) throw std::runtime_error{"unknown: " + std::string{ack}};
    testimony_.acknowledged(guest.lobby(), *mark, number_after(ack, R"("seq":)"));
    const auto said_at = guest.answered(*mark);
    --on_their_way_;
    if (!restarting_) ack_times_.add(Clock::now() - said_at);
}

} // namespace parlor::load
