#include "voicebot/bots/assistant.hpp"

#include "base/log.hpp"
#include "voicebot/brain/addressing.hpp"
#include "voicebot/brain/sentences.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parlor::voicebot::bots {
namespace {

/// Free speech is understood where a model can make something of it; rules know commands alone.
std::unique_ptr<speech::Recogniser> make_recogniser(const Workshop& workshop, const AssistantSettings& settings)
{
    return workshop.chat ? workshop.dictation() : workshop.command_recogniser(settings.wake_word);
}

} // namespace

Assistant::Assistant(Workshop& workshop, LobbyPort& port, AssistantSettings settings)
    : Bot(workshop, port, make_recogniser(workshop, settings),
          {.mesh = {.shows = settings.shows, .addresses = workshop.addresses}}),
      settings_(std::move(settings)), microphone_(std::make_shared<Microphone>(out())),
      mouth_(workshop.loop, workshop.synthesiser, microphone_, static_cast<MouthEvents&>(*this), settings_.mouth),
      turns_(workshop.loop, static_cast<turn::VoiceControl&>(*this), settings_.turn),
      skills_(workshop.loop, static_cast<brain::Surroundings&>(*this), workshop.random,
              {.bot_name = settings_.name, .wake_word = settings_.wake_word, .utc_offset = settings_.utc_offset}),
      skill_tools_(brain::make_skill_tools(skills_))
{
    if (workshop.chat) {
        std::vector<brain::Tool*> tools;
        for (const auto& tool : skill_tools_) tools.push_back(tool.get());
        if (workshop.tools) std::ranges::copy(workshop.tools(), std::back_inserter(tools));
        brain_ = std::make_unique<brain::ModelBrain>(*workshop.chat, static_cast<brain::Surroundings&>(*this),
                                                     std::move(tools),
                                                     brain::ModelBrainSettings{.bot_name = settings_.name});
    } else {
        brain_ = std::make_unique<brain::RuleBrain>(workshop.loop, skills_);
    }
    workshop.sound_pacer.add(microphone_);
    if (!settings_.shows) return;
    camera_ = std::make_shared<Camera>(out(), [this] {
        return paint::Scene::Moment{.time = workshop_.clock.now(),
                                    .own = paint::loudness(microphone_->level_db()),
                                    .others = paint::loudness(loudest_db())};
    });
    workshop.picture_pacer.add(camera_);
}

Assistant::~Assistant()
{
    microphone_->stop();
    if (camera_) camera_->stop();
}

void Assistant::person_connected(const Member&)
{
    if (camera_) camera_->want_key_frame();
    if (!settings_.greets || std::exchange(greeted_, true)) return;
    speak("Hello, I am " + settings_.name + ". Say " + settings_.wake_word + ", help, to hear what I can do.");
}

void Assistant::key_frame_wanted()
{
    if (camera_) camera_->want_key_frame();
}

std::optional<std::string> Assistant::question_in(const std::string& text) const
{
    for (const auto& name : {settings_.wake_word, settings_.name})
        if (auto question = brain::addressed_text(text, name)) return question;
    if (settings_.always) return text;
    return {};
}

void Assistant::line_added(const LogLine& line)
{
    lines_.push_back({.person = line.person,
                      .name = line.name,
                      .text = line.text,
                      .spoken = line.spoken,
                      .bot = line.bot,
                      .at = line.at});
    if (lines_.size() > settings_.memory) lines_.pop_front();
    // Spoken lines come from a scribe; the bot has heard them itself.
    if (line.bot || line.spoken || line.old) return;
    auto question = question_in(line.text);
    if (!question) return;
    asked_.reset();
    ask({.person = line.person, .name = line.name, .text = std::move(*question)});
}

