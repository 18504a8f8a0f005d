#include "base/toml.hpp"
#include "voicebot/host/settings.hpp"

#include <algorithm>
#include <fstream>
#include <map>

namespace parlor::voicebot::host {
namespace {

/// Reads one file; gathers all faults, so that they are mended in one go.
class FileReader {
public:
    FileReader(std::string file, HostSettings& settings) : file_(std::move(file)), settings_(settings) {}

    void read(const toml::table& table)
    {
        for (const auto& [key, node] : table) {
            const std::string name{key.str()};
            if (name == "chat")
                read_engines(name, node, [&](auto engine, int) { settings_.chat.push_back(std::move(engine)); });
            else if (name == "transcription")
                read_engines(name, node,
                             [&](auto engine, int) { settings_.transcription.push_back(std::move(engine)); });
            else if (name == "speech")
                read_engines(name, node, [&](auto engine, int rate) {
                    settings_.speech.push_back({std::move(engine), rate});
                });
            else if (name == "mcp")
                read_tool_servers(node);
            else
                read_option(name, node);
        }
    }
    /// All faults, in the order of the file.
    std::string take_faults()
    {
        std::string out;
        for (const auto& [place, text] : faults_) out += text;
        return out;
    }

private:
    void fault(const toml::node& node, const std::string& what)
    {
        const auto at = node.source().begin;
        faults_.emplace(std::pair{at.line, at.column},
                        file_ + ':' + std::to_string(at.line) + ':' + std::to_string(at.column) + ": " + what + ".\n");
    }

    void read_option(std::string name, const toml::node& node)
    {
        const auto shown = name;
        std::replace(name.begin(), name.end(), '_', '-');
        if (!is_option(name)) return fault(node, "there is no setting " + shown);
        const auto text = text_of(node);
        if (!text) return fault(node, shown + " must be a text, a number or a list of texts");
        if (auto fine = set_option(settings_, name, *text); !fine) fault(node, shown + ' ' + fine.error().message);
    }

    static std::optional<std::string> text_of(const toml::node& node)
    {
        if (const auto* text = node.as_string()) return text->get();
        if (const auto* number = node.as_integer()) return std::to_string(number->get());
        const auto* list = node.as_array();
        if (!list) return {};
        std::string out;
        for (const auto& item : *list) {
            const auto* text = item.as_string();
            if (!text) return {};
            out += (out.empty() ? "" : ",") + text->get();
        }
        return out;
    }

    template <class Take> void read_engines(const std::string& kind, const toml::node& node, Take take)
    {
        const auto* list = node.as_array();
        if (!list) return fault(node, kind + " must be tables: [[" + kind + "]]");
        for (const auto& item : *list) {
            const auto* table = item.as_table();
            if (!table) return fault(item, kind + " must be tables: [[" + kind + "]]");
            engines::EngineSettings engine{.name = kind + std::to_string(++count_), .url = {}};
            int rate = 24'000;
            for (const auto& [key, value] : *table) read_engine_key(kind, key.str(), value, engine, rate);
            if (engine.url.empty()) fault(item, "every [[" + kind + "]] needs a url");
            take(std::move(engine), rate);
        }
    }

