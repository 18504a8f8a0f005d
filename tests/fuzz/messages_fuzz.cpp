#include "protocol/catalogue.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "ws/envelope.hpp"

#include <boost/json/serialize.hpp>
#include <boost/mp11/algorithm.hpp>

namespace {

using namespace parlor;

/// Whether no digit has a point or an exponent behind it, wherever it stands.
bool only_plain_integers(std::string_view text)
{
    for (std::size_t i = 1; i < text.size(); ++i)
        if (text[i - 1] >= '0' && text[i - 1] <= '9' && (text[i] == '.' || text[i] == 'e' || text[i] == 'E'))
            return false;
    return true;
}

/// What is taken can be written, and says the same when it is read again.
template <class Message> void read_and_write(const protocol::JsonView& data, const boost::json::value& tree)
{
    const auto message = protocol::decode<Message>(data, "data");
    const auto from_tree = protocol::decode<Message>(tree, "data");
    // Boost.JSON 1.81 rounds fractions and powers of ten otherwise, so that one of the two may see an integer.
    const bool exact = only_plain_integers(data.text());
    fuzz::require(bool{message} == bool{from_tree} || !exact, "texts and trees are refused alike");
    if (!message) {
        fuzz::require(!message.error().message.empty(), "a refusal says why");
        fuzz::require(!exact || message.error().message == from_tree.error().message, "in the same words");
        return;
    }
    const auto text = protocol::to_json(*message);
    protocol::JsonDocument reader;
    const auto again = reader.read(text);
    fuzz::require(bool{again}, "what is written is JSON");
    const auto same = protocol::decode<Message>(*again, "data");
    fuzz::require(bool{same}, "what is written can be read");
    fuzz::require(protocol::to_json(*same) == text, "and says the same");
}

} // namespace

/// JSON from a client or a bot provider: the parser, the envelope, and every message of the catalogue.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text(data, size);
    const auto tree = protocol::parse_json(text);
    protocol::JsonDocument reader;
    const auto document = reader.read(text);
    const bool long_exponent = !document && document.error().message.find("exponent") != std::string::npos;
    fuzz::require(bool{document} == bool{tree} || long_exponent, "both readers take the same texts");
    if (!document) return 0;
    const auto same = protocol::parse_json(document->text());
    // As texts, since Boost.JSON makes no number of `0e999`, and no number is equal to itself then.
    fuzz::require(same && boost::json::serialize(*same) == boost::json::serialize(*tree),
                  "a value's own text is the value");
    ws::usable_id(*document);
    const auto envelope = ws::read_envelope(*document);
    if (!envelope || !envelope->data) return 0;
    ws::read_error(envelope->data);
    const auto take = [&]<class Message>(std::type_identity<Message>) {
        // `ping` alone takes whatever comes.
        if constexpr (protocol::Described<Message>)
            if (Message::type == envelope->type)
                read_and_write<Message>(*envelope->data, tree->get_object().at("data"));
    };
    using All = boost::mp11::mp_append<protocol::ClientMessages, protocol::ProviderMessages, protocol::ServerMessages,
                                       protocol::ProviderServerMessages>;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, All>>(take);
    return 0;
}
