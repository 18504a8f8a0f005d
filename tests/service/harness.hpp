#pragma once
#include "service/admin_manager.hpp"
#include "service/live_connection.hpp"
#include "service/lobby_manager.hpp"
#include "service/session_manager.hpp"
#include "store/memory/memory_store.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The whole service layer on one thread, with a clock that the test moves. Fakes: shards that run when asked to, timers
/// that ring when the clock passes them, connections that remember what they were sent.
namespace parlor::test {

class ManualClock final : public Clock {
public:
    Timestamp now() const override { return from_ms(1'700'000'000'000 + elapsed_.count()); }
    Instant instant() const override { return Instant{} + std::chrono::hours{1} + elapsed_; }
    void advance(Millis by) { elapsed_ += by; }

private:
    Millis elapsed_{0};
};

class ManualTimers final : public service::Timers {
public:
    explicit ManualTimers(const ManualClock& clock) : clock_(clock) {}

    service::TimerId after(Millis delay, service::Task task) override
    {
        timers_.emplace(std::pair{clock_.instant() + delay, ++last_}, std::move(task));
        return last_;
    }
    void cancel(service::TimerId id) override
    {
        std::erase_if(timers_, [&](const auto& item) { return item.first.second == id; });
    }
    void forget_all() { timers_.clear(); }
    std::optional<Instant> next() const
    {
        if (timers_.empty()) return {};
        return timers_.begin()->first.first;
    }
    /// Rings the first timer where it is due.
    bool ring()
    {
        if (timers_.empty() || timers_.begin()->first.first > clock_.instant()) return false;
        auto task = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        task();
        return true;
    }

private:
    const ManualClock& clock_;
    std::map<std::pair<Instant, service::TimerId>, service::Task> timers_;
    service::TimerId last_ = 0;
};

/// Several shards on one thread: `run` takes their tasks in turn until none is left.
class ManualShards final : public service::Shards {
public:
    explicit ManualShards(ShardIndex count) : queues_(count) {}
    ShardIndex count() const override { return static_cast<ShardIndex>(queues_.size()); }
    ShardIndex current() const override { return current_; }
    void post(ShardIndex shard, service::Task task) override { queues_[shard].push_back(std::move(task)); }

    /// One task of one shard; false where none waits.
    bool step()
    {
        for (ShardIndex shard = 0; shard < count(); ++shard)
            if (step(shard)) return true;
        return false;
    }
    /// One task of this shard, so that the test says whose turn it is.
    bool step(ShardIndex shard)
    {
        if (queues_[shard].empty()) return false;
        auto task = std::move(queues_[shard].front());
        queues_[shard].pop_front();
        current_ = shard;
        task();
        return true;
    }
    /// Acts as this shard, as its sockets would.
    void enter(ShardIndex shard) { current_ = shard; }

    double busy_share() const override { return busy; }
    double busy = 0;

private:
    std::vector<std::deque<service::Task>> queues_;
    ShardIndex current_ = 0;
};

/// Workers that work when asked to.
class ManualWorkers final : public service::Workers {
public:
    bool submit(service::Task task) override
    {
        if (queue_.size() >= most) return false;
        queue_.push_back(std::move(task));
        return true;
    }
    /// One task; false where none waits.
    bool step()
    {
        if (queue_.empty()) return false;
        auto task = std::move(queue_.front());
        queue_.pop_front();
        task();
        return true;
    }
    std::size_t most = 64;

private:
    std::deque<service::Task> queue_;
};

/// Settings under which hashing a password takes no time.
inline service::Settings with_cheap_passwords(service::Settings settings)
{
    settings.password.passes = 1;
    settings.password.memory_bytes = 8 * 1024;
    return settings;
}

class FakeConnection final : public service::Connection {
public:
    using Connection::Connection;
    void send(const FramePtr& frame) override
    {
        if (is_open()) received.push_back(boost::json::parse(frame->payload()).as_object());
    }
    void close(protocol::CloseCode code, std::string_view) override
    {
        if (!is_open()) return;
        closed_with = code;
        mark_closed();
    }
    /// As if the network had failed.
    void break_off() { mark_closed(); }

    std::vector<boost::json::object> of_type(std::string_view type) const
    {
        std::vector<boost::json::object> found;
        for (const auto& message : received)
            if (message.at("type").as_string() == type) found.push_back(message.at("data").as_object());
        return found;
    }

