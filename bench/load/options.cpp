#include "bench/load/options.hpp"

#include <charconv>
#include <map>
#include <stdexcept>
#include <string_view>

namespace parlor::load {
namespace {

/// `--name=value` by name; whoever reads one takes it out.
class Flags {
public:
    explicit Flags(std::span<const char* const> arguments)
    {
        for (const std::string_view argument : arguments) {
            const auto equals = argument.find('=');
            if (!argument.starts_with("--") || equals == std::string_view::npos)
                throw std::invalid_argument{"not of the form --name=value: " + std::string{argument}};
            values_[std::string{argument.substr(2, equals - 2)}] = argument.substr(equals + 1);
        }
    }

    template <class Number> void take(const std::string& name, Number& into)
    {
        auto found = values_.find(name);
        if (found == values_.end()) return;
        const auto text = found->second;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), into);
        if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || into < Number{0})
            throw std::invalid_argument{"--" + name + ": not a number: " + std::string{text}};
        values_.erase(found);
    }

    void take(const std::string& name, std::chrono::duration<double>& into)
    {
        double seconds = into.count();
        take(name, seconds);
        into = std::chrono::duration<double>{seconds};
    }

    void require_empty() const
    {
        if (!values_.empty()) throw std::invalid_argument{"unknown option: --" + values_.begin()->first};
    }

private:
    std::map<std::string, std::string_view> values_;
};

void require(bool holds, const char* sentence)
{
    if (!holds) throw std::invalid_argument{sentence};
}

TrafficOptions read_traffic(TrafficKind kind, Flags& flags)
{
    TrafficOptions options{.kind = kind};
    flags.take("lobbies", options.lobbies);
    flags.take("members", options.members);
    flags.take("senders", options.senders);
    flags.take("window", options.window);
    flags.take("bytes", options.bytes);
    flags.take("warm-up", options.warm_up);
    flags.take("seconds", options.duration);
    require(options.lobbies > 0 && options.senders > 0 && options.window > 0, "nobody would send anything");
    require(options.senders <= options.members, "there are more senders than members");
    require(kind == TrafficKind::chat || options.members > 1, "data need somebody else in the lobby");
    return options;
}

ConnectOptions read_connects(Flags& flags)
{
    ConnectOptions options;
    flags.take("lobbies", options.lobbies);
    flags.take("members", options.members);
    flags.take("at-once", options.at_once);
    flags.take("warm-up", options.warm_up);
    require(options.at_once > 0 && options.members > 1, "nobody would be let in");
    require(options.warm_up < options.lobbies * options.members, "nobody would be left to measure");
    return options;
}

ScaleOptions read_scale(Flags& flags)
{
    ScaleOptions options;
    flags.take("small-lobbies", options.small_lobbies);
    flags.take("large-lobbies", options.large_lobbies);
    flags.take("large-members", options.large_members);
    flags.take("per-address", options.per_address);
    flags.take("at-once", options.at_once);
    flags.take("lines-per-second", options.lines_per_second);
    flags.take("seconds", options.chatting);
    flags.take("patience", options.patience);
    flags.take("give-up", options.give_up);
    require(options.small_lobbies + options.large_lobbies > 0 && options.large_members > 1, "nobody would come");
    require(options.per_address > 0 && options.at_once > 0, "nobody would be let in");
    require(options.lines_per_second > 0, "nothing would be said");
    require(options.give_up.count() > 0, "nobody would wait for an answer");
    return options;
}

} // namespace

Options parse_options(std::span<const char* const> arguments)
{
    if (arguments.empty()) throw std::invalid_argument{"which scenario?"};
    Flags flags{arguments.subspan(1)};
    Options options;
    flags.take("port", options.ports.plain);
    flags.take("tls-port", options.ports.tls);
    int socket_io = 0;
    flags.take("socket-io", socket_io);
    options.ports.socket_io = socket_io != 0;
    int deflate = 0;
    flags.take("deflate", deflate);
    options.ports.deflate = deflate != 0;
    flags.take("pid", options.server);
    require(options.ports.plain > 0 && options.server > 0, "--port and --pid of the server are needed");
    const std::string_view scenario = arguments.front();
    if (scenario == "chat")
        options.scenario = read_traffic(TrafficKind::chat, flags);
    else if (scenario == "relay-all")
        options.scenario = read_traffic(TrafficKind::relay_all, flags);
    else if (scenario == "relay-one")
        options.scenario = read_traffic(TrafficKind::relay_one, flags);
    else if (scenario == "connect")
        options.scenario = read_connects(flags);
    else if (scenario == "scale")
        options.scenario = read_scale(flags);
    else
        throw std::invalid_argument{"unknown scenario: " + std::string{scenario}};
    flags.require_empty();
    return options;
}

std::string usage()
{
    return R"(parlor-load: drives a server on this machine and prints what it cost as JSON. `./parlor bench` calls it.

usage: parlor-load SCENARIO --port=N --pid=N [OPTIONS]

  chat        chat lines to all members     --lobbies=1 --members=10 --senders=1 --window=1 --bytes=190
  relay-all   data to all other members     --warm-up=0.5 --seconds=1, both in seconds
  relay-one   data to one other member
  connect     members come and stay idle    --lobbies=100 --members=10 --at-once=64 --warm-up=100 members

  scale       members in lobbies of 10 and large ones, who chat and come back when the server is started anew;
              tells its phases, one JSON object a line
              --small-lobbies=100 --large-lobbies=1 --large-members=1000 --per-address=100 --at-once=256
              --lines-per-second=100 --seconds=10 of chat before the restart is asked for, --patience=240 seconds for all
              to be back, for answers and for logs, --give-up=10 seconds after which one who has no WebSocket starts anew

With --tls-port=N members speak TLS on that port; with --socket-io=1 their messages are events of socket.io;
with --deflate=1 they take compressed messages.
)";
}

} // namespace parlor::load
