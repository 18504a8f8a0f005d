#include "voicebot/brain/model_brain.hpp"

#include "tests/voicebot/brain/lobby_stub.hpp"
#include "tests/voicebot/support/test_loop.hpp"
#include "voicebot/brain/skill_tools.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

namespace parlor::voicebot::brain {
namespace {

/// A model whose answers the test writes; keeps what it was asked.
class ScriptedModel final : public ChatModel {
public:
    std::unique_ptr<Completion> complete(const ChatRequest& request, ChatHandler handler) override
    {
        requests.push_back(request);
        open = std::make_shared<Open>();
        open->handler = std::move(handler);
        return std::make_unique<Handle>(open);
    }
    void write(const std::string& text) { tell(ChatDelta{text}); }
    void end(std::vector<ToolCall> calls = {}) { tell(ChatEnd{std::move(calls)}); }
    void tell(std::variant<ChatDelta, ChatEnd, Error> news)
    {
        const auto held = open;
        if (!held->cancelled) held->handler(std::move(news));
    }

    struct Open {
        ChatHandler handler;
        bool cancelled = false;
    };
    std::shared_ptr<Open> open;
    std::vector<ChatRequest> requests;

private:
    class Handle final : public Completion {
    public:
        explicit Handle(std::shared_ptr<Open> opened) : open_(std::move(opened)) {}
        ~Handle() override { open_->cancelled = true; }

    private:
        std::shared_ptr<Open> open_;
    };
};

/// A tool whose reply the test gives when it likes.
class SlowTool final : public Tool {
public:
    ToolSpec spec() const override { return {"slow", "Takes its time.", "{}"}; }
    void call(const Question&, const std::string& arguments, ToolReply reply) override
    {
        asked = arguments;
        replies.push_back(std::move(reply));
    }
    std::string asked;
    std::vector<ToolReply> replies;
};

struct ModelBrainTest : testing::Test {
    ModelBrainTest()
    {
        for (auto& tool : skill_tools) tools.push_back(tool.get());
        tools.push_back(&slow);
    }

    std::unique_ptr<Thought> think(const std::string& text)
    {
        return brain().think({.person = PersonId{"Ann"}, .name = "Ann", .text = text, .spoken = true},
                             [this](std::variant<AnswerPiece, AnswerEnd, Error> news) {
                                 if (auto* piece = std::get_if<AnswerPiece>(&news)) told += piece->text + '|';
                                 if (std::get_if<AnswerEnd>(&news)) told += "end";
                                 if (auto* error = std::get_if<Error>(&news)) told += "error " + error->message;
                                 if (on_news) on_news();
                             });
    }
    ModelBrain& brain()
    {
        if (!made) made = std::make_unique<ModelBrain>(model, lobby, tools, ModelBrainSettings{.context_lines = 3});
        return *made;
    }

