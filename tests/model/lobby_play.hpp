#pragma once
#include "tests/model/replica.hpp"
#include "tests/model/schedule.hpp"
#include "tests/model/slow_store.hpp"

/// Plays a schedule against the real services, and holds them to a model so simple that one can see that it is right.
namespace parlor::test {

/// What is true of a lobby: of each person their role and whether they are muted or banned, and which clients are in. The log is
/// what the server keeps, and every client must have it whole.
class LobbyPlay {
public:
    /// `interleaving` decides which shard goes on when nobody waits for an answer.
    LobbyPlay(ShardIndex shards, std::uint64_t interleaving);

    /// The first thing that goes wrong, in words; empty where nothing does.
    std::string run(const Schedule& schedule);

private:
    static constexpr unsigned people = 4;
    static constexpr unsigned clients = 6;

    struct Someone {
        World::Person person;
        protocol::Role role = protocol::Role::member;
        bool muted = false;
        std::optional<std::string> ban;
    };
    struct Seat {
        unsigned person;
        std::string tab;
        std::optional<World::Client> client{};
        Replica replica{};
    };

    void take(const Step& step);
    void come(Seat& seat);
    void drop(Seat& seat);
    template <class Message> void ask(Seat& seat, std::string name, Message message);
    void moderate(Seat& seat, Act act, unsigned what);
    void mute(Seat& by, Seat& target);
    void remove(Seat& by, Seat& target, bool for_good);
    void unban(Seat& by, Someone& target);
    void promote(Seat& by, Seat& target);
    bool may_rule(const Seat& by, const Seat& target) const;
    void expect(bool happened, bool wanted, const char* what);
    void pass(unsigned what);
    void turn(unsigned what);
    void read_all();
    void rest();
    void check();
    void compare();
    void check_log();
    void check_people(const Seat& seat, const std::map<std::string, protocol::Participant>& truth);
    void restart();
    Seat* somebody_in();
    void complain(const std::string& what)
    {
        if (fault_.empty()) fault_ = what;
    }

    SlowStore* store_;
    World world_;
    std::mt19937_64 random_;
    std::vector<Someone> people_;
    std::vector<Seat> seats_;
    std::string lobby_;
    /// The log as the server told it last.
    std::map<std::int64_t, std::string> log_;
    unsigned lines_ = 0;
    std::string fault_;
};

} // namespace parlor::test
