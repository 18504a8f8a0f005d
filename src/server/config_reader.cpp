#include "server/config_reader.hpp"

#include "server/provider_option.hpp"

#include <algorithm>
#include <numeric>

namespace parlor::server {
namespace {

/// How many characters must be put in, taken out or exchanged to make one text of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row.back();
}

constexpr std::size_t most_web_hook_urls = 8;

std::int64_t number_of(const Key& key, Config& config)
{
    const auto target = key.target(config);
    if (auto* const* field = std::get_if<int*>(&target)) return **field;
    if (auto* const* field = std::get_if<std::size_t*>(&target)) return static_cast<std::int64_t>(**field);
    if (auto* const* field = std::get_if<Millis*>(&target)) return (*field)->count();
    return 0;
}

service::IceSettings ice_settings(const IceOptions& options)
{
    service::IceSettings settings{
        .servers = {}, .turn_secret = options.turn_secret, .turn_urls = {}, .ttl = options.ttl};
    if (!options.stun_urls.empty())
        settings.servers.push_back({.urls = options.stun_urls, .username = {}, .credential = {}});
    if (!options.turn_secret.empty())
        settings.turn_urls = options.turn_urls;
    else if (!options.turn_urls.empty())
        settings.servers.push_back({options.turn_urls, options.turn_username, options.turn_credential});
    return settings;
}

} // namespace

std::string_view nearest_key(std::string_view name)
{
    // Long enough for any key that was meant, short enough to cost nothing.
    if (name.empty() || name.size() > 64) return {};
    const auto known = keys();
    auto best = std::min_element(known.begin(), known.end(), [&](const Key& a, const Key& b) {
        return distance(name, a.name) < distance(name, b.name);
    });
    return distance(name, best->name) * 3 <= best->name.size() ? best->name : std::string_view{};
}

void ConfigReader::read_value(const Key& key, const RawValue& value, std::string place)
{
    if (auto fault = assign(key, config_, value)) {
        add_fault(place, std::string{key.name} + ' ' + *fault);
        return;
    }
    origins_[key.name] = std::move(place);
}

void ConfigReader::add_fault(std::string_view place, std::string_view what)
{
    faults_.push_back(std::string{place} + ": " + std::string{what});
}

void ConfigReader::add_unknown(std::string_view place, std::string_view name)
{
    std::string what = "there is no setting " + toml_string(name);
    if (const auto near = nearest_key(name); !near.empty()) what += "; did you mean " + std::string{near} + "?";
    add_fault(place, what);
}

std::string ConfigReader::origin(const Key& key) const
{
    const auto found = origins_.find(key.name);
    return found == origins_.end() ? std::string{} : found->second;
}

void ConfigReader::check_order(std::string_view smaller, std::string_view larger)
{
    const auto* low = find_key(smaller);
    const auto* high = find_key(larger);
    if (!low || !high || number_of(*low, config_) <= number_of(*high, config_)) return;
    const auto place = origin(*low).empty() ? origin(*high) : origin(*low);
    add_fault(place, std::string{smaller} + " (" + toml_value(*low, config_) + ") must not be larger than " +
                         std::string{larger} + " (" + toml_value(*high, config_) + ')');
}

void ConfigReader::finish()
{
    check_order("net.outbox_soft_bytes", "net.outbox_hard_bytes");
    check_order("net.messages_per_second", "net.message_burst");
    check_order("net.connections_per_address", "net.connections");
    check_order("lobby.default_capacity", "lobby.max_capacity");
    check_order("chat.text_bytes", "net.message_bytes");
    check_order("relay.one_bytes", "net.message_bytes");
    check_order("relay.all_bytes", "relay.one_bytes");

    const auto& tls = config_.tls;
    if (!tls.listen.empty() && (tls.certificate.empty() || tls.key.empty()))
        add_fault(origin(*find_key("tls.listen")), "tls.listen needs tls.certificate and tls.key");

    const auto& ice = config_.ice;
    const bool fixed = !ice.turn_username.empty() && !ice.turn_credential.empty();
    if (!ice.turn_urls.empty() && ice.turn_secret.empty() && !fixed) {
        add_fault(origin(*find_key("ice.turn_urls")),
                  "ice.turn_urls needs ice.turn_secret, or ice.turn_username and ice.turn_credential");
    }
    config_.service.ice = ice_settings(ice);

    const auto& hooks = config_.service.web_hooks;
    if (!hooks.urls.empty() && hooks.secret.empty())
        add_fault(origin(*find_key("webhook.urls")), "webhook.urls needs webhook.secret");
    if (hooks.urls.size() > most_web_hook_urls)
        add_fault(origin(*find_key("webhook.urls")), "webhook.urls must be at most 8 addresses");
    check_order("webhook.first_retry", "webhook.longest_retry");

    if (auto providers = parse_providers(config_.bot_providers))
        config_.service.bots.providers = std::move(*providers);
    else
        add_fault(origin(*find_key("bots.providers")), providers.error().message);
}

} // namespace parlor::server