    std::vector<boost::json::object> received;
    std::optional<protocol::CloseCode> closed_with;
};

/// Random bytes that are the same in every run.
class SeededRandom final : public service::Random {
public:
    void fill(std::span<unsigned char> bytes) override
    {
        for (auto& byte : bytes) {
            state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
            byte = static_cast<unsigned char>(state_ >> 56);
        }
    }

private:
    std::uint64_t state_ = 42;
};

/// What a call was answered with.
template <class T> struct Answer {
    std::optional<Result<T>> result;

    bool ok() const { return result && result->has_value(); }
    const T& value() const { return result.value().value(); }
    Errc code() const { return result.value().error().code; }
    std::string path() const { return result.value().error().path; }
};

class World {
public:
    explicit World(ShardIndex shard_count = 1, service::Settings wanted = {},
                   std::unique_ptr<store::MemoryStore> kept = std::make_unique<store::MemoryStore>())
        : settings(with_cheap_passwords(std::move(wanted))), shards(shard_count), timers(clock),
          owned_store(std::move(kept)), store(*owned_store), couriers(shards)
    {
        open_services();
    }

    /// The same store under new services, as after a crash. Every client must have been lost before.
    void restart()
    {
        settle();
        timers.forget_all();
        live.reset();
        admin.reset();
        bots.reset();
        sessions.reset();
        lobbies.reset();
        homes.clear();
        contexts.clear();
        open_services();
        auto records =
            ask<std::vector<domain::LobbyRecord>>([&](auto reply) { store.load_lobbies(std::move(reply)); }).value();
        auto access =
            ask<std::vector<service::LobbyAccess>>([&](auto reply) { store.load_access(std::move(reply)); }).value();
        bool open = false;
        lobbies->restore(std::move(records), std::move(access), [&] { open = true; });
        settle();
        EXPECT_TRUE(open);
        bots->restore(
            ask<std::vector<domain::BotRecord>>([&](auto reply) { store.load_bots(std::move(reply)); }).value(), {});
        settle();
    }

    /// Runs until nothing is left to do at this moment.
    void settle()
    {
        for (bool busy = true; busy;) {
            busy = shards.step();
            for (ShardIndex i = 0; i < shards.count(); ++i) {
                shards.enter(i);
                busy = couriers.of(i).end_turn() || busy;
            }
            if (!busy) busy = workers.step();
            if (!busy) busy = timers.ring();
        }
        shards.enter(0);
    }

    /// Time goes by; every timer rings at its moment.
    void pass(Millis time)
    {
        const auto until = clock.instant() + time;
        settle();
        for (auto next = timers.next(); next && *next <= until; next = timers.next()) {
            clock.advance(std::chrono::ceil<Millis>(*next - clock.instant()));
            settle();
        }
        clock.advance(std::chrono::ceil<Millis>(until - clock.instant()));
        settle();
    }

    /// Makes a call and lets it be answered.
    template <class T, class Call> Answer<T> ask(Call call)
    {
        auto answer = begin<T>(std::move(call));
        settle();
        return *answer;
    }

    /// Makes a call; its answer stands there once it has come.
    template <class T, class Call> std::shared_ptr<Answer<T>> begin(Call call)
    {
        auto answer = std::make_shared<Answer<T>>();
        call(service::Reply<T>{[answer](Result<T> result) {
            EXPECT_FALSE(answer->result) << "answered twice";
            answer->result.emplace(std::move(result));
        }});
        return answer;
    }

    struct Person {
        std::string token;
        SessionId session;
        service::Actor http() const
        {
            return {.session = session, .name = {}, .address = "127.0.0.1", .connection = {}, .attachments = {}};
        }
    };

    Person make_person()
    {
        auto created =
            ask<service::CreatedSession>([&](auto reply) { sessions->create("127.0.0.1", std::move(reply)); });
        return {created.value().token, SessionId{created.value().session.id}};
    }

    protocol::Lobby make_lobby(const Person& owner, protocol::CreateLobby body = {.name = {"Kitchen"}})
    {
        return ask<protocol::LobbyCreated>(
                   [&](auto reply) { lobbies->create(owner.http(), body, {}, std::move(reply)); })
            .value()
            .lobby;
    }

    /// A connection with its live part, as ws/ would hold them.
    struct Client {
        std::shared_ptr<FakeConnection> connection;
        std::shared_ptr<service::LiveConnection> live;
    };

