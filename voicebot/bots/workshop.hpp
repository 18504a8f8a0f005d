#pragma once
#include "base/clock.hpp"
#include "voicebot/bots/mesh.hpp"
#include "voicebot/bots/meters.hpp"
#include "voicebot/brain/chat_model.hpp"
#include "voicebot/brain/tool.hpp"
#include "voicebot/loop/loop.hpp"
#include "voicebot/media/pacer.hpp"
#include "voicebot/speech/recogniser.hpp"
#include "voicebot/speech/synthesiser.hpp"

#include <functional>

namespace parlor::voicebot::bots {

/// What all bots of the process share; outlives them.
struct Workshop {
    Loop& loop;
    const Clock& clock;
    media::Pacer& sound_pacer;
    media::Pacer& picture_pacer;
    Mesh::MakePeer make_peer;
    std::vector<std::string> addresses;
    speech::Synthesiser& synthesiser;
    /// A recogniser of commands behind this wake word.
    std::function<std::unique_ptr<speech::Recogniser>(const std::string& wake_word)> command_recogniser;
    /// A recogniser of free speech.
    std::function<std::unique_ptr<speech::Recogniser>()> dictation;
    /// Null where none is configured: then rules answer.
    brain::ChatModel* chat = nullptr;
    /// What a model may use beside the built-in skills, as far as it is known by now.
    std::function<std::vector<brain::Tool*>()> tools;
    std::function<std::uint64_t(std::uint64_t bound)> random;
    Meters meters{};
};

} // namespace parlor::voicebot::bots
