#include "tests/model/lobby_play.hpp"

namespace parlor::test {
namespace {

service::Settings roomy()
{
    service::Settings settings;
    settings.lobbies_per_session_per_minute = 1'000'000;
    settings.connections_per_session = 64;
    return settings;
}

std::string shown(const std::map<std::string, protocol::Participant>& people)
{
    std::string text;
    for (const auto& [id, one] : people) text += "\n  " + protocol::to_json(one);
    return text;
}

} // namespace

LobbyPlay::LobbyPlay(ShardIndex shards, std::uint64_t interleaving)
    : store_(new SlowStore), world_(shards, roomy(), std::unique_ptr<store::MemoryStore>{store_}), random_(interleaving)
{
    for (unsigned i = 0; i < people; ++i) people_.push_back({.person = world_.make_person(), .ban = {}});
    people_[0].role = protocol::Role::owner;
    for (unsigned i = 0; i < clients; ++i) seats_.push_back({.person = i % people, .tab = "tab" + std::to_string(i)});
    lobby_ = world_.make_lobby(people_[0].person).id;
}

std::string LobbyPlay::run(const Schedule& schedule)
{
    for (const auto& step : schedule) {
        take(step);
        read_all();
        if (!fault_.empty()) return fault_;
    }
    check();
    return fault_;
}

void LobbyPlay::take(const Step& step)
{
    auto& seat = seats_[step.who % clients];
    const protocol::SeqNumber target = 1 + step.what % 12;
    switch (step.act) {
    case Act::come: return come(seat);
    case Act::drop: return drop(seat);
    case Act::leave: return ask(seat, "leave", protocol::Leave{lobby_});
    case Act::say: {
        const auto line = "line " + std::to_string(++lines_);
        return ask(seat, line,
                   protocol::SendChatMessage{.lobby_id = lobby_, .text = {line}, .client_id = {}, .reply_to_seq = {}});
    }
    case Act::edit:
        return ask(seat, "edit",
                   protocol::EditChatMessage{lobby_, target, {"better " + std::to_string(step.what % 3)}});
    case Act::erase: return ask(seat, "erase", protocol::DeleteChatMessage{lobby_, target});
    case Act::react: return ask(seat, "react", protocol::SetReaction{lobby_, target, {"👍"}, step.what % 2 == 0});
    case Act::hand: {
        protocol::UpdateParticipant update;
        update.lobby_id = lobby_;
        update.hand = step.what % 2 == 0;
        return ask(seat, "hand", update);
    }
    case Act::pass: return pass(step.what);
    case Act::turn: return turn(step.what);
    case Act::check: return check();
    case Act::restart: return restart();
    default: return moderate(seat, step.act, step.what);
    }
}

/// Asks, and waits for nothing: the answer comes as it would on the wire, among everything else.
template <class Message> void LobbyPlay::ask(Seat& seat, std::string name, Message message)
{
    if (!seat.client) return;
    world_.shards.enter(seat.client->connection->shard());
    seat.client->live->call(
        std::move(message), [this, to = seat.client->connection, name = std::move(name)](auto result) {
            auto& courier = world_.couriers.here();
            courier.send(to, result ? protocol::ack_frame(name, *result) : protocol::error_frame(name, result.error()));
        });
    turn(static_cast<unsigned>(random_()));
}

void LobbyPlay::come(Seat& seat)
{
    if (seat.replica.in() || (seat.client && seat.replica.asking())) return;
    if (!seat.client) {
        seat.client = world_.connect(people_[seat.person].person, seat.person % world_.shards.count());
        seat.replica.connected();
    }
    seat.replica.asks();
    ask(seat, "join",
        protocol::Join{
            .lobby_id = lobby_, .tab = seat.tab, .password = {}, .invite = {}, .after_seq = seat.replica.known()});
}

/// The socket breaks wherever the services are just then.
void LobbyPlay::drop(Seat& seat)
{
    if (!seat.client) return;
    seat.replica.read(*seat.client->connection, [this](const auto& what) { complain(what); });
    seat.client->connection->break_off();
    world_.shards.enter(seat.client->connection->shard());
    seat.client->live->lost();
    seat.client.reset();
    seat.replica.gone();
}

bool LobbyPlay::may_rule(const Seat& by, const Seat& target) const
{
    const auto mine = people_[by.person].role;
    return mine < people_[target.person].role && mine <= protocol::Role::moderator;
}

void LobbyPlay::expect(bool happened, bool wanted, const char* what)
{
    if (happened != wanted)
        complain(std::string{what} + (happened ? " was allowed" : " was refused") + " against the rules");
}

/// What moderators do has an outcome that can be told beforehand, once everything is at rest.
void LobbyPlay::moderate(Seat& seat, Act act, unsigned what)
{
    rest();
    auto& target = seats_[what % clients];
    if (act == Act::unban) return unban(seat, people_[target.person]);
    if (!seat.replica.in() || !target.replica.in()) return;
    switch (act) {
    case Act::mute: return mute(seat, target);
    case Act::kick: return remove(seat, target, false);
    case Act::ban: return remove(seat, target, true);
    default: return promote(seat, target);
    }
}

void LobbyPlay::mute(Seat& by, Seat& target)
{
    auto& person = people_[target.person];
    const auto answer = world_.say(*by.client, protocol::Mute{lobby_, target.replica.id(), !person.muted});
    expect(answer.ok(), may_rule(by, target), "muting");
    if (answer.ok()) person.muted = !person.muted;
}

void LobbyPlay::remove(Seat& by, Seat& target, bool for_good)
{
    auto& person = people_[target.person];
    const bool may = may_rule(by, target);
    if (for_good) {
        protocol::Ban ban;
        ban.lobby_id = lobby_;
        ban.participant_id = target.replica.id();
        const auto answer = world_.say(*by.client, ban);
        expect(answer.ok(), may, "banning");
        if (answer.ok()) person.ban = answer.value().ban.id;
    } else {
        expect(world_.say(*by.client, protocol::Kick{lobby_, target.replica.id(), {}}).ok(), may, "kicking");
    }
    if (!may) return;
    // Who is no member any more comes back as anybody may; who was muted, as a guest.
    person.role = person.muted ? protocol::Role::guest : protocol::Role::member;
    read_all();
    for (const auto& seat : seats_)
        if (&people_[seat.person] == &person && seat.replica.in()) complain("somebody removed is still in");
}

void LobbyPlay::unban(Seat& by, Someone& target)
{
    if (!by.replica.in() || !target.ban) return;
    const auto answer = world_.say(*by.client, protocol::Unban{lobby_, *target.ban});
    expect(answer.ok(), people_[by.person].role <= protocol::Role::moderator, "lifting a ban");
    if (answer.ok()) target.ban.reset();
}

void LobbyPlay::promote(Seat& by, Seat& target)
{
    auto& person = people_[target.person];
    const auto role = person.role == protocol::Role::moderator ? protocol::Role::member : protocol::Role::moderator;
    const bool may = may_rule(by, target) && people_[by.person].role < role;
    const auto answer = world_.say(*by.client, protocol::SetRole{lobby_, target.replica.id(), role});
    expect(answer.ok(), may, "giving a role");
    if (answer.ok()) person.role = role;
}

void LobbyPlay::pass(unsigned what)
{
    const std::array times{Millis{1}, world_.settings.presence_merge, Millis{5'000},
                           world_.settings.grace + Millis{1'000}};
    world_.pass(times.at(what % times.size()));
}

/// A few tasks of whatever shard chance picks.
void LobbyPlay::turn(unsigned what)
{
    for (unsigned left = what % 6; left > 0; --left) {
        const auto shard = static_cast<ShardIndex>(random_() % world_.shards.count());
        world_.shards.step(shard);
        if (random_() % 2 == 0) {
            world_.shards.enter(shard);
            world_.couriers.of(shard).end_turn();
        }
        if (random_() % 2 == 0) store_->step(random_);
    }
}

void LobbyPlay::read_all()
{
    for (auto& seat : seats_)
        if (seat.client) seat.replica.read(*seat.client->connection, [this](const auto& what) { complain(what); });
}

void LobbyPlay::rest()
{
    do world_.settle();
    while (store_->step(random_));
    read_all();
}

void LobbyPlay::check()
{
    rest();
    world_.pass(world_.settings.presence_merge);
    rest();
    store_->prompt = true;
    compare();
    store_->prompt = false;
}

void LobbyPlay::compare()
{
    auto* witness = somebody_in();
    if (!witness) return;
    check_log();
    protocol::ListParticipants wish;
    wish.lobby_id = lobby_;
    const auto page = world_.say(*witness->client, wish);
    if (!page.ok()) return complain("who is in may not see who is in");
    std::map<std::string, protocol::Participant> truth;
    for (const auto& one : page.value().participants) truth[one.id] = one;
    for (const auto& seat : seats_)
        if (seat.replica.in()) check_people(seat, truth);
}

void LobbyPlay::check_log()
{
    protocol::GetEntries wish;
    wish.lobby_id = lobby_;
    wish.after_seq = 0;
    wish.limit = 200;
    const auto page = world_.say(*somebody_in()->client, wish);
    if (!page.ok() || page.value().more) return complain("the log can't be read");
    std::map<std::int64_t, std::string> now;
    for (const auto& entry : page.value().entries)
        now[std::visit([](const auto& one) { return one.seq.value; }, entry)] = protocol::to_json(entry);
    if (now.size() < log_.size()) complain("the log is shorter than before");
    log_ = std::move(now);
    for (const auto& seat : seats_) {
        const auto& log = seat.replica.log();
        const bool at_rest = seat.replica.in() && !log.empty();
        if (at_rest && log.rbegin()->first != static_cast<std::int64_t>(log_.size()))
            complain("somebody at rest lacks the end of the log");
        for (const auto& [seq, line] : seat.replica.acknowledged())
            if (!log_.contains(seq) || (log_[seq].find('"' + line + '"') == std::string::npos &&
                                        log_[seq].find("\"deleted\":true") == std::string::npos))
                complain("an acknowledged line is not where it was said to be: " + line);
    }
}

void LobbyPlay::check_people(const Seat& seat, const std::map<std::string, protocol::Participant>& truth)
{
    const auto& seen = seat.replica.people();
    const auto same = [](const auto& a, const auto& b) {
        return a.first == b.first && protocol::to_json(a.second) == protocol::to_json(b.second);
    };
    if (!std::ranges::equal(seen, truth, same)) {
        complain("somebody does not see who is in as it is:" + shown(seen) + "\ninstead of" + shown(truth));
    }
    const auto own = truth.find(seat.replica.id());
    if (own == truth.end() || !own->second.online) return complain("who is in is not shown as being in");
    const auto& person = people_[seat.person];
    if (person.ban) complain("somebody banned is in");
    if (own->second.role != person.role)
        complain("a role is not what it was made: " + std::string{protocol::enum_name(own->second.role)} + ", not " +
                 std::string{protocol::enum_name(person.role)});
    if (own->second.muted_by_moderator != person.muted) complain("somebody is muted or not, against what was said");
}

/// Nothing was promised to those who did not get an answer; everything to the others.
void LobbyPlay::restart()
{
    for (auto& seat : seats_) drop(seat);
    // Whatever the services still want of the store falls to the crash as well.
    world_.settle();
    store_->crash(random_);
    world_.restart();
}

LobbyPlay::Seat* LobbyPlay::somebody_in()
{
    const auto found = std::ranges::find_if(seats_, [](const auto& seat) { return seat.client && seat.replica.in(); });
    return found == seats_.end() ? nullptr : &*found;
}

} // namespace parlor::test
