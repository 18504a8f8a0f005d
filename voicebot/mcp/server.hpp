#pragma once
#include "voicebot/brain/tool.hpp"
#include "voicebot/loop/loop.hpp"
#include "voicebot/mcp/stdio_child.hpp"

#include <boost/json/object.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Tools from programs that speak the Model Context Protocol (revision 2025-06-18) over standard input and output.
namespace parlor::voicebot::mcp {

/// One program, as an operator configures it.
struct ServerSettings {
    /// For logs, and in front of its tools' names.
    std::string name;
    /// The program and its arguments.
    std::vector<std::string> command;
    /// Of one call, and of each step of the beginning.
    Millis timeout{20'000};
    /// What a model is told of one call at most.
    std::size_t reply_bytes = 16 * 1024;
    /// The pause before it is started again; it doubles with each failure, up to a minute, until it works again.
    Millis restart_wait{1'000};
};

/// What is taken of one server at most.
inline constexpr std::size_t most_tools = 64;
inline constexpr std::size_t most_description_bytes = 1'024;
inline constexpr std::size_t most_schema_bytes = 16 * 1024;

/// One program and its tools. Starts it, and starts it again where it ends. The loop's thread only.
class Server {
public:
    Server(Loop& loop, ServerSettings settings);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// `settled` is called once: when its tools are known, or when its first start has failed.
    void start(Task settled);
    /// Those that are known. They stay for as long as this lives, also while the program does not run.
    std::vector<brain::Tool*> tools() const;

private:
    class ServerTool;
    enum class State { off, beginning, listing, ready };
    using Handler = UniqueFunction<void(Result<boost::json::object>)>;
    struct Waiting {
        Handler handler;
        TimerId timer;
    };

    void launch();
    void ended(const std::string& reason);
    void take(const std::string& line);
    void answer_request(const boost::json::object& message);
    void greeted(const boost::json::object& result);
    void list(const std::string& cursor);
    void listed(const boost::json::object& page);
    void add_tool(const boost::json::object& tool);
    void become_ready();
    void settle();
    void request(std::string method, boost::json::object params, Handler handler);
    void notify(std::string_view method, boost::json::object params);
    bool send(const boost::json::object& message);
    void call(const std::string& tool, const std::string& arguments, brain::ToolReply reply);
    std::string said(const boost::json::object& result) const;

    Loop& loop_;
    const ServerSettings settings_;
    State state_ = State::off;
    std::unique_ptr<StdioChild> child_;
    std::map<std::int64_t, Waiting> waiting_;
    std::int64_t last_id_ = 0;
    std::map<std::string, std::unique_ptr<ServerTool>> tools_;
    std::size_t pages_ = 0;
    /// The tools have changed while they were listed.
    bool list_again_ = false;
    Task settled_;
    Millis restart_wait_;
    std::optional<TimerId> restart_;
};

} // namespace parlor::voicebot::mcp