    test::ManualLoop loop;
    test::LobbyStub lobby;
    Skills skills{loop, lobby, [](std::uint64_t) { return std::uint64_t{4}; }};
    std::vector<std::unique_ptr<Tool>> skill_tools = make_skill_tools(skills);
    SlowTool slow;
    std::vector<Tool*> tools;
    ScriptedModel model;
    std::unique_ptr<ModelBrain> made;
    std::string told;
    std::function<void()> on_news;
};

TEST_F(ModelBrainTest, tells_the_model_who_said_what_and_answers_sentence_by_sentence)
{
    lobby.say("Ann", "Shall we meet?");
    lobby.say("Ben", "On Friday.");
    lobby.say("Assistant", "Noted.").bot = true;

    const auto thought = think("when do we meet?");
    model.write("You meet on Fri");
    model.write("day. At nine");
    EXPECT_EQ(told, "You meet on Friday.|");
    model.end();

    EXPECT_EQ(told, "You meet on Friday.|At nine|end");
    const auto& messages = model.requests.at(0).messages;
    ASSERT_EQ(messages.size(), 5);
    EXPECT_NE(messages[0].text.find("You are Assistant"), std::string::npos);
    EXPECT_EQ(messages[1].text, "Ann: Shall we meet?");
    EXPECT_EQ(messages[2].text, "Ben: On Friday.");
    EXPECT_EQ(messages[3].text, "Noted.");
    EXPECT_EQ(messages[3].role, ChatMessage::Role::assistant);
    EXPECT_EQ(messages[4].text, "Ann: when do we meet?");
}

TEST_F(ModelBrainTest, gives_the_model_its_newest_lines_alone)
{
    for (int i = 0; i < 10; ++i) lobby.say("Ben", std::to_string(i));

    const auto thought = think("hm?");

    ASSERT_EQ(model.requests.at(0).messages.size(), 5);
    EXPECT_EQ(model.requests[0].messages[1].text, "Ben: 7");
}

TEST_F(ModelBrainTest, calls_tools_and_hands_their_results_back)
{
    const auto thought = think("roll two dice");
    model.write("Let me roll. ");

    model.end({{"c1", "roll_dice", R"({"count":2,"sides":6})"}, {"c2", "nonsense", "{}"}});
    ASSERT_EQ(model.requests.size(), 2);
    const auto& messages = model.requests[1].messages;
    const auto count = messages.size();
    EXPECT_EQ(messages[count - 3].calls.size(), 2);
    EXPECT_EQ(messages[count - 2].text, "I rolled 5 and 5, 10 in all.");
    EXPECT_EQ(messages[count - 2].call_id, "c1");
    EXPECT_EQ(messages[count - 1].text, "There is no tool nonsense.");
    model.write("Ten.");
    model.end();

    EXPECT_EQ(told, "Let me roll.|Ten.|end");
}

TEST_F(ModelBrainTest, offers_one_tool_of_a_name)
{
    SlowTool other;
    tools.push_back(&other);

    const auto thought = think("what can you do?");

    EXPECT_EQ(std::ranges::count(model.requests[0].tools, "slow", &ToolSpec::name), 1);
}

TEST_F(ModelBrainTest, survives_whatever_a_model_writes_as_arguments)
{
    for (const std::string arguments : {"", "null", "[1]", "{\"count\":\"two\"}", "{\"count\":1e300}", "{broken"}) {
        const auto thought = think("roll");
        model.end({{"c1", "roll_dice", arguments}, {"c2", "set_timer", arguments}, {"c3", "open_poll", arguments}});
        model.end();
    }
    EXPECT_EQ(skills.timers(), 0);
}

TEST_F(ModelBrainTest, stops_a_model_that_calls_tools_for_ever)
{
    const auto thought = think("loop");

    for (int i = 0; i < 10; ++i) model.end({{"c", "current_time", "{}"}});

    EXPECT_EQ(model.requests.size(), 5);
    EXPECT_EQ(told, "end");
}

TEST_F(ModelBrainTest, is_cancelled_while_a_tool_works)
{
    auto thought = think("take your time");
    model.end({{"c", "slow", R"({"a":1})"}});
    ASSERT_EQ(slow.replies.size(), 1);
    EXPECT_EQ(slow.asked, R"({"a":1})");

    thought.reset();
    slow.replies[0]("done");

    EXPECT_EQ(model.requests.size(), 1);
    EXPECT_EQ(told, "");
}

TEST_F(ModelBrainTest, is_cancelled_from_inside_its_own_handler)
{
    std::unique_ptr<Thought> thought = think("talk");
    on_news = [&] { thought.reset(); };

    model.write("One. Two. Three. ");
    model.end();

    EXPECT_EQ(told, "One.|");
    EXPECT_TRUE(model.open->cancelled);
}

TEST_F(ModelBrainTest, passes_on_a_failure)
{
    const auto thought = think("hello");

    model.write("I was ");
    model.tell(Error{.code = Errc::unavailable, .message = "gone"});

    EXPECT_EQ(told, "error gone");
}

} // namespace
} // namespace parlor::voicebot::brain
