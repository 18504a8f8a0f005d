#include "parlorctl/token.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sys/stat.h>

namespace parlor::ctl {
namespace {

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::variant<std::string, Fault> read_file(const std::string& path)
{
    std::ifstream in{path};
    std::string token;
    if (!in || !std::getline(in, token) || token.empty())
        return Fault{.exit = Exit::misused,
                     .what = "The token cannot be read from " + path + ".",
                     .advice = "The file must be there, be readable for you, and have the token in its first line."};
    struct stat about {};
    if (::stat(path.c_str(), &about) == 0 && (about.st_mode & (S_IRGRP | S_IROTH)) != 0)
        std::cerr << "parlorctl: others can read " << path << "; chmod 600 keeps the token to you.\n";
    while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
    return token;
}

} // namespace

std::variant<std::string, Fault> find_token(const Arguments& arguments)
{
    if (arguments.has("token")) {
        std::cerr << "parlorctl: everybody on this machine can see a token on a command line; --token-file or "
                     "PARLOR_ADMIN_TOKEN keep it to you.\n";
        return arguments.value("token");
    }
    if (arguments.has("token-file")) return read_file(arguments.value("token-file"));
    if (auto token = environment("PARLOR_ADMIN_TOKEN"); !token.empty()) return token;
    if (const auto file = environment("PARLORCTL_TOKEN_FILE"); !file.empty()) return read_file(file);
    return Fault{.exit = Exit::misused,
                 .what = "There is no administrator's token.",
                 .advice = "Give the server's admin.token by --token-file FILE, PARLOR_ADMIN_TOKEN or "
                           "PARLORCTL_TOKEN_FILE."};
}

} // namespace parlor::ctl
