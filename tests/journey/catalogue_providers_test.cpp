// What bot providers may say, right and wrong in every way that has a name, and rubbish. Whatever it is, the connection stays
// open, and bots of another provider are not disturbed.
#include "protocol/catalogue.hpp"
#include "tests/journey/bot_journey.hpp"
#include "tests/journey/catalogue_scene.hpp"
#include "tests/journey/wrong_bodies.hpp"
#include "tests/support/client_frames.hpp"

#include <boost/mp11/algorithm.hpp>

#include <csignal>
#include <random>
#include <set>

namespace parlor::test {
namespace {

/// One message that is right, with the definition of its data and of its answer in the schema.
struct Saying {
    const char* type;
    const char* definition;
    const char* result; ///< null: empty
    std::string data;
};

/// A provider with one bot that is active.
class CatalogueOfProviders : public SharedServer<CatalogueOfProviders> {
public:
    static std::vector<std::string> flags()
    {
        auto all = provider_flags();
        for (const auto* flag : {"--net.message_burst=1000000", "--net.messages_per_second=1000000",
                                 "--net.message_bytes=1MiB", "--net.bytes_per_second=1024MiB"})
            all.emplace_back(flag);
        return all;
    }

protected:
    void SetUp() override
    {
        wait_for_providers(port(), 0);
        provider_ = std::make_unique<ScriptedProvider>(port(), first_provider_key);
        provider_->enroll();
        bot_ = lobby_.must_add({{"type", "echo"}});
        instance_ = provider_->run_next();
        lobby_.wait_for(bot_, "active");
    }

    /// A ping is none of them: it carries anything.
    std::vector<Saying> sayings() const
    {
        return {{"register", "Register", "Registered",
                 R"({"name":"scripted","types":)" + std::string{ScriptedProvider::usual_types} +
                     R"(,"max_instances":8,"bots":[")" + bot_ + "\"]}"},
                {"load", "Load", nullptr, R"({"instances":1,"load":0.5,"draining":false})"},
                {"bot_state", "BotStateReport", nullptr,
                 R"({"bot_id":")" + bot_ + R"(","state":"active","detail":"fine"})"}};
    }

    BotLobby lobby_{port()};
    std::unique_ptr<ScriptedProvider> provider_;
    std::string bot_;
    ScriptedProvider::Instance instance_;
};

TEST_F(CatalogueOfProviders, are_answered_as_the_protocol_says)
{
    const SchemaCheck schema{HttpClient{port()}.get("/schema.json").json()};
    std::set<std::string_view> right{"ping"};
    std::set<std::string_view> catalogue;

    for (const auto& saying : sayings()) {
        const auto data = json::parse(saying.data).as_object();
        EXPECT_EQ(schema.faults(saying.definition, data), "");
        const auto result = provider_->socket().must(saying.type, data);
        EXPECT_EQ(saying.result ? schema.faults(saying.result, result) : json::serialize(result),
                  saying.result ? "" : "{}");
        right.insert(saying.type);
    }
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, protocol::ProviderMessages>>(
        [&]<class Message>(boost::mp11::mp_identity<Message>) { catalogue.insert(Message::type); });

    EXPECT_EQ(right, catalogue);
}

TEST_F(CatalogueOfProviders, are_refused_with_the_path_of_their_fault)
{
    const auto document = HttpClient{port()}.get("/schema.json").json();
    int tried = 0;

    for (const auto& saying : sayings())
        for (const auto& wrong : wrong_bodies(document, saying.definition, json::parse(saying.data).as_object())) {
            const auto answer = provider_->socket().ask(saying.type, wrong.body);

            EXPECT_EQ(verdict_of(answer), (Verdict{"bad_request", "data." + wrong.path}))
                << saying.type << ": " << wrong.what;
            ++tried;
        }

    EXPECT_GT(tried, 20);
    instance_.socket->must("ping", {});
    EXPECT_EQ(text_at(lobby_.bot(bot_), "state"), "active");
}

TEST_F(CatalogueOfProviders, hear_what_the_schema_says)
{
    const SchemaCheck schema{HttpClient{port()}.get("/schema.json").json()};
    const auto second = lobby_.must_add({{"type", "echo"}});
    const auto start = provider_->next("start_bot");
    provider_->ack(start);

    std::jthread changing{
        [&] { send_json(lobby_.http, "PATCH", lobby_.bots() + "/" + bot_, R"({"config":{"greeting":"hi"}})"); }};
    const auto configure = provider_->next("configure_bot");
    provider_->ack(configure);
    changing.join();
    lobby_.http.request("DELETE", lobby_.bots() + "/" + second);
    const auto stop = provider_->next("stop_bot");

    EXPECT_EQ(schema.faults("StartBot", start.data), "");
    EXPECT_EQ(schema.faults("ConfigureBot", configure.data), "");
    EXPECT_EQ(schema.faults("StopBot", stop.data), "");
}

/// A right message with something in it that is wrong, or odd, somewhere.
class Spoiler {
public:
    explicit Spoiler(std::uint32_t seed) : engine_(seed) {}

    std::string spoil(std::string text)
    {
        switch (below(5)) {
        case 0: return text.substr(0, below(text.size()));
        case 1: text[below(text.size())] = static_cast<char>(' ' + below(95)); return text;
        case 2: return text.insert(below(text.size()), text.substr(below(text.size()), 40));
        default: return with_odd_value(std::move(text));
        }
    }

private:
    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>{0, bound - 1}(engine_); }

    /// In the place of some value.
    std::string with_odd_value(std::string text)
    {
        static const std::vector<std::string> odd{"null",
                                                  "-0",
                                                  "1e308",
                                                  "1e999",
                                                  "18446744073709551615",
                                                  "[]",
                                                  "{}",
                                                  R"("")",
                                                  R"("\u0000")",
                                                  R"("\ud800")",
                                                  std::string(200, '[') + std::string(200, ']'),
                                                  '"' + std::string(5000, 'x') + '"'};
        const auto colon = text.find(':', below(text.size()));
        const auto end = text.find_first_of(",}", colon);
        if (colon == std::string::npos || end == std::string::npos) return text;
        return text.replace(colon + 1, end - colon - 1, odd[below(odd.size())]);
    }

    std::mt19937 engine_;
};

TEST_F(CatalogueOfProviders, may_be_rubbish_and_disturb_nobodys_bots)
{
    ScriptedProvider rubbish{port(), second_provider_key};
    const auto messages = sayings();
    Spoiler spoiler{20'261'125};

    for (int i = 0; i < 600; ++i) {
        const auto& saying = messages[i % messages.size()];
        const std::string whole = R"({"type":")" + std::string{saying.type} + R"(","data":)" + saying.data + '}';
        rubbish.socket().send_bytes(frame(op_text, spoiler.spoil(whole)));
        if (i % 20 == 0) rubbish.socket().must("ping", {});
    }

    rubbish.socket().must("ping", {});
    EXPECT_EQ(HttpClient{port()}.get("/healthz").status, 200);
    instance_.socket->must("send_chat_message", {{"lobby_id", lobby_.id}, {"text", "still here"}});
    EXPECT_EQ(text_at(lobby_.owner.next_of("entry").at("entry"), "text"), "still here");
    EXPECT_EQ(text_at(lobby_.bot(bot_), "state"), "active");
    EXPECT_EQ(text_at(lobby_.bot(bot_), "detail"), "") << "it is not the other provider's to report";
}

} // namespace
} // namespace parlor::test