    Client connect(const Person& person, ShardIndex shard = 0, const std::string& address = "127.0.0.1")
    {
        auto ticket = reserve(person, address);
        EXPECT_TRUE(ticket);
        Client client;
        client.connection = std::make_shared<FakeConnection>(++last_connection_, shard);
        shards.enter(shard);
        client.live = std::make_shared<service::LiveConnection>(*live, std::move(**ticket), client.connection);
        client.live->open();
        settle();
        return client;
    }

    std::shared_ptr<Result<service::SessionTicket>> reserve(const Person& person,
                                                            const std::string& address = "127.0.0.1")
    {
        std::shared_ptr<Result<service::SessionTicket>> ticket;
        sessions->reserve(person.token, address, [&](Result<service::SessionTicket> result) {
            ticket = std::make_shared<Result<service::SessionTicket>>(std::move(result));
        });
        settle();
        return ticket;
    }

    /// The socket breaks.
    void lose(Client& client)
    {
        client.connection->break_off();
        shards.enter(client.connection->shard());
        client.live->lost();
        client.live.reset();
        settle();
    }

    template <class Message> Answer<typename Message::Result> say(Client& client, Message message)
    {
        shards.enter(client.connection->shard());
        return ask<typename Message::Result>(
            [&](auto reply) { client.live->call(std::move(message), std::move(reply)); });
    }

    /// The same without waiting for the answer.
    template <class Message> std::shared_ptr<Answer<typename Message::Result>> say_on(Client& client, Message message)
    {
        shards.enter(client.connection->shard());
        return begin<typename Message::Result>(
            [&](auto reply) { client.live->call(std::move(message), std::move(reply)); });
    }

    Answer<protocol::JoinResult> join(Client& client, const std::string& lobby, std::string tab,
                                      std::optional<protocol::SeqOrZero> after = {})
    {
        return join(
            client,
            protocol::Join{.lobby_id = lobby, .tab = std::move(tab), .password = {}, .invite = {}, .after_seq = after});
    }
    /// The answer of one who comes in or is refused; one who waits has none.
    Answer<protocol::JoinResult> join(Client& client, protocol::Join message)
    {
        auto outcome = say(client, std::move(message));
        Answer<protocol::JoinResult> answer;
        if (!outcome.ok())
            answer.result.emplace(outcome.result.value().error());
        else if (const auto* joined = outcome.value().get_if<protocol::JoinResult>())
            answer.result.emplace(*joined);
        return answer;
    }
    Answer<protocol::EntryAccepted> chat(Client& client, const std::string& lobby, std::string text)
    {
        return say(client, protocol::SendChatMessage{
                               .lobby_id = lobby, .text = std::move(text), .client_id = {}, .reply_to_seq = {}});
    }

    service::Settings settings;
    ManualClock clock;
    ManualShards shards;
    ManualTimers timers;
    SeededRandom random;
    std::unique_ptr<store::MemoryStore> owned_store;
    store::MemoryStore& store;
    service::ParticipantIds ids{std::string(32, 'k')};
    service::Couriers couriers;
    ManualWorkers workers;
    service::Passwords passwords{shards, workers, settings.password};
    std::vector<std::unique_ptr<service::ShardContext>> contexts;
    std::vector<std::unique_ptr<service::LobbyShard>> homes;
    std::unique_ptr<service::LobbyManager> lobbies;
    std::unique_ptr<service::SessionManager> sessions;
    std::unique_ptr<service::AdminManager> admin;
    std::unique_ptr<service::BotManager> bots;
    std::unique_ptr<service::LiveServices> live;

private:
    void open_services()
    {
        for (ShardIndex i = 0; i < shards.count(); ++i) {
            contexts.push_back(std::make_unique<service::ShardContext>(service::ShardContext{
                settings, clock, shards, i, timers, couriers.of(i), store, ids, random, passwords}));
            homes.push_back(std::make_unique<service::LobbyShard>(*contexts.back()));
        }
        lobbies = std::make_unique<service::LobbyManager>(shards, homes, random);
        sessions = std::make_unique<service::SessionManager>(*contexts.front(), random);
        bots = std::make_unique<service::BotManager>(homes, *lobbies, random);
        admin = std::make_unique<service::AdminManager>(service::AdminManager::Parts{.sessions = *sessions,
                                                                                     .lobbies = *lobbies,
                                                                                     .bots = *bots,
                                                                                     .homes = homes,
                                                                                     .random = random,
                                                                                     .outside = {}});
        live = std::make_unique<service::LiveServices>(
            service::LiveServices{settings, clock, *sessions, *lobbies, *bots, {"Parlor", "test", "node"}});
    }

    ConnectionId last_connection_ = 0;
};

} // namespace parlor::test
