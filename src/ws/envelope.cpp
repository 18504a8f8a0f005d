#include "ws/envelope.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"

namespace parlor::ws {
namespace {

constexpr std::size_t max_request_id = 64;

/// What others wrote into an error that goes to people.
constexpr std::size_t max_reason = 500;

/// A type can be as long as a message; its beginning tells enough.
std::string shortened(std::string_view type)
{
    if (type.size() <= max_request_id) return std::string{type};
    return std::string{first_bytes(type, max_request_id)} + "…";
}

Error bad_request(std::string message, std::string path)
{
    return {Errc::bad_request, std::move(message), std::move(path)};
}

/// A text of 1 to 64 characters under this name; empty where there is none.
std::string short_text(const protocol::JsonObject& object, std::string_view name)
{
    const auto found = object.if_contains(name);
    if (!found || !found->is_string()) return {};
    const auto text = found->get_string();
    if (protocol::detail::code_points(text) > max_request_id) return {};
    return std::string{text};
}

} // namespace

std::string usable_id(const protocol::JsonView& document)
{
    return document.is_object() ? short_text(document.get_object(), "id") : std::string{};
}

Error unknown_type(std::string_view type)
{
    return {Errc::unknown_type, "Unknown message type: " + shortened(type)};
}

Result<Envelope> read_envelope(const protocol::JsonView& document)
{
    if (!document.is_object()) return bad_request("A message is a JSON object with a type and data.", {});
    const auto object = document.get_object();
    Envelope envelope;
    if (const auto id = object.if_contains("id"); id && !id->is_null()) {
        envelope.id = usable_id(document);
        if (envelope.id.empty()) return bad_request("id: must be a string of 1 to 64 characters", "id");
    }
    const auto type = object.if_contains("type");
    if (!type) return bad_request("type: missing", "type");
    if (!type->is_string()) return bad_request("type: must be a string", "type");
    envelope.type = type->get_string();
    envelope.reply_to = short_text(object, "reply_to");
    envelope.data = object.if_contains("data");
    return envelope;
}

Error read_error(const std::optional<protocol::JsonView>& data)
{
    Error error{Errc::internal, "failed without saying why."};
    if (!data) return error;
    auto body = protocol::decode<protocol::ErrorBody>(*data);
    if (!body) return error;
    error.message = first_bytes(body->error, max_reason);
    for (std::size_t i = 0; i < errc_count; ++i)
        if (to_string(static_cast<Errc>(i)) == body->code) error.code = static_cast<Errc>(i);
    return error;
}

void WayBack::refuse(Error error) const
{
    // Services name fields; on this edge they are fields of `data`.
    if (!error.path.empty() && error.path != "id" && error.path != "type" && !error.path.starts_with("data"))
        error.path.insert(0, "data.");
    if (!logged_as.empty())
        log::warning("refused", {{"to", logged_as},
                                 {"code", std::string{to_string(error.code)}},
                                 {"path", error.path},
                                 {"why", error.message}});
    refusals->at(static_cast<std::size_t>(error.code)).fetch_add(1, std::memory_order_relaxed);
    couriers->here().send(connection, protocol::error_frame(id, error));
}

} // namespace parlor::ws
