#include "voicebot/mcp/server.hpp"

#include "tests/support/paths.hpp"
#include "tests/voicebot/support/test_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <unistd.h>

namespace parlor::voicebot::mcp {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

/// A server of tools, a real program that behaves as the test says.
class McpServer : public testing::Test {
protected:
    void start(std::vector<std::string> manner = {}, Millis timeout = Millis{5'000})
    {
        std::vector<std::string> command{"python3", parlor::test::source_dir() + "/tests/voicebot/mcp/tool_server.py"};
        command.insert(command.end(), manner.begin(), manner.end());
        launch(std::move(command), timeout);
    }
    void launch(std::vector<std::string> command, Millis timeout = Millis{5'000})
    {
        bool settled = false;
        server.emplace(loop, ServerSettings{.name = "tests",
                                            .command = std::move(command),
                                            .timeout = timeout,
                                            .reply_bytes = 1'000,
                                            .restart_wait = Millis{20}});
        server->start([&settled] { settled = true; });
        ASSERT_TRUE(loop.run_until([&] { return settled; }));
    }
    std::vector<std::string> names() const
    {
        std::vector<std::string> all;
        for (const auto* tool : server->tools()) all.push_back(tool->spec().name);
        return all;
    }
    std::string call(const std::string& name, const std::string& arguments = "{}")
    {
        std::optional<std::string> said;
        for (auto* tool : server->tools())
            if (tool->spec().name == "tests_" + name)
                tool->call({}, arguments, [&said](std::string text) { said = std::move(text); });
        EXPECT_TRUE(loop.run_until([&] { return said.has_value(); })) << name;
        return said.value_or("");
    }
    /// Asks until the answer is this one: the program may be starting again.
    void expect_soon(const std::string& name, const std::string& arguments, const std::string& text)
    {
        EXPECT_TRUE(loop.run_until([&] { return call(name, arguments) == text; }));
    }

    test::TestLoop loop;
    std::optional<Server> server;
};

TEST_F(McpServer, has_its_tools_described_and_called)
{
    start();

    EXPECT_THAT(names(), Contains("tests_add"));
    const auto all = server->tools();
    const auto add = std::ranges::find_if(all, [](auto* tool) { return tool->spec().name == "tests_add"; });
    EXPECT_EQ((*add)->spec().description, "The tool add.");
    EXPECT_THAT((*add)->spec().parameters, HasSubstr(R"("required":["a","b"])"));
    EXPECT_EQ(call("add", R"({"a":2,"b":40})"), "42");
}

TEST_F(McpServer, is_read_page_by_page)
{
    start({"paged"});

    EXPECT_THAT(names(), SizeIs(9));
}

TEST_F(McpServer, has_the_first_of_two_tools_that_models_could_not_tell_apart)
{
    start({"alike"});

    EXPECT_THAT(names(), SizeIs(10));
    EXPECT_EQ(std::ranges::count(names(), "tests_a_dd"), 1);
}

TEST_F(McpServer, has_new_tools_when_it_says_so)
{
    start();

    call("grow");

    EXPECT_TRUE(loop.run_until([&] { return names().size() == 10; }));
    EXPECT_THAT(names(), Contains("tests_grown"));
}

TEST_F(McpServer, tells_the_model_what_went_wrong)
{
    start();

    EXPECT_EQ(call("fail"), "The tool failed: no such file");
    EXPECT_EQ(call("add", "2 and 40"), "The arguments are not a JSON object.");
    EXPECT_EQ(call("add", "[2, 40]"), "The arguments are not a JSON object.");
    EXPECT_EQ(call("picture"), "look:\n[image]");
}

TEST_F(McpServer, is_told_that_a_call_took_too_long)
{
    start({}, Millis{500});

    EXPECT_EQ(call("never"), "The tool failed: it took too long.");
    EXPECT_EQ(call("cancelled"), "1");
}

TEST_F(McpServer, cannot_fill_a_model_with_words)
{
    start();

    const auto text = call("huge");

    EXPECT_LE(text.size(), 1'010U);
    EXPECT_THAT(text, StartsWith("ää"));
    EXPECT_TRUE(text.ends_with("ä …")) << "no character is cut in two";
}

TEST_F(McpServer, may_say_nonsense_and_is_understood_where_it_makes_sense)
{
    start({"broken"});

    EXPECT_EQ(call("add", R"({"a":1,"b":1})"), "2");
}

TEST_F(McpServer, is_started_again_when_it_has_ended)
{
    start();

    EXPECT_EQ(call("crash"), "The tool failed: its program has ended.");
    expect_soon("add", R"({"a":1,"b":2})", "3");
    EXPECT_THAT(names(), SizeIs(9));
}

TEST_F(McpServer, ends_with_its_owner_even_where_it_does_not_want_to)
{
    for (const std::string manner : {"paged", "stubborn"}) {
        start({manner});
        const auto pid = std::stoi(call("pid"));
        ASSERT_EQ(::kill(pid, 0), 0);

        server.reset();

        // Nothing tells of it: it is looked for until it is gone.
        for (int looks = 0; looks < 1'000 && ::kill(pid, 0) == 0; ++looks) ::usleep(10'000);
        EXPECT_NE(::kill(pid, 0), 0) << manner;
    }
}

TEST_F(McpServer, that_does_not_start_holds_nobody_up)
{
    start({"dies"});
    EXPECT_THAT(names(), SizeIs(0));

    start({"silent"}, Millis{300});
    EXPECT_THAT(names(), SizeIs(0));

    start({"flood"}, Millis{2'000});
    EXPECT_THAT(names(), SizeIs(0));

    launch({"there-is-no-such-program"});
    EXPECT_THAT(names(), SizeIs(0));
}

} // namespace
} // namespace parlor::voicebot::mcp
