#include "server/provider_option.hpp"

#include "base/ids.hpp"
#include "server/local_provider.hpp"
#include "service/bot/bot_secrets.hpp"

#include <algorithm>
#include <set>

namespace parlor::server {
namespace {

constexpr std::size_t least_key = 32;
constexpr std::size_t hash_digits = 64;

Error wrong(std::string what)
{
    return {Errc::bad_request, std::move(what)};
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        if (end > 0) parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

bool is_hash(std::string_view text)
{
    return text.size() == hash_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<void> read_field(service::ProviderKeySetting& provider, std::string_view name, std::string_view value)
{
    if (name == "name") {
        if (!is_id(value)) return wrong("needs a name of 1 to 64 letters, digits, '_' or '-'");
        if (value == local_provider_name) return wrong("has the name of the provider beside the server");
        provider.name = value;
    } else if (name == "key") {
        if (value.size() < least_key) return wrong("needs a key of at least 32 characters");
        provider.key_hash = service::hash_of_secret(value);
    } else if (name == "key_hash") {
        if (!is_hash(value)) return wrong("needs as key_hash the key's SHA-256 in 64 hexadecimal digits");
        provider.key_hash = value;
    } else if (name == "types") {
        for (const auto type : split(value, '+')) {
            if (!is_id(type)) return wrong("names a type that is no id");
            provider.types.emplace_back(type);
        }
    } else {
        return wrong("has name, key or key_hash, and types; nothing else");
    }
    return {};
}

} // namespace

Result<service::ProviderKeySetting> parse_provider(std::string_view text)
{
    service::ProviderKeySetting provider;
    for (const auto field : split(text, ' ')) {
        const auto equals = std::min(field.find('='), field.size());
        auto read = read_field(provider, field.substr(0, equals), field.substr(std::min(equals + 1, field.size())));
        if (!read) return std::move(read).error();
    }
    if (provider.name.empty()) return wrong("needs a name");
    if (provider.key_hash.empty()) return wrong("needs a key");
    return provider;
}

Result<std::vector<service::ProviderKeySetting>> parse_providers(const std::vector<std::string>& items)
{
    std::vector<service::ProviderKeySetting> all;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto place = "bots.providers[" + std::to_string(i) + "] ";
        auto provider = parse_provider(items[i]);
        if (!provider) return wrong(place + provider.error().message);
        if (!seen.insert("name " + provider->name).second) return wrong(place + "has the name of another one");
        if (!seen.insert("key " + provider->key_hash).second) return wrong(place + "has the key of another one");
        all.push_back(std::move(*provider));
    }
    return all;
}

} // namespace parlor::server
