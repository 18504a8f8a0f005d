#include "protocol/schema.hpp"

#include "protocol/admin.hpp"
#include "protocol/admin_bots.hpp"
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

/// One WebSocket: who speaks what there, and what its definitions are called.
struct Channel {
    std::string_view name;
    std::string_view address;
    std::string_view from_client;
    std::string_view from_server;
    std::string_view results;
    /// The server asks too, and the client answers by `ack` and `error`.
    bool server_asks;
};
constexpr Channel client_channel{"socket", "/api/v1/ws", "ClientMessage", "ServerMessage", "MessageResults", false};
constexpr Channel provider_channel{
    "provider", "/api/v1/bots/provider", "ProviderMessage", "ProviderServerMessage", "ProviderMessageResults", true};

void add_answers(SchemaBuilder& schema, array& messages)
{
    object ack = envelope("ack", object{});
    ack["properties"].as_object()["reply_to"] = id_schema();
    ack["required"] = array{"type", "reply_to", "data"};
    messages.push_back(std::move(ack));
    object refusal = envelope("error", schema.of<ErrorBody>());
    refusal["properties"].as_object()["reply_to"] = id_schema();
    messages.push_back(std::move(refusal));
}

template <class FromClient> void add_client_side(SchemaBuilder& schema, const Channel& channel)
{
    array messages;
    object results;
    array result_names;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, FromClient>>([&](auto held) {
        using T = typename decltype(held)::type;
        auto message = envelope(T::type, data_of<T>(schema));
        message["properties"].as_object()["id"] = id_schema();
        if constexpr (std::is_same_v<T, Ping>) message["required"] = array{"type"};
        messages.push_back(std::move(message));
        results[T::type] = schema.of<typename T::Result>();
        result_names.emplace_back(T::type);
    });
    if (channel.server_asks) add_answers(schema, messages);
    auto& definitions = schema.definitions();
    definitions[channel.from_client] = object{{"oneOf", std::move(messages)}};
    definitions[channel.results] = object{{"description", "What the ack of each of these messages carries."},
                                          {"type", "object"},
                                          {"properties", std::move(results)},
                                          {"required", std::move(result_names)}};
}

template <class FromServer> void add_server_side(SchemaBuilder& schema, const Channel& channel)
{
    array messages;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, FromServer>>([&](auto held) {
        using T = typename decltype(held)::type;
        auto message = envelope(T::type, schema.of<T>());
        if (channel.server_asks) message["properties"].as_object()["id"] = id_schema();
        messages.push_back(std::move(message));
    });
    add_answers(schema, messages);
    schema.definitions()[channel.from_server] = object{{"oneOf", std::move(messages)}};
}

void add_messages(SchemaBuilder& schema)
{
    add_client_side<ClientMessages>(schema, client_channel);
    add_server_side<ServerMessages>(schema, client_channel);
    add_client_side<ProviderMessages>(schema, provider_channel);
    add_server_side<ProviderServerMessages>(schema, provider_channel);

    array codes;
    for (std::size_t i = 0; i < errc_count; ++i) codes.emplace_back(to_string(static_cast<Errc>(i)));
    auto& definitions = schema.definitions();
    definitions["ErrorCode"] = object{{"type", "string"}, {"enum", std::move(codes)}};
    definitions["ErrorBody"].as_object()["properties"].as_object()["code"] = schema.ref("ErrorCode");
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
    schema.of<AdminBotResult>();
    schema.of<AdminBotPage>();
    schema.of<AdminProviderRequest>();
    schema.of<AdminProviderResult>();
    schema.of<AdminProviderPage>();
    schema.of<AdminBackupResult>();
    schema.of<AuditPage>();
    schema.of<BotTypes>();
    schema.of<AddBot>();
    schema.of<BotPatch>();
    schema.of<BotResult>();
    schema.of<BotList>();
}

/// One channel of the AsyncAPI document, with what goes each way over it.
struct ChannelDocument {
    object messages;
    array from_client;
    array from_server;

    template <class Messages> void add(const Channel& channel, std::string_view definition, array& list, bool answers)
    {
        std::size_t index = 0;
        auto one = [&](std::string_view type) {
            const auto place = "schema.json#/$defs/" + std::string{definition} + "/oneOf/" + std::to_string(index++);
            // What both sides may say (answers, and what either list has) is one message of the channel.
            if (!messages.contains(type))
                messages[type] =
                    object{{"name", type}, {"contentType", "application/json"}, {"payload", object{{"$ref", place}}}};
            list.push_back(
                object{{"$ref", "#/channels/" + std::string{channel.name} + "/messages/" + std::string{type}}});
        };
        boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Messages>>(
            [&](auto held) { one(decltype(held)::type::type); });
        if (!answers) return;
        one("ack");
        one("error");
    }
};

template <class FromClient, class FromServer>
void document(const Channel& channel, std::string_view who, object& channels, object& operations)
{
    ChannelDocument made;
    made.add<FromClient>(channel, channel.from_client, made.from_client, channel.server_asks);
    made.add<FromServer>(channel, channel.from_server, made.from_server, true);
    auto here = object{{"$ref", "#/channels/" + std::string{channel.name}}};
    channels[channel.name] = object{{"address", channel.address}, {"messages", std::move(made.messages)}};
    const std::string other{who};
    operations["from" + other] = object{{"action", "receive"},
                                        {"description", other + " to server."},
                                        {"channel", here},
                                        {"messages", std::move(made.from_client)}};
    operations["to" + other] = object{{"action", "send"},
                                      {"description", "Server to " + other + "."},
                                      {"channel", here},
                                      {"messages", std::move(made.from_server)}};
}

/// What the request that opens a client's WebSocket may say (the AsyncAPI binding of WebSockets).
object client_binding()
{
    object lobby{{"type", "string"},
                 {"pattern", "^[A-Za-z0-9_-]{1,64}$"},
                 {"description", "The lobby that the connection is for: a hint."}};
    return {{"ws", object{{"method", "GET"},
                          {"query", object{{"type", "object"}, {"properties", object{{"lobby", std::move(lobby)}}}}}}}};
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
    object channels;
    object operations;
    document<ClientMessages, ServerMessages>(client_channel, "Client", channels, operations);
    channels[client_channel.name].as_object()["bindings"] = client_binding();
    document<ProviderMessages, ProviderServerMessages>(provider_channel, "Provider", channels, operations);
    return pretty(object{
        {"asyncapi", "3.0.0"},
        {"info", object{{"title", "Parlor WebSocket"},
                        {"version", "1"},
                        {"license", object{{"name", "Apache-2.0"}}},
                        {"description",
                         "JSON text frames of the subprotocol parlor.v1; docs/protocol.md tells their meaning."}}},
        {"channels", std::move(channels)},
        {"operations", std::move(operations)},
    });
}

} // namespace parlor::protocol
