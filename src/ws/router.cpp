#include "ws/router.hpp"

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <unordered_map>

namespace parlor::ws {
namespace {

constexpr std::size_t max_request_id = 64;

/// What an id looks like in an answer; empty where the document has none that can be used.
std::string usable_id(const boost::json::value& document)
{
    const auto* object = document.if_object();
    const auto* id = object ? object->if_contains("id") : nullptr;
    if (!id || !id->is_string() || protocol::detail::code_points(id->get_string()) > max_request_id) return {};
    return std::string{id->get_string()};
}

/// A type can be as long as a message; its beginning tells enough. Never cut within a character.
std::string shortened(std::string_view type)
{
    if (type.size() <= max_request_id) return std::string{type};
    auto end = max_request_id;
    while (end > 0 && (static_cast<unsigned char>(type[end]) & 0xC0U) == 0x80U) --end;
    return std::string{type.substr(0, end)} + "…";
}

Error bad_request(std::string message, std::string path)
{
    return {Errc::bad_request, std::move(message), std::move(path)};
}

Error unknown(std::string_view type)
{
    using protocol::unsupported_types;
    if (std::ranges::find(unsupported_types, type) != unsupported_types.end())
        return {Errc::unsupported, "This version does not offer " + std::string{type} + "."};
    return {Errc::unknown_type, "Unknown message type: " + shortened(type)};
}

} // namespace

void Router::Return::refuse(Error error) const
{
    // Services name fields; on this edge they are fields of `data`.
    if (!error.path.empty() && error.path != "id" && error.path != "type" && !error.path.starts_with("data"))
        error.path.insert(0, "data.");
    couriers->here().send(connection, protocol::error_frame(id, error));
}

template <class Message>
void Router::invoke(service::LiveConnection& caller, const boost::json::value* data, Return back)
{
    Message message;
    if constexpr (std::is_same_v<Message, protocol::Ping>) {
        if (data) message.data.text = protocol::detail::json_text(*data);
    } else {
        if (!data) return back.refuse(bad_request("data: missing", "data"));
        auto decoded = protocol::decode<Message>(*data, "data");
        if (!decoded) return back.refuse(std::move(decoded).error());
        message = std::move(*decoded);
    }
    caller.call(std::move(message), [back = std::move(back)](Result<typename Message::Result> result) {
        if (!result) return back.refuse(std::move(result).error());
        if (!back.id.empty()) back.couriers->here().send(back.connection, protocol::ack_frame(back.id, *result));
    });
}

Router::Invoke Router::find(std::string_view type)
{
    static const auto table = [] {
        std::unordered_map<std::string_view, Invoke> invokes;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, protocol::ClientMessages>>(
            [&]<class Message>(boost::mp11::mp_identity<Message>) {
                invokes.emplace(Message::type, &invoke<Message>);
            });
        return invokes;
    }();
    auto found = table.find(type);
    return found == table.end() ? nullptr : found->second;
}

Result<Router::Envelope> Router::read_envelope(const boost::json::value& document)
{
    const auto* object = document.if_object();
    if (!object) return bad_request("A message is a JSON object with a type and data.", {});
    Envelope envelope;
    if (const auto* id = object->if_contains("id"); id && !id->is_null()) {
        envelope.id = usable_id(document);
        if (envelope.id.empty()) return bad_request("id: must be a string of 1 to 64 characters", "id");
    }
    const auto* type = object->if_contains("type");
    if (!type) return bad_request("type: missing", "type");
    if (!type->is_string()) return bad_request("type: must be a string", "type");
    envelope.type = type->get_string();
    envelope.data = object->if_contains("data");
    return envelope;
}

Router::Return Router::way_back(service::LiveConnection& caller, std::string id) const
{
    return {&couriers_, caller.actor().connection, std::move(id)};
}

void Router::route(service::LiveConnection& caller, std::string_view text) const
{
    unsigned char buffer[4096];
    boost::json::monotonic_resource memory{buffer, sizeof buffer};
    auto document = protocol::parse_json(text, &memory);
    if (!document) return way_back(caller, {}).refuse(std::move(document).error());
    auto envelope = read_envelope(*document);
    if (!envelope) return way_back(caller, usable_id(*document)).refuse(std::move(envelope).error());
    auto back = way_back(caller, std::move(envelope->id));
    if (auto* call = find(envelope->type)) return call(caller, envelope->data, std::move(back));
    back.refuse(unknown(envelope->type));
}

void Router::refuse_rate(service::LiveConnection& caller, std::string_view text) const
{
    unsigned char buffer[4096];
    boost::json::monotonic_resource memory{buffer, sizeof buffer};
    auto document = protocol::parse_json(text, &memory);
    way_back(caller, document ? usable_id(*document) : std::string{})
        .refuse({Errc::rate_limited, "You send more than allowed; wait a little.", {}, caller.retry_after().count()});
}

void Router::refuse_binary(service::LiveConnection& caller) const
{
    way_back(caller, {}).refuse(bad_request("Messages are JSON text; binary frames are not understood.", {}));
}

} // namespace parlor::ws
