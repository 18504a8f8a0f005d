#include "voicebot/host/instance.hpp"

namespace parlor::voicebot::host {

Instance::Instance(runtime::ShardLoop& loop, bots::Workshop& workshop, const protocol::StartBot& order,
                   SeatOptions options, InstanceEvents& events)
    : workshop_(workshop), events_(events), id_(order.bot_id), type_(order.type_), name_(order.name),
      seat_(loop, std::move(options), static_cast<SeatEvents&>(*this))
{
}

Result<std::unique_ptr<Instance>> Instance::start(runtime::ShardLoop& loop, bots::Workshop& workshop,
                                                  const protocol::StartBot& order, InstanceEvents& events)
{
    auto server = client::parse_socket_url(order.url);
    if (!server) return std::move(server).error();
    std::unique_ptr<Instance> instance{new Instance{
        loop,
        workshop,
        order,
        {.server = std::move(*server), .token = order.token, .lobby_id = order.lobby_id, .entries = order.entries},
        events}};
    auto made = make_bot(order.type_, order.name, order.config.text, workshop, instance->seat_);
    if (!made) return std::move(made).error();
    instance->made_ = std::move(*made);
    instance->seat_.attach(instance->made_.bot.get());
    instance->seat_.start();
    return instance;
}

Instance::~Instance()
{
    seat_.attach(nullptr);
    made_.bot.reset();
}

Result<void> Instance::configure(const std::string& config)
{
    if (made_.configure(config)) return {};
    auto made = make_bot(type_, name_, config, workshop_, seat_);
    if (!made) return std::move(made).error();
    // The old bot's connections end before the new one's begin.
    seat_.attach(nullptr);
    made_ = std::move(*made);
    seat_.attach(made_.bot.get());
    return {};
}

void Instance::leave()
{
    seat_.attach(nullptr);
    made_.bot->ended("asked to leave");
    seat_.leave();
}

} // namespace parlor::voicebot::host
