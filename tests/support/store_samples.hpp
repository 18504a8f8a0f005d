#pragma once
#include "service/store.hpp"

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// Records to keep in a store, and the means to wait for its answers.
namespace parlor::test {

inline constexpr Timestamp noon = Timestamp{Millis{1'700'000'000'000}};

/// Makes a call and waits for its completion: `ask<T>([&](auto done) { store.method(…, std::move(done)); })`. Throws
/// where the completion does not come within a time that no healthy store takes.
template <class T, class Call> Result<T> ask(Call call)
{
    auto answer = std::make_shared<std::promise<Result<T>>>();
    auto future = answer->get_future();
    call(service::Done<T>{[answer](Result<T> result) { answer->set_value(std::move(result)); }});
    if (future.wait_for(std::chrono::seconds{60}) != std::future_status::ready)
        throw std::runtime_error("the store does not answer");
    return future.get();
}

inline domain::LobbyRecord lobby(const std::string& id)
{
    return {.id = LobbyId{id},
            .name = "The lobby " + id,
            .capacity = 12,
            .media = domain::MediaMode::none,
            .persistent = true,
            .bots_by = domain::BotsBy::members,
            .owner = SessionId{"owner"},
            .created_at = noon};
}

inline domain::SessionRecord session(const std::string& id)
{
    // Any byte may stand in a hash.
    return {.id = SessionId{id},
            .token_hash = std::string("\0\xff\x80 hash of ", 11) + id,
            .created_at = noon,
            .expires_at = noon + std::chrono::hours{24}};
}

inline domain::Author author(const std::string& who)
{
    return {.session = SessionId{who},
            .participant = ParticipantId{who + "-participant"},
            .person = PersonId{who + "-person"},
            .name = "Name of " + who};
}

inline domain::Draft draft(const std::string& who, domain::EntryBody body, Millis later = Millis{0})
{
    return {.at = noon + later, .author = author(who), .body = std::move(body)};
}

inline domain::Draft text(const std::string& who, const std::string& words, const std::string& client_id = {})
{
    return draft(who, domain::TextBody{.text = words, .client_id = client_id, .reply_to = 0, .deleted = false});
}

template <class... Drafts>
Result<std::vector<service::Appended>> append(service::Store& store, const LobbyId& lobby, Drafts... drafts)
{
    std::vector<domain::Draft> all;
    (all.push_back(std::move(drafts)), ...);
    return ask<std::vector<service::Appended>>(
        [&](auto done) { store.append(lobby, std::move(all), std::move(done)); });
}

inline Result<service::EntrySlice> read_after(service::Store& store, const LobbyId& lobby, Seq after,
                                              std::size_t limit = 1000)
{
    return ask<service::EntrySlice>([&](auto done) { store.read_after(lobby, after, limit, std::move(done)); });
}

inline std::vector<domain::Entry> read_all(service::Store& store, const LobbyId& lobby)
{
    return read_after(store, lobby, 0, 1'000'000).value().entries;
}

inline std::vector<Seq> seqs_of(const std::vector<domain::Entry>& entries)
{
    std::vector<Seq> seqs;
    for (const auto& entry : entries) seqs.push_back(entry.seq);
    return seqs;
}

inline std::vector<std::string> texts_of(const std::vector<domain::Entry>& entries)
{
    std::vector<std::string> texts;
    for (const auto& entry : entries) {
        if (const auto* said = std::get_if<domain::TextBody>(&entry.body)) texts.push_back(said->text);
        if (const auto* edit = std::get_if<domain::EditBody>(&entry.body)) texts.push_back(edit->text);
    }
    return texts;
}

} // namespace parlor::test
