#pragma once
#include "base/log.hpp"
#include "base/result.hpp"
#include "voicebot/engines/engine_settings.hpp"
#include "voicebot/mcp/server.hpp"

#include <string>
#include <variant>
#include <vector>

namespace parlor::voicebot::host {

/// A speaking engine over HTTP and the rate of the sound that it sends.
struct SpeechEngine {
    engines::EngineSettings engine;
    int rate = 24'000;
};

/// What the process is told at its start.
struct HostSettings {
    std::string server = "http://127.0.0.1:8080";
    std::string key_file = "provider.key";
    std::string name = "voicebot";
    std::size_t max_bots = 24;
    /// `ADDRESS:PORT` of health and metrics; empty = none.
    std::string metrics{};
    /// Where media are sent from; empty = every address of this machine but its loopback.
    std::vector<std::string> addresses{};
    /// `flite` or `espeak`.
    std::string voice_engine = "flite";
    /// Threads that recognise speech; 0 = one less than there are cores.
    std::size_t recogniser_threads = 0;
    /// How long bots that speak may go on after SIGTERM.
    Millis drain{5'000};
    log::Level log_level = log::Level::info;
    /// Engines over HTTP, each list in the order in which they are asked; empty = what is built in.
    std::vector<engines::EngineSettings> chat{};
    std::vector<engines::EngineSettings> transcription{};
    std::vector<SpeechEngine> speech{};
    /// Programs whose tools language models may use.
    std::vector<mcp::ServerSettings> mcp{};
};

/// Prints and ends well.
struct Print {
    std::string text;
};
/// Tells what is wrong, one line each, and ends with 2.
struct Refused {
    std::string text;
};

/// Settings from the file that `--config` names, then the environment (`PARLOR_VOICEBOT_…`), then flags; the last one wins.
std::variant<HostSettings, Print, Refused> read_settings(int argc, const char* const* argv,
                                                         const char* const* environment);

/// The settings of a file's TOML on top of `settings`. The refusal's message names every fault with its line.
Result<void> read_file_settings(std::string_view toml, const std::string& file, HostSettings& settings);

/// One setting from a text. Refuses with the end of a sentence that begins with the setting's name.
Result<void> set_option(HostSettings& settings, std::string_view name, const std::string& text);
/// Whether there is a setting of this name that is a single value.
bool is_option(std::string_view name);
/// `--help`.
std::string help_text();

} // namespace parlor::voicebot::host
