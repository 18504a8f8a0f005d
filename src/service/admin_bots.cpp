#include "service/admin_manager.hpp"
#include "service/admin_pages.hpp"

/// Bots and the keys of their providers, for administrators.
namespace parlor::service {

void AdminManager::list_bots(PageQuery page, Reply<protocol::AdminBotPage> reply)
{
    if (!fits_ids(page)) return reply(foreign_cursor());
    using Item = protocol::AdminBot;
    SearchableList<Item> list{
        .read = [this](const std::string& cursor, std::size_t limit,
                       Reply<std::vector<Item>> items) { items(parts_.bots.bots(BotId{cursor}, limit)); },
        .cursor_of = [](const Item& item) { return std::string{item.bot.id}; },
        .text_of =
            [](const Item& item) {
                return search_text(item.bot.name, item.bot.type, item.bot.id, item.lobby_id, item.bot.detail,
                                   protocol::enum_name(item.bot.state),
                                   item.provider ? std::string_view{*item.provider} : std::string_view{});
            }};
    search(std::move(list), std::move(page), std::move(reply), [](FoundPage<Item> found, auto done) {
        done(protocol::AdminBotPage{.bots = std::move(found.items), .next_cursor = std::move(found.next_cursor)});
    });
}

void AdminManager::get_bot(BotId bot, Reply<protocol::AdminBotResult> reply)
{
    at_home(std::move(reply), [this, bot = std::move(bot)](Reply<protocol::AdminBotResult> answer) {
        auto found = parts_.bots.bot(bot);
        if (!found) return answer(std::move(found).error());
        answer(protocol::AdminBotResult{std::move(*found)});
    });
}

void AdminManager::end_bot(AdminActor actor, BotId bot, Reply<protocol::Empty> reply)
{
    at_home(std::move(reply), [this, actor = std::move(actor), bot = std::move(bot)](Reply<protocol::Empty> answer) {
        const auto found = parts_.bots.bot(bot);
        if (!found) return answer(found.error());
        audited(actor,
                {.action = "end_bot",
                 .lobby = LobbyId{found->lobby_id},
                 .target = bot.str(),
                 .details = audit_detail("name", found->bot.name)},
                std::move(answer), [this, bot](Reply<protocol::Empty> done) { parts_.bots.end(bot, std::move(done)); });
    });
}

void AdminManager::list_providers(PageQuery page, Reply<protocol::AdminProviderPage> reply)
{
    if (!fits_ids(page)) return reply(foreign_cursor());
    using Item = protocol::AdminProvider;
    SearchableList<Item> list{
        .read = [this](const std::string& cursor, std::size_t limit,
                       Reply<std::vector<Item>> items) { items(parts_.bots.provider_keys(cursor, limit)); },
        .cursor_of = [](const Item& item) { return std::string{item.id}; },
        .text_of = [](const Item& item) { return search_text(item.name, item.id); }};
    search(std::move(list), std::move(page), std::move(reply), [](FoundPage<Item> found, auto done) {
        done(protocol::AdminProviderPage{.providers = std::move(found.items),
                                         .next_cursor = std::move(found.next_cursor)});
    });
}

void AdminManager::add_provider(AdminActor actor, protocol::AdminProviderRequest request,
                                Reply<protocol::AdminProviderResult> reply)
{
    at_home(std::move(reply), [this, actor = std::move(actor),
                               request = std::move(request)](Reply<protocol::AdminProviderResult> answer) mutable {
        if (auto allowed = parts_.bots.may_add_key(); !allowed) return answer(std::move(allowed).error());
        AuditRecord record{.action = "add_provider", .target = request.name};
        audited(actor, std::move(record), std::move(answer),
                [this, request = std::move(request)](Reply<protocol::AdminProviderResult> done) mutable {
                    parts_.bots.add_key(std::move(request), std::move(done));
                });
    });
}

void AdminManager::remove_provider(AdminActor actor, std::string id, Reply<protocol::Empty> reply)
{
    at_home(std::move(reply), [this, actor = std::move(actor), id = std::move(id)](Reply<protocol::Empty> answer) {
        if (auto allowed = parts_.bots.may_delete_key(id); !allowed) return answer(std::move(allowed).error());
        audited(actor, {.action = "remove_provider", .target = id}, std::move(answer),
                [this, id](Reply<protocol::Empty> done) { parts_.bots.delete_key(id, std::move(done)); });
    });
}

} // namespace parlor::service
