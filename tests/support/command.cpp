#include "tests/support/command.hpp"

#include "tests/support/paths.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/temp_folder.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace parlor::test {
namespace {

std::string content_of(const std::string& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (auto& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

bool ends_in_time(pid_t process)
{
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
    pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
    const int events = poll(&ended, 1, left_ms(in(patience)));
    close(handle);
    return events > 0;
}

} // namespace

Outcome run_program(const std::string& program, const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& environment, const std::string& input)
{
    TempFolder folder;
    const auto given = folder.file("input");
    std::ofstream{given, std::ios::binary} << input;
    const auto output = folder.file("output");
    const auto errors = folder.file("errors");
    std::vector<std::string> words{bin_dir() + "/" + program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables;
    for (char** entry = environ; *entry; ++entry)
        if (std::strncmp(*entry, "PARLOR", 6) != 0) variables.emplace_back(*entry);
    for (const auto& [name, value] : environment) variables.push_back(name + '=' + value);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, given.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const auto argv = pointers(words);
    const auto envp = pointers(variables);
    pid_t process = 0;
    const int fault = posix_spawn(&process, argv[0], &files, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&files);
    if (fault != 0) throw std::runtime_error(program + " cannot be started");

    const bool ended = ends_in_time(process);
    if (!ended) ::kill(process, SIGKILL);
    int status = 0;
    waitpid(process, &status, 0);
    if (!ended) throw std::runtime_error(program + " did not end by itself: " + content_of(errors));
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(output), content_of(errors)};
}

Outcome run_server(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment)
{
    return run_program("parlor-server", arguments, environment);
}

} // namespace parlor::test
