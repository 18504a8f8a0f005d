#pragma once
#include "tests/journey/bot_journey.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/server_process.hpp"

#include <fstream>

#include <fcntl.h>
#include <unistd.h>

namespace parlor::voicebot::test {

/// parlor-voicebot as a child process beside a server, on the loopback.
class VoicebotProcess {
public:
    VoicebotProcess(const parlor::test::ServerProcess& server, std::string key_file,
                    std::vector<std::string> flags = {})
    {
        std::vector<std::string> words{"--server",          server.url(),  "--key-file",
                                       std::move(key_file), "--addresses", "127.0.0.1"};
        words.insert(words.end(), flags.begin(), flags.end());
        const int errors = open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        child_ = std::make_unique<parlor::test::ChildProcess>(parlor::test::ChildOptions{
            .program = parlor::test::bin_dir() + "/parlor-voicebot", .arguments = std::move(words), .errors = errors});
        close(errors);
    }

    parlor::test::ChildProcess& child() { return *child_; }
    pid_t pid() const { return child_->pid(); }
    std::string errors() const
    {
        std::ifstream file{log_};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

private:
    parlor::test::TempFolder folder_;
    const std::filesystem::path log_ = folder_.path() / "stderr";
    std::unique_ptr<parlor::test::ChildProcess> child_;
};

/// A file with a provider's key.
inline std::string key_file(const parlor::test::TempFolder& folder, const std::string& key)
{
    const auto path = folder.path() / ("key-" + key.substr(0, 6));
    std::ofstream{path} << key << '\n';
    return path.string();
}

} // namespace parlor::voicebot::test
