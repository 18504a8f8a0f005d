#include "server/descriptors.hpp"

#include "base/log.hpp"

#include <string>
#include <sys/resource.h>

namespace parlor::server {
namespace {

/// The database, its log, the event loops, the standard streams, and some air.
constexpr std::size_t own_descriptors = 64;

} // namespace

void raise_descriptor_limit(std::size_t connections)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < connections + own_descriptors)
        log::warning("few_descriptors",
                     {{"allowed", std::to_string(limit.rlim_cur)}, {"net.connections", std::to_string(connections)}});
}

} // namespace parlor::server
