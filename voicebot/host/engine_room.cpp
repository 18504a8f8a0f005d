#include "voicebot/host/engine_room.hpp"

#include "voicebot/brain/command.hpp"
#include "voicebot/engines/fallback.hpp"
#include "voicebot/engines/openai_chat.hpp"
#include "voicebot/engines/openai_speech.hpp"
#include "voicebot/engines/openai_transcriber.hpp"
#include "voicebot/media/gst_peer.hpp"
#include "voicebot/speech/local_synthesiser.hpp"

#include <algorithm>
#include <random>
#include <thread>

namespace parlor::voicebot::host {
namespace {

/// Fifteen pictures a second.
constexpr std::chrono::milliseconds picture_length{66};
/// Audio of one utterance that is kept for the next engine where one fails.
constexpr std::chrono::milliseconds kept_audio{30'000};

std::size_t recogniser_threads(const HostSettings& settings)
{
    if (settings.recogniser_threads > 0) return settings.recogniser_threads;
    return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

std::unique_ptr<speech::Synthesiser> make_voice(Loop& loop, engines::HttpClient& http, const HostSettings& settings)
{
    std::vector<std::unique_ptr<speech::Synthesiser>> voices;
    for (const auto& speech : settings.speech)
        voices.push_back(std::make_unique<engines::OpenAiSpeech>(loop, http, speech.engine, speech.rate));
    // What is built in speaks where no other one does.
    voices.push_back(std::make_unique<speech::LocalSynthesiser>(
        loop, settings.voice_engine == "espeak" ? speech::make_espeak : speech::make_flite));
    if (voices.size() == 1) return std::move(voices.front());
    return std::make_unique<engines::FallbackSynthesiser>(std::move(voices));
}

std::unique_ptr<brain::ChatModel> make_chat(Loop& loop, engines::HttpClient& http, const HostSettings& settings)
{
    std::vector<std::unique_ptr<brain::ChatModel>> models;
    for (const auto& engine : settings.chat)
        models.push_back(std::make_unique<engines::OpenAiChat>(loop, http, engine));
    if (models.empty()) return nullptr;
    return std::make_unique<engines::FallbackChat>(std::move(models));
}

} // namespace

EngineRoom::EngineRoom(Loop& loop, const HostSettings& settings)
    : loop_(loop), settings_(settings), sound_pacer_(audio::frame_length), picture_pacer_(picture_length),
      sphinx_(loop, {.threads = recogniser_threads(settings), .decoders = recogniser_threads(settings) + 1}),
      http_(loop), voice_(make_voice(loop, http_, settings)), chat_(make_chat(loop, http_, settings))
{
    workshop_ = std::make_unique<bots::Workshop>(bots::Workshop{
        .loop = loop,
        .clock = clock_,
        .sound_pacer = sound_pacer_,
        .picture_pacer = picture_pacer_,
        .make_peer =
            [&loop](media::PeerEvents& events, const media::PeerSettings& peer) {
                return std::unique_ptr<media::RtcPeer>{std::make_unique<media::GstPeer>(loop, events, peer)};
            },
        .addresses = settings.addresses,
        .synthesiser = *voice_,
        .command_recogniser = [this](const std::string& wake_word) { return commands(wake_word); },
        .dictation = [this] { return dictation(); },
        .chat = chat_.get(),
        .tools = [this] { return tools(); },
        .random =
            [engine = std::mt19937_64{std::random_device{}()}](std::uint64_t bound) mutable {
                return std::uniform_int_distribution<std::uint64_t>{0, bound - 1}(engine);
            }});
}

EngineRoom::~EngineRoom() = default;

void EngineRoom::start_tools(Task done)
{
    for (const auto& settings : settings_.mcp) tool_servers_.push_back(std::make_unique<mcp::Server>(loop_, settings));
    auto all_settled = std::make_shared<Task>(std::move(done));
    if (tool_servers_.empty()) return (*all_settled)();
    auto left = std::make_shared<std::size_t>(tool_servers_.size());
    for (const auto& server : tool_servers_)
        server->start([left, all_settled] {
            if (--*left == 0) (*all_settled)();
        });
}

std::vector<brain::Tool*> EngineRoom::tools() const
{
    std::vector<brain::Tool*> all;
    for (const auto& server : tool_servers_)
        for (auto* tool : server->tools()) all.push_back(tool);
    return all;
}

void EngineRoom::warm_up()
{
    sphinx_.warm_up({.kind = speech::SphinxSearch::Kind::grammar, .text = brain::command_grammar("parlor")});
}

std::unique_ptr<speech::Recogniser> EngineRoom::dictation()
{
    auto local = std::make_unique<speech::SphinxRecogniser>(
        sphinx_, speech::SphinxSearch{.kind = speech::SphinxSearch::Kind::dictation}, true);
    if (settings_.transcription.empty()) return local;
    std::vector<std::unique_ptr<speech::Recogniser>> all;
    for (const auto& engine : settings_.transcription)
        all.push_back(
            std::make_unique<engines::OpenAiTranscriber>(loop_, http_, engine, engines::OpenAiTranscriber::Limits{}));
    all.push_back(std::move(local));
    return std::make_unique<engines::FallbackRecogniser>(std::move(all), kept_audio);
}

std::unique_ptr<speech::Recogniser> EngineRoom::commands(const std::string& wake_word)
{
    // An engine that understands everything understands commands, too.
    if (!settings_.transcription.empty()) return dictation();
    return std::make_unique<speech::SphinxRecogniser>(
        sphinx_,
        speech::SphinxSearch{.kind = speech::SphinxSearch::Kind::grammar, .text = brain::command_grammar(wake_word)},
        false);
}

} // namespace parlor::voicebot::host
