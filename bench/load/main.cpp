#include "bench/load/options.hpp"

#include <boost/json/serialize.hpp>

#include <iostream>
#include <vector>

namespace {

using namespace parlor::load;

boost::json::object measure(const Options& options)
{
    if (const auto* connects = std::get_if<ConnectOptions>(&options.scenario))
        return measure_connects(*connects, options.ports, options.server);
    if (const auto* scale = std::get_if<ScaleOptions>(&options.scenario))
        return Scale{*scale, options.ports, options.server, std::cout}.run();
    return Traffic{std::get<TrafficOptions>(options.scenario), options.ports, options.server}.run();
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<const char*> arguments{argv + 1, argv + argc};
    try {
        std::cout << measure(parse_options(arguments)) << '\n';
        return 0;
    } catch (const std::invalid_argument& fault) {
        std::cerr << "parlor-load: " << fault.what() << "\n\n" << usage();
        return 2;
    } catch (const std::exception& fault) {
        std::cerr << "parlor-load: " << fault.what() << '\n';
        return 1;
    }
}
