#include "parlorctl/command.hpp"
#include "parlorctl/token.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace {

using parlor::ctl::Fault;

std::string_view code_of(parlor::ctl::Exit exit)
{
    return exit == parlor::ctl::Exit::misused ? "bad_request" : "unavailable";
}

/// On standard error; as JSON in the server's words, or in the same form.
int report(const Fault& fault, bool as_json)
{
    if (as_json) {
        const boost::json::object own{{"code", code_of(fault.exit)}, {"error", fault.what}, {"advice", fault.advice}};
        std::cerr << (fault.body.empty() ? boost::json::serialize(own) : fault.body) << '\n';
    } else {
        std::cerr << "parlorctl: " << fault.what << '\n';
        if (!fault.advice.empty()) std::cerr << "  " << fault.advice << '\n';
    }
    return static_cast<int>(fault.exit);
}

std::string server_url(const parlor::ctl::Arguments& arguments)
{
    const char* from_environment = std::getenv("PARLORCTL_SERVER");
    auto url = arguments.value("server", from_environment ? from_environment : "http://127.0.0.1:8080");
    while (url.ends_with('/')) url.pop_back();
    return url;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words{argv + 1, argv + argc};
    auto asked = parlor::ctl::parse(words);
    if (const auto* text = std::get_if<parlor::ctl::Text>(&asked)) {
        std::cout << text->text;
        return 0;
    }
    const bool wants_json = std::ranges::find(words, "--json") != words.end();
    if (const auto* fault = std::get_if<Fault>(&asked)) return report(*fault, wants_json);
    const auto& [command, arguments] = std::get<parlor::ctl::Invocation>(asked);
    auto token = parlor::ctl::find_token(arguments);
    if (const auto* fault = std::get_if<Fault>(&token)) return report(*fault, wants_json);
    parlor::ctl::Api api{server_url(arguments), std::move(std::get<std::string>(token))};
    if (auto fault = command->run(api, arguments)) return report(*fault, wants_json);
    return 0;
}
