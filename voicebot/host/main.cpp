#include "voicebot/host/host_process.hpp"

#include <iostream>
#include <unistd.h>

int main(int argc, char** argv)
{
    namespace host = parlor::voicebot::host;
    auto asked = host::read_settings(argc, argv, environ);
    if (const auto* print = std::get_if<host::Print>(&asked)) {
        std::cout << print->text;
        return 0;
    }
    if (const auto* refused = std::get_if<host::Refused>(&asked)) {
        std::cerr << refused->text;
        return 2;
    }
    return host::run_host(std::get<host::HostSettings>(asked));
}
