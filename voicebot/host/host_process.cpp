#include "voicebot/host/host_process.hpp"

#include "base/log.hpp"
#include "voicebot/host/bot_host.hpp"
#include "voicebot/host/host_loop.hpp"
#include "voicebot/host/status_server.hpp"
#include "voicebot/media/gst_runtime.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <fstream>
#include <iostream>
#include <optional>

namespace parlor::voicebot::host {
namespace {

/// Between looks for the key's file, and at whether the server still wants this host.
constexpr Millis look_every{200};

std::optional<std::string> read_key(const std::string& path)
{
    std::ifstream file{path};
    std::string key;
    if (!std::getline(file, key) || key.empty()) return {};
    return key;
}

/// The process, on its one loop: waits for the key, runs the host, ends it in good order.
class HostProcess {
public:
    HostProcess(const HostSettings& settings, client::ServerAddress server)
        : settings_(settings), server_(std::move(server)), loop_(pool_.loop(0)), engines_(loop_, settings_),
          signals_(pool_.loop(0).context(), SIGINT, SIGTERM)
    {
    }

    int run()
    {
        if (!settings_.metrics.empty())
            if (auto listening = status_.listen(settings_.metrics); !listening) {
                std::cerr << "parlor-voicebot: " << listening.error().message << ".\n";
                return 1;
            }
        pool_.post(0, [this] {
            engines_.warm_up();
            await_signal();
            // A bot that came before would lack them.
            engines_.start_tools([this] { await_key(); });
        });
        pool_.run();
        host_.reset();
        pool_.discard();
        return code_;
    }

private:
    void await_key()
    {
        const auto key = read_key(settings_.key_file);
        if (key) return begin(*key);
        if (!std::exchange(told_, true)) log::info("waiting_for_key", {{"file", settings_.key_file}});
        pool_.loop(0).timers().after(look_every, [this] { await_key(); });
    }

    void begin(std::string key)
    {
        host_ = std::make_unique<BotHost>(pool_.loop(0), engines_, settings_, server_, std::move(key));
        host_->start();
        watch();
    }

    void watch()
    {
        if (host_->gave_up()) {
            std::cerr << "parlor-voicebot: the server at " << settings_.server << " refuses the key in "
                      << settings_.key_file << ".\n";
            code_ = 1;
            return pool_.stop();
        }
        pool_.loop(0).timers().after(look_every, [this] { watch(); });
    }

    void await_signal()
    {
        signals_.async_wait([this](const boost::system::error_code& fault, int) {
            if (fault) return;
            // A second one means at once.
            if (!host_ || std::exchange(ending_, true)) return pool_.stop();
            host_->drain([this] { pool_.stop(); });
            await_signal();
        });
    }

    const HostSettings& settings_;
    const client::ServerAddress server_;
    runtime::ShardPool pool_{1};
    HostLoop loop_;
    EngineRoom engines_;
    boost::asio::signal_set signals_;
    std::unique_ptr<BotHost> host_;
    StatusServer status_{pool_,
                         {.ready = [this] { return host_ && host_->registered(); },
                          .metrics = [this] { return host_ ? host_->metrics() : std::string{}; }}};
    bool told_ = false;
    bool ending_ = false;
    int code_ = 0;
};

} // namespace

int run_host(const HostSettings& settings)
{
    log::set_level(settings.log_level);
    // Engines and sockets that are gone are told by their errors.
    std::signal(SIGPIPE, SIG_IGN);
    auto server = client::parse_server_url(settings.server);
    if (!server) {
        std::cerr << "parlor-voicebot: " << server.error().message << '\n';
        return 1;
    }
    media::warm_up_gstreamer();
    int code = 0;
    {
        HostProcess process{settings, std::move(*server)};
        code = process.run();
    }
    media::await_retired_pipelines();
    return code;
}

} // namespace parlor::voicebot::host