    void read_engine_key(const std::string& kind, std::string_view key, const toml::node& node,
                         engines::EngineSettings& engine, int& rate)
    {
        const auto text = [&](std::string& to) {
            if (const auto* value = node.as_string())
                to = value->get();
            else
                fault(node, std::string{key} + " must be a text");
        };
        if (key == "name") return text(engine.name);
        if (key == "url") return read_url(node, engine.url);
        if (key == "key") return text(engine.key);
        if (key == "key_file") return read_key_file(node, engine.key);
        if (key == "model") return text(engine.model);
        if (key == "timeout_ms") {
            if (const auto time = number(node, key, 100, 600'000)) engine.timeout = Millis{*time};
        } else if (key == "idle_timeout_ms") {
            if (const auto time = number(node, key, 100, 600'000)) engine.idle_timeout = Millis{*time};
        } else if (key == "connect_timeout_ms") {
            if (const auto time = number(node, key, 100, 60'000)) engine.connect_timeout = Millis{*time};
        } else if (key == "retries") {
            if (const auto times = number(node, key, 0, 5)) engine.retries = static_cast<unsigned>(*times);
        } else if (key == "voice" && kind == "speech") {
            text(engine.voice);
        } else if (key == "rate" && kind == "speech") {
            if (const auto hertz = number(node, key, 8'000, 48'000)) rate = static_cast<int>(*hertz);
        } else {
            fault(node, "a [[" + kind + "]] has no " + std::string{key});
        }
    }

    void read_tool_servers(const toml::node& node)
    {
        const auto* list = node.as_array();
        if (!list) return fault(node, "mcp must be tables: [[mcp]]");
        for (const auto& item : *list) {
            const auto* table = item.as_table();
            if (!table) return fault(item, "mcp must be tables: [[mcp]]");
            mcp::ServerSettings server{.name = "mcp" + std::to_string(settings_.mcp.size() + 1), .command = {}};
            for (const auto& [key, value] : *table) read_tool_server_key(key.str(), value, server);
            if (server.command.empty()) fault(item, "every [[mcp]] needs a command, a list of texts");
            for (const auto& other : settings_.mcp)
                if (other.name == server.name) fault(item, "two [[mcp]] have the name " + server.name);
            settings_.mcp.push_back(std::move(server));
        }
    }

    void read_tool_server_key(std::string_view key, const toml::node& node, mcp::ServerSettings& server)
    {
        if (key == "name") {
            const auto* name = node.as_string();
            if (name && !name->get().empty())
                server.name = name->get();
            else
                fault(node, "name must be a text");
        } else if (key == "command") {
            const auto* words = node.as_array();
            for (std::size_t i = 0; words && i < words->size(); ++i)
                if (const auto* word = words->get(i)->as_string()) server.command.push_back(word->get());
            if (!words || server.command.size() != words->size()) fault(node, "command must be a list of texts");
        } else if (key == "timeout_ms") {
            if (const auto time = number(node, key, 100, 600'000)) server.timeout = Millis{*time};
        } else if (key == "reply_bytes") {
            if (const auto bytes = number(node, key, 256, 1024 * 1024))
                server.reply_bytes = static_cast<std::size_t>(*bytes);
        } else {
            fault(node, "a [[mcp]] has no " + std::string{key});
        }
    }

    std::optional<std::int64_t> number(const toml::node& node, std::string_view key, std::int64_t least,
                                       std::int64_t most)
    {
        const auto* value = node.as_integer();
        if (value && value->get() >= least && value->get() <= most) return value->get();
        fault(node, std::string{key} + " must be " + std::to_string(least) + " to " + std::to_string(most));
        return {};
    }

    void read_url(const toml::node& node, std::string& to)
    {
        const auto* value = node.as_string();
        if (value && (value->get().starts_with("http://") || value->get().starts_with("https://")))
            to = value->get();
        else
            fault(node, "url must begin with http:// or https://");
    }

    void read_key_file(const toml::node& node, std::string& to)
    {
        const auto* path = node.as_string();
        std::ifstream file{path ? path->get() : std::string{}};
        if (!std::getline(file, to) || to.empty()) fault(node, "key_file must name a file whose first line is the key");
    }

    const std::string file_;
    HostSettings& settings_;
    std::multimap<std::pair<std::uint32_t, std::uint32_t>, std::string> faults_;
    int count_ = 0;
};

} // namespace

Result<void> read_file_settings(std::string_view toml, const std::string& file, HostSettings& settings)
{
    const auto parsed = toml::parse(toml, file);
    if (!parsed) {
        const auto at = parsed.error().source().begin;
        return Error{Errc::bad_request, file + ':' + std::to_string(at.line) + ':' + std::to_string(at.column) + ": " +
                                            std::string{parsed.error().description()} + ".\n"};
    }
    FileReader reader{file, settings};
    reader.read(parsed.table());
    if (auto faults = reader.take_faults(); !faults.empty()) return Error{Errc::bad_request, std::move(faults)};
    return {};
}

} // namespace parlor::voicebot::host