bool Assistant::configure(AssistantSettings settings)
{
    if (settings.shows != settings_.shows) return false;
    const bool renamed = settings.wake_word != settings_.wake_word;
    settings_ = std::move(settings);
    mouth_.configure(settings_.mouth);
    if (!renamed) return true;
    skills_.call_me(settings_.wake_word);
    replace_recogniser(make_recogniser(workshop_, settings_));
    return true;
}

void Assistant::understood(const Utterance& utterance)
{
    turns_.transcript(utterance.speaker, utterance.text, utterance.final);
    if (!utterance.final || utterance.text.empty()) return;
    auto question = question_in(utterance.text);
    if (!question) return;
    asked_ = utterance.ended;
    stages_ = {.transcript = std::chrono::duration_cast<Millis>(workshop_.loop.now() - utterance.ended)};
    workshop_.meters.transcript.add(stages_.transcript);
    const auto member = members().find(utterance.speaker);
    ask({.person = member == members().end() ? PersonId{} : member->second.person,
         .name = name_of(utterance.speaker),
         .text = std::move(*question),
         .spoken = true});
}

void Assistant::ask(brain::Question question)
{
    fall_silent();
    turns_.voice_ended();
    ++workshop_.meters.answers;
    written_.clear();
    mouth_.begin();
    thought_ = brain_->think(question, [this](auto news) { take(std::move(news)); });
}

void Assistant::take(std::variant<brain::AnswerPiece, brain::AnswerEnd, Error> news)
{
    if (const auto* piece = std::get_if<brain::AnswerPiece>(&news)) {
        if (written_.empty() && asked_) {
            stages_.first_words = std::chrono::duration_cast<Millis>(workshop_.loop.now() - *asked_);
            workshop_.meters.first_words.add(stages_.first_words);
        }
        written_ += written_.empty() ? "" : " ";
        written_ += piece->text;
        return say(piece->text);
    }
    if (const auto* error = std::get_if<Error>(&news)) {
        ++workshop_.meters.failed_answers;
        log::warning("no_answer", {{"code", std::string{to_string(error->code)}}, {"reason", error->message}});
        if (written_.empty()) {
            written_ = "I can't answer that at the moment.";
            mouth_.say(written_);
        }
    }
    mouth_.finish();
    if (settings_.writes && !written_.empty()) port_.write(written_);
    thought_.reset();
}

void Assistant::drop_voice()
{
    ++workshop_.meters.interruptions;
    fall_silent();
}

void Assistant::fall_silent()
{
    thought_.reset();
    mouth_.drop();
}

void Assistant::voice_began()
{
    if (asked_) {
        stages_.first_sound = std::chrono::duration_cast<Millis>(workshop_.loop.now() - *asked_);
        workshop_.meters.first_sound.add(stages_.first_sound);
        log::info("answered", {{"transcript_ms", std::to_string(stages_.transcript.count())},
                               {"first_words_ms", std::to_string(stages_.first_words.count())},
                               {"first_sound_ms", std::to_string(stages_.first_sound.count())}});
        asked_.reset();
    }
    turns_.voice_began();
}

std::vector<brain::Person> Assistant::people() const
{
    std::vector<brain::Person> out;
    for (const auto& [id, member] : members())
        if (id != self().id && member.online) out.push_back({member.person, member.name, member.bot});
    return out;
}

void Assistant::announce(std::string text)
{
    port_.write(text);
    // Who is being answered hears it to the end; the line stands in the chat.
    if (!mouth_.busy()) speak(text);
}

void Assistant::say(const std::string& text)
{
    // One sentence after the other, so that the first is heard while the next is made.
    brain::SentenceSplitter splitter;
    for (const auto& sentence : splitter.push(text)) mouth_.say(brain::speakable(sentence));
    if (const auto rest = splitter.finish(); !rest.empty()) mouth_.say(brain::speakable(rest));
}

void Assistant::speak(const std::string& text)
{
    mouth_.begin();
    say(text);
    mouth_.finish();
}

} // namespace parlor::voicebot::bots
