#pragma once
#include "base/result.hpp"
#include "voicebot/loop/loop.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parlor::voicebot::mcp {

/// A program that is spoken to line by line over its standard input and output; what it writes to its standard error goes to the
/// log. It ends with this object, or with this process. The loop's thread only.
class StdioChild {
public:
    struct Events {
        std::function<void(std::string)> line;
        /// Once, and then nothing more: it has ended, or wrote a line above the bound.
        std::function<void(std::string reason)> ended;
    };
    /// What it may write before its line ends, and what may wait for it to read.
    static constexpr std::size_t most_bytes = 1024 * 1024;

    /// Starts `command` (a program, looked for in PATH, and its arguments); `name` is how the log calls it. A program that does not
    /// exist ends at once. Refuses with `unavailable` where the system has no process or pipe left.
    static Result<std::unique_ptr<StdioChild>> start(Loop& loop, std::string name,
                                                     const std::vector<std::string>& command, Events events);
    /// Ends its input, asks it to end half a second later, and ends it two seconds after that. Waits for nothing of this.
    ~StdioChild();
    StdioChild(const StdioChild&) = delete;
    StdioChild& operator=(const StdioChild&) = delete;

    /// Sends a line; false where it does not read what was sent before.
    bool write(std::string_view line);

private:
    class Pipes;
    explicit StdioChild(std::shared_ptr<Pipes> pipes) : pipes_(std::move(pipes)) {}

    std::shared_ptr<Pipes> pipes_;
};

} // namespace parlor::voicebot::mcp
