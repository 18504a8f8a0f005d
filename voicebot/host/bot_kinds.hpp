#pragma once
#include "protocol/provider.hpp"
#include "voicebot/bots/bot.hpp"
#include "voicebot/host/settings.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

/// The kinds of bots that this host offers.
namespace parlor::voicebot::host {

/// A bot of some kind, with the means to give it another configuration.
struct Made {
    std::unique_ptr<bots::Bot> bot;
    /// Takes a new configuration; false where the bot has to be made anew for it.
    std::function<bool(const std::string& config)> configure;
};

/// As they are offered to the server, with schemas that fit the engines of `settings`.
std::vector<protocol::OfferedType> offered_types(const HostSettings& settings);

/// Makes a bot. `config` is JSON that the server has held against the schema; what is missing takes its default. Refuses with
/// `not_found` a type that is not offered, and with `bad_request` a configuration that is no object.
Result<Made> make_bot(const std::string& type, const std::string& name, const std::string& config,
                      bots::Workshop& workshop, bots::LobbyPort& port);

} // namespace parlor::voicebot::host
