#include "tests/journey/bounds_bed.hpp"
#include "tests/support/scripted_provider.hpp"

#include <fstream>

namespace parlor::test {
namespace {

/// The key of a provider that runs beside the server.
std::string local_key(Bed& bed)
{
    std::string key;
    std::ifstream{bed.server().data() / "provider.key"} >> key;
    return key;
}

std::string bots_path(const Bed& bed)
{
    return "/api/v1/lobbies/" + bed.lobby() + "/bots";
}

/// As many bots as the bound lets there be, and one more.
std::string two_bots(Bed& bed)
{
    ScriptedProvider provider{bed.port(), local_key(bed)};
    provider.enroll();
    auto http = bed.http();
    const auto path = bots_path(bed);
    return last_of(2, [&] { return status_of(http.post(path, R"({"type":"echo"})")); });
}

} // namespace

std::vector<Bound> bounds_of_bots()
{
    return {
        {"bots.per_lobby", "1", two_bots, "409", answers("409")},
        {"bots.max_bots", "1", two_bots, "503", answers("503")},
        {"bots.config_bytes", "64",
         [](Bed& bed) {
             ScriptedProvider provider{bed.port(), local_key(bed)};
             provider.enroll();
             const auto wish = R"({"type":"echo","config":{"secret":")" + std::string(64, 'x') + R"("}})";
             return status_of(bed.http().post(bots_path(bed), wish));
         },
         "413", answers("413")},
        {"bots.max_types", "1",
         [](Bed& bed) {
             RawWebSocket provider{bed.port(), local_key(bed), ScriptedProvider::path};
             return code_of(provider.ask(
                 "register",
                 {{"name", "two types"}, {"types", json::parse(ScriptedProvider::usual_types)}, {"max_instances", 1}}));
         },
         "too_large", refusals("too_large")},
        {"bots.max_providers", "1",
         [](Bed& bed) {
             const auto key = local_key(bed);
             const RawWebSocket first{bed.port(), key, ScriptedProvider::path};
             TcpStream second{bed.port()};
             second.send(upgrade_request(bed.port(), bearer(key), ScriptedProvider::path) + "\r\n");
             return second.receive().substr(9, 3);
         },
         "503", answers("503")},
        {"bots.max_keys", "1",
         [](Bed& bed) {
             auto admin = bed.admin();
             return last_of(2, [&] { return status_of(admin.post("/api/v1/admin/providers", R"({"name":"x"})")); });
         },
         "409", answers("409")},
    };
}

} // namespace parlor::test
