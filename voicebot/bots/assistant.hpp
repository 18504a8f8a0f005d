#pragma once
#include "voicebot/bots/bot.hpp"
#include "voicebot/bots/camera.hpp"
#include "voicebot/bots/mouth.hpp"
#include "voicebot/brain/model_brain.hpp"
#include "voicebot/brain/rule_brain.hpp"
#include "voicebot/brain/skill_tools.hpp"
#include "voicebot/turn/turn_manager.hpp"

#include <deque>

namespace parlor::voicebot::bots {

struct AssistantSettings {
    std::string name = "Assistant";
    std::string wake_word = "parlor";
    /// Answers everything that people say and write, and not only what is addressed to it.
    bool always = false;
    bool greets = true;
    /// Writes its answers into the chat, too.
    bool writes = true;
    /// Shows a picture: clock, wave and a face that speaks. Settled at the start.
    bool shows = false;
    MouthSettings mouth{};
    turn::TurnSettings turn{};
    std::chrono::minutes utc_offset{0};
    /// Lines of the log that it remembers.
    std::size_t memory = 200;
};

/// How long the stages of the last spoken answer took, from the end of the question's speech.
struct Stages {
    Millis transcript{0};
    Millis first_words{0};
    Millis first_sound{0};
};

/// Answers when it is addressed, by voice and in the chat: by rules without a model, or with a language model where one is
/// configured. Falls silent when somebody speaks.
class Assistant final : public Bot, private MouthEvents, private turn::VoiceControl, private brain::Surroundings {
public:
    Assistant(Workshop& workshop, LobbyPort& port, AssistantSettings settings);
    ~Assistant() override;

    void line_added(const LogLine& line) override;
    /// Other settings from now on. False where they take a new start: the picture came or went.
    bool configure(AssistantSettings settings);
    bool speaks() const override { return turns_.bot_speaks(); }
    const Stages& stages() const { return stages_; }

private:
    void person_connected(const Member& member) override;
    void key_frame_wanted() override;
    void speech_started(const ParticipantId& speaker) override { turns_.speech_started(speaker); }
    void speech_ended(const ParticipantId& speaker) override { turns_.speech_ended(speaker); }
    void understood(const Utterance& utterance) override;

    void voice_began() override;
    void voice_ended() override { turns_.voice_ended(); }

    void pause_voice() override { mouth_.pause(); }
    void resume_voice() override { mouth_.resume(); }
    void drop_voice() override;

    Timestamp now() const override { return workshop_.clock.now(); }
    std::vector<brain::Person> people() const override;
    std::vector<brain::Line> lines() const override { return {lines_.begin(), lines_.end()}; }
    void announce(std::string text) override;

    std::optional<std::string> question_in(const std::string& text) const;
    void ask(brain::Question question);
    void take(std::variant<brain::AnswerPiece, brain::AnswerEnd, Error> news);
    void say(const std::string& text);
    void speak(const std::string& text);
    void fall_silent();

    AssistantSettings settings_;
    std::shared_ptr<Microphone> microphone_;
    std::shared_ptr<Camera> camera_;
    Mouth mouth_;
    turn::TurnManager turns_;
    brain::Skills skills_;
    std::vector<std::unique_ptr<brain::Tool>> skill_tools_;
    std::unique_ptr<brain::Brain> brain_;
    std::unique_ptr<brain::Thought> thought_;
    std::deque<brain::Line> lines_;
    std::string written_;
    bool greeted_ = false;
    /// When the speech of the question ended; nothing for questions from the chat.
    std::optional<Instant> asked_;
    Stages stages_;
};

} // namespace parlor::voicebot::bots
