#include "base/log.hpp"
#include "server/config.hpp"
#include "server/descriptors.hpp"
#include "server/local_provider.hpp"
#include "server/node.hpp"
#include "server/open_store.hpp"
#include "server/privileges.hpp"
#include "service/secrets.hpp"

#include <csignal>
#include <iostream>
#include <unistd.h>

namespace {

int refuse(const std::string& sentence)
{
    std::cerr << "parlor: " << sentence << '\n';
    return 1;
}

parlor::Result<void> give_up_root(const parlor::server::Config& config)
{
    const auto web = config.http.web.empty() ? parlor::server::default_web_folder() : config.http.web;
    return parlor::server::give_up_root(config.server.user, {.data = config.store.data, .readable = {web}});
}

int serve(parlor::server::Config config)
{
    parlor::log::Level level{};
    if (parlor::log::parse_level(config.log.level, level)) parlor::log::set_level(level);
    if (!parlor::service::init_secrets()) return refuse("libsodium cannot start.");
    if (auto given_up = give_up_root(config); !given_up) return refuse(given_up.error().message);
    auto opened = parlor::server::open_store(config.store);
    if (!opened) return refuse(opened.error().message);
    if (config.local_bot_provider) {
        parlor::service::SystemRandom random;
        auto local = parlor::server::local_provider(config.store.data, random);
        if (!local) return refuse(local.error().message);
        config.service.bots.providers.push_back(std::move(*local));
    }
    const auto connections = config.net.connections;
    parlor::server::Node node{std::move(config), std::move(opened->store), std::move(opened->secret)};
    if (auto listening = node.listen(); !listening) return refuse(listening.error().message);
    parlor::server::raise_descriptor_limit(connections);
    if (auto served = node.run(); !served) return refuse(served.error().message);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    // A file that may not grow any more is a write that fails, which is answered; no reason to die (setrlimit(2)).
    std::signal(SIGXFSZ, SIG_IGN);
    auto asked = parlor::server::parse(argc, argv, environ);
    if (const auto* print = std::get_if<parlor::server::Print>(&asked)) {
        std::cout << print->text;
        return 0;
    }
    if (const auto* refused = std::get_if<parlor::server::Refused>(&asked)) {
        std::cerr << refused->text;
        return 2;
    }
    return serve(std::move(std::get<parlor::server::Serve>(asked).config));
}
