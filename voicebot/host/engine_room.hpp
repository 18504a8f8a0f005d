#pragma once
#include "voicebot/bots/workshop.hpp"
#include "voicebot/engines/http_client.hpp"
#include "voicebot/host/settings.hpp"
#include "voicebot/mcp/server.hpp"
#include "voicebot/speech/sphinx_pool.hpp"

namespace parlor::voicebot::host {

/// The engines that all bots of the process share, as the settings choose them, and the workshop made of them. Made and used
/// on the loop's thread; outlives the bots.
class EngineRoom {
public:
    EngineRoom(Loop& loop, const HostSettings& settings);
    ~EngineRoom();
    EngineRoom(const EngineRoom&) = delete;
    EngineRoom& operator=(const EngineRoom&) = delete;

    bots::Workshop& workshop() { return *workshop_; }
    /// Makes recognisers ready in the background, so that the first utterance needn't wait.
    void warm_up();
    /// Starts the programs that have tools for language models; `done` is called when each has listed them or failed.
    void start_tools(Task done);
    speech::SphinxPoolStats recognised() const { return sphinx_.stats(); }
    /// Frames that were left out because the machine could not keep up.
    std::uint64_t skipped_frames() const { return sound_pacer_.skipped(); }

private:
    std::vector<brain::Tool*> tools() const;
    std::unique_ptr<speech::Recogniser> dictation();
    std::unique_ptr<speech::Recogniser> commands(const std::string& wake_word);

    Loop& loop_;
    const HostSettings& settings_;
    SystemClock clock_;
    media::Pacer sound_pacer_;
    media::Pacer picture_pacer_;
    speech::SphinxPool sphinx_;
    engines::HttpClient http_;
    std::unique_ptr<speech::Synthesiser> voice_;
    std::unique_ptr<brain::ChatModel> chat_;
    std::vector<std::unique_ptr<mcp::Server>> tool_servers_;
    std::unique_ptr<bots::Workshop> workshop_;
};

} // namespace parlor::voicebot::host
