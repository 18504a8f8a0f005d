#include "voicebot/brain/skills.hpp"

#include "voicebot/brain/summary.hpp"
#include "voicebot/brain/words.hpp"

#include <array>
#include <cstdio>

namespace parlor::voicebot::brain {
namespace {

constexpr std::int64_t most_dice = 20;
constexpr std::int64_t most_sides = 1'000;

constexpr std::array<const char*, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                              "Thursday", "Friday", "Saturday"};
constexpr std::array<const char*, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                             "July",    "August",   "September", "October", "November", "December"};

std::string duration_text(std::chrono::seconds time)
{
    std::vector<std::string> parts;
    const auto hours = std::chrono::floor<std::chrono::hours>(time);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(time - hours);
    const auto seconds = time - hours - minutes;
    if (hours.count() > 0) parts.push_back(counted(hours.count(), "hour"));
    if (minutes.count() > 0) parts.push_back(counted(minutes.count(), "minute"));
    if (seconds.count() > 0) parts.push_back(counted(seconds.count(), "second"));
    return enumerated(parts);
}

std::string zone_text(std::chrono::minutes offset)
{
    if (offset.count() == 0) return " UTC";
    std::array<char, 24> text{};
    const auto minutes = std::abs(offset.count());
    std::snprintf(text.data(), text.size(), " UTC%c%d:%02d", offset.count() < 0 ? '-' : '+',
                  static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
    return text.data();
}

} // namespace

Skills::Skills(Loop& loop, Surroundings& surroundings, Random random, SkillSettings settings)
    : loop_(loop), surroundings_(surroundings), random_(std::move(random)), settings_(std::move(settings))
{
}

Skills::~Skills()
{
    for (const auto& [id, timer] : timers_) loop_.cancel(timer);
}

std::string Skills::help() const
{
    return "Say or write " + settings_.wake_word +
           " first. Then: what time is it, what day is it, who is here. Or: roll two dice, set a timer for five "
           "minutes, "
           "summary, stop. In the chat also: poll: lunch? pizza or pasta, vote pizza, close the poll, and echo with "
           "some "
           "words.";
}

std::string Skills::time() const
{
    const auto local = surroundings_.now() + settings_.utc_offset;
    const auto minutes = std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local));
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%d:%02d", static_cast<int>(minutes.count() / 60),
                  static_cast<int>(minutes.count() % 60));
    return "It is " + std::string{text.data()} + zone_text(settings_.utc_offset) + '.';
}

std::string Skills::date() const
{
    const auto day = std::chrono::floor<std::chrono::days>(surroundings_.now() + settings_.utc_offset);
    const std::chrono::year_month_day date{day};
    const std::chrono::weekday weekday{day};
    return std::string{"Today is "} + weekdays[weekday.c_encoding()] + ", " +
           months[static_cast<unsigned>(date.month()) - 1] + ' ' + std::to_string(static_cast<unsigned>(date.day())) +
           ", " + std::to_string(static_cast<int>(date.year())) + '.';
}

std::string Skills::people() const
{
    std::vector<std::string> people;
    std::vector<std::string> bots;
    for (const auto& one : surroundings_.people()) (one.bot ? bots : people).push_back(one.name);
    if (people.empty()) return "Nobody is here but me.";
    std::string text = enumerated(people) + (people.size() == 1 ? " is here." : " are here.");
    if (!bots.empty()) text += " And of bots " + enumerated(bots) + (bots.size() == 1 ? " is here." : " are here.");
    return text;
}

std::string Skills::roll_dice(std::int64_t count, std::int64_t sides)
{
    if (count < 1 || count > most_dice) return "I can roll 1 to " + std::to_string(most_dice) + " dice.";
    if (sides < 2 || sides > most_sides) return "My dice have 2 to " + std::to_string(most_sides) + " sides.";
    std::vector<std::string> rolled;
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto value = static_cast<std::int64_t>(random_(static_cast<std::uint64_t>(sides))) + 1;
        sum += value;
        rolled.push_back(std::to_string(value));
    }
    std::string text = "I rolled " + enumerated(rolled);
    if (count > 1) text += ", " + std::to_string(sum) + " in all";
    return text + '.';
}

std::string Skills::set_timer(std::chrono::seconds time, std::string about, const std::string& who)
{
    if (time.count() < 1 || time > settings_.longest_timer)
        return "I can set timers from one second to " + duration_text(settings_.longest_timer) + '.';
    if (timers_.size() >= settings_.timers) return "Too many timers are running already.";
    const auto id = ++last_timer_;
    const auto length = duration_text(time);
    auto text = who + ", your timer for " + length + " is over";
    if (!about.empty()) text += ": " + about;
    text += '.';
    timers_[id] = loop_.after(time, [this, id, text] { ring(id, text); });
    return "I'll tell you in " + length + '.';
}

void Skills::ring(std::uint64_t timer, const std::string& text)
{
    timers_.erase(timer);
    surroundings_.announce(text);
}

std::string Skills::cancel_timers()
{
    const auto count = timers_.size();
    for (const auto& [id, timer] : timers_) loop_.cancel(timer);
    timers_.clear();
    if (count == 0) return "No timer is running.";
    return "I have cancelled " + counted(static_cast<std::int64_t>(count), "timer") + '.';
}

std::string Skills::open_poll(std::string question, std::vector<std::string> options)
{
    if (!poll_.open(std::move(question), std::move(options))) return "A poll needs 2 to 10 options.";
    std::string text = "The poll is open";
    text += poll_.question().empty() ? ": " : ". " + poll_.question() + "? ";
    std::vector<std::string> numbered;
    for (const auto& option : poll_.options())
        numbered.push_back(std::to_string(numbered.size() + 1) + " for " + option);
    return text + "Vote " + enumerated(numbered) + '.';
}

std::string Skills::vote(const PersonId& who, std::string_view option)
{
    if (!poll_.is_open()) return "There is no poll.";
    const auto taken = poll_.vote(who, option);
    if (!taken) return "There is no such option. You can vote for " + enumerated(poll_.options()) + '.';
    return "Counted for " + *taken + ". " + counted(static_cast<std::int64_t>(poll_.votes()), "vote") + " so far.";
}

std::string Skills::close_poll()
{
    if (!poll_.is_open()) return "There is no poll.";
    const auto result = poll_.result();
    poll_.close();
    return "The poll is closed. " + result;
}

std::string Skills::summary() const
{
    return summarise(surroundings_.lines());
}

} // namespace parlor::voicebot::brain
