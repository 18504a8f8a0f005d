#include "protocol/schema.hpp"

#include "protocol/admin.hpp"
#include "protocol/catalogue.hpp"
#include "protocol/invite.hpp"
#include "protocol/pretty.hpp"
#include "protocol/schema_builder.hpp"

namespace parlor::protocol {
namespace {

using boost::json::array;
using boost::json::object;

template <class T> boost::json::value data_of(SchemaBuilder& schema)
{
    if constexpr (std::is_same_v<T, Ping>)
        return object{};
    else
        return schema.of<T>();
}

object envelope(std::string_view type, boost::json::value data)
{
    return {{"type", "object"},
            {"properties", object{{"type", object{{"const", type}}}, {"data", std::move(data)}}},
            {"required", array{"type", "data"}}};
}

object id_schema()
{
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}};
}

void add_messages(SchemaBuilder& schema)
{
    array from_client;
    object results;
    array result_names;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, ClientMessages>>([&](auto held) {
        using T = typename decltype(held)::type;
        auto message = envelope(T::type, data_of<T>(schema));
        message["properties"].as_object()["id"] = id_schema();
        if constexpr (std::is_same_v<T, Ping>) message["required"] = array{"type"};
        from_client.push_back(std::move(message));
        results[T::type] = schema.of<typename T::Result>();
        result_names.emplace_back(T::type);
    });

    array from_server;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, ServerMessages>>([&](auto held) {
        using T = typename decltype(held)::type;
        from_server.push_back(envelope(T::type, schema.of<T>()));
    });
    object ack = envelope("ack", object{});
    ack["properties"].as_object()["reply_to"] = id_schema();
    ack["required"] = array{"type", "reply_to", "data"};
    from_server.push_back(std::move(ack));
    object refusal = envelope("error", schema.of<ErrorBody>());
    refusal["properties"].as_object()["reply_to"] = id_schema();
    from_server.push_back(std::move(refusal));

    array codes;
    for (std::size_t i = 0; i < errc_count; ++i) codes.emplace_back(to_string(static_cast<Errc>(i)));
    auto& definitions = schema.definitions();
    definitions["ErrorCode"] = object{{"type", "string"}, {"enum", std::move(codes)}};
    definitions["ErrorBody"].as_object()["properties"].as_object()["code"] = schema.ref("ErrorCode");
    definitions["ClientMessage"] = object{{"oneOf", std::move(from_client)}};
    definitions["ServerMessage"] = object{{"oneOf", std::move(from_server)}};
    definitions["MessageResults"] = object{{"description", "What the ack of each client message carries."},
                                           {"type", "object"},
                                           {"properties", std::move(results)},
                                           {"required", std::move(result_names)}};
}

void add_http(SchemaBuilder& schema)
{
    schema.of<SessionCreated>();
    schema.of<SetPassword>();
    schema.of<EndSession>();
    schema.of<RemovePassword>();
    schema.of<CreateLobby>();
    schema.of<LobbyPatch>();
    schema.of<LobbyResult>();
    schema.of<LobbyCreated>();
    schema.of<CreateInvite>();
    schema.of<InviteResult>();
    schema.of<InviteList>();
    schema.of<LobbyPage>();
    schema.of<AdminLogin>();
    schema.of<AdminStats>();
    schema.of<AdminSessionResult>();
    schema.of<AdminSessionPage>();
    schema.of<AdminNamePassword>();
    schema.of<AdminNameResult>();
    schema.of<AdminNamePage>();
    schema.of<AdminLobbyResult>();
    schema.of<AdminLobbyPage>();
    schema.of<AdminBanRequest>();
    schema.of<AdminBanResult>();
    schema.of<AdminBanPage>();
    schema.of<AdminBackupResult>();
    schema.of<AuditPage>();
}

} // namespace

std::string json_schema()
{
    SchemaBuilder schema;
    add_messages(schema);
    add_http(schema);
    return pretty(object{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                         {"$id", "parlor-v1"},
                         {"title", "Parlor wire protocol, version 1"},
                         {"$defs", schema.definitions()}});
}

std::string asyncapi()
{
    object messages;
    array client_list;
    array server_list;
    auto add = [&](std::string_view type, bool from_client) {
        messages[type] = object{{"name", type}, {"contentType", "application/json"}};
        auto here = object{{"$ref", "#/channels/socket/messages/" + std::string{type}}};
        (from_client ? client_list : server_list).push_back(std::move(here));
    };
    auto payload = [&](std::string_view type, std::string_view list, std::size_t index) {
        messages[type].as_object()["payload"] =
            object{{"$ref", "schema.json#/$defs/" + std::string{list} + "/oneOf/" + std::to_string(index)}};
    };
    std::size_t index = 0;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, ClientMessages>>([&](auto held) {
        using T = typename decltype(held)::type;
        add(T::type, true);
        payload(T::type, "ClientMessage", index++);
    });
    index = 0;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, ServerMessages>>([&](auto held) {
        using T = typename decltype(held)::type;
        add(T::type, false);
        payload(T::type, "ServerMessage", index++);
    });
    for (std::string_view type : {"ack", "error"}) {
        add(type, false);
        payload(type, "ServerMessage", index++);
    }
    auto channel = object{{"$ref", "#/channels/socket"}};
    return pretty(object{
        {"asyncapi", "3.0.0"},
        {"info", object{{"title", "Parlor WebSocket"},
                        {"version", "1"},
                        {"description",
                         "JSON text frames of the subprotocol parlor.v1; docs/protocol.md tells their meaning."}}},
        {"channels", object{{"socket", object{{"address", "/api/v1/ws"}, {"messages", std::move(messages)}}}}},
        {"operations",
         object{
             {"fromClient", object{{"action", "receive"}, {"channel", channel}, {"messages", std::move(client_list)}}},
             {"fromServer", object{{"action", "send"}, {"channel", channel}, {"messages", std::move(server_list)}}}}},
    });
}

} // namespace parlor::protocol
