#include "domain/session/name.hpp"
#include "service/admin_manager.hpp"
#include "service/admin_wire.hpp"

#include <charconv>

/// What administrators see of names and do to them.
namespace parlor::service {
namespace {

/// Keys have any characters, a cursor only such as may stand in an address: it is the last key in hexadecimal digits.
std::string cursor_of(std::string_view key)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string cursor;
    for (const char c : key) {
        const auto byte = static_cast<unsigned char>(c);
        cursor += digits[byte >> 4];
        cursor += digits[byte & 0xF];
    }
    return cursor;
}

Result<std::string> key_of(std::string_view cursor)
{
    std::string key;
    for (std::size_t i = 0; i + 1 < cursor.size(); i += 2) {
        unsigned char byte = 0;
        const auto* at = cursor.data() + i;
        if (std::from_chars(at, at + 2, byte, 16).ptr == at + 2) key += static_cast<char>(byte);
    }
    if (key.size() * 2 == cursor.size()) return key;
    return Error{Errc::bad_request, "This cursor is not one that this list gave.", "cursor"};
}

} // namespace

void AdminManager::list_names(PageQuery page, Reply<protocol::AdminNamePage> reply)
{
    if (auto after = key_of(page.cursor); !after) return reply(std::move(after).error());
    SearchableList<NameRecord> list{
        .read =
            [this](const std::string& cursor, std::size_t limit, Reply<std::vector<NameRecord>> items) {
                context_.store.list_names(key_of(cursor).value(), limit,
                                          context_.here<std::vector<NameRecord>>(std::move(items)));
            },
        .cursor_of = [](const NameRecord& record) { return cursor_of(record.key); },
        .text_of =
            [](const NameRecord& record) {
                return search_text(record.name, record.key,
                                   record.state.holder ? record.state.holder->str() : std::string{});
            }};
    search(std::move(list), std::move(page), std::move(reply), [](FoundPage<NameRecord> found, auto done) {
        protocol::AdminNamePage names{.names = {}, .next_cursor = std::move(found.next_cursor)};
        for (const auto& record : found.items) names.names.push_back(to_admin_wire(record));
        done(std::move(names));
    });
}

void AdminManager::set_name_password(AdminActor actor, std::string name, protocol::AdminNamePassword body,
                                     Reply<protocol::AdminNameResult> reply)
{
    auto parsed = domain::parse_name(name);
    if (!parsed) return reply(std::move(parsed).error());
    at_home(std::move(reply), [this, actor = std::move(actor), name = std::move(*parsed),
                               password = std::string{body.password}](auto answer) mutable {
        AuditRecord record{.action = "set_name_password", .target = name.shown};
        audited(actor, std::move(record), std::move(answer),
                [this, name = std::move(name), password = std::move(password)](auto done) mutable {
                    auto key = name.key;
                    auto protection = [this, name = std::move(name), done = std::move(done)](auto kept) mutable {
                        if (!kept) return done(std::move(kept).error());
                        show_name(std::move(name), std::move(done));
                    };
                    parts_.sessions.overrule_password(std::move(key), std::move(password), std::move(protection));
                });
    });
}

void AdminManager::show_name(domain::Name name, Reply<protocol::AdminNameResult> reply)
{
    auto key = name.key;
    context_.store.read_name(
        std::move(key),
        stored<domain::NameState>(std::move(reply), [name = std::move(name)](auto state, auto done) mutable {
            done(protocol::AdminNameResult{
                to_admin_wire(NameRecord{std::move(name.key), std::move(name.shown), std::move(state)})});
        }));
}

void AdminManager::remove_name_password(AdminActor actor, std::string name, Reply<protocol::Empty> reply)
{
    about_name(std::move(actor), "remove_name_password", name, std::move(reply),
               [this](auto key, auto done) { parts_.sessions.overrule_password(std::move(key), {}, std::move(done)); });
}

void AdminManager::free_name(AdminActor actor, std::string name, Reply<protocol::Empty> reply)
{
    about_name(std::move(actor), "free_name", name, std::move(reply),
               [this](auto key, auto done) { parts_.sessions.free_name(std::move(key), std::move(done)); });
}

void AdminManager::about_name(AdminActor actor, std::string action, const std::string& name,
                              Reply<protocol::Empty> reply, NameAct act)
{
    auto parsed = domain::parse_name(name);
    if (!parsed) return reply(std::move(parsed).error());
    AuditRecord record{.action = std::move(action), .target = std::move(parsed->shown)};
    at_home(std::move(reply), [this, actor = std::move(actor), record = std::move(record), key = std::move(parsed->key),
                               act = std::move(act)](auto answer) mutable {
        audited(
            actor, std::move(record), std::move(answer),
            [key = std::move(key), act = std::move(act)](auto done) mutable { act(std::move(key), std::move(done)); });
    });
}

} // namespace parlor::service
