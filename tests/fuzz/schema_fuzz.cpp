#include "protocol/decode.hpp"
#include "service/bot/config_json.hpp"
#include "tests/fuzz/fuzz.hpp"

/// `{"schema":…,"config":…}`: a provider's schema of its settings, and a user's settings for it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace parlor;
    const auto document = protocol::parse_json(fuzz::text(data, size));
    if (!document || !document->is_object()) return 0;
    const auto* schema_json = document->get_object().if_contains("schema");
    const auto* config_json = document->get_object().if_contains("config");
    if (!schema_json) return 0;
    const auto schema = service::read_config_schema(*schema_json, "schema");
    if (!schema) {
        fuzz::require(!schema.error().message.empty(), "a refusal says why");
        return 0;
    }
    const auto written = service::to_json_text(*schema);
    const auto again = service::read_config_schema(protocol::parse_json(written).value(), "schema");
    fuzz::require(again && *again == *schema, "a schema that is written is the same when it is read");
    if (!config_json) return 0;

    const auto given = service::config_from_json(*config_json);
    const auto config = domain::complete_config(*schema, given);
    if (!config) return 0;
    const auto twice = domain::complete_config(*schema, *config);
    fuzz::require(twice && *twice == *config, "completing twice changes nothing");
    fuzz::require(service::config_from_text(service::to_json_text(*config)) == *config, "what is kept is the same");
    domain::shown_config(*schema, *config);
    domain::known_config(*schema, domain::changed_config(*config, given));
    return 0;
}
