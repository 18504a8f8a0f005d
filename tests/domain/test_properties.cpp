// Random sequences of everything that can be asked of a lobby, after each of which its invariants hold. A failure tells
// the seed; PARLOR_SEED=N runs that sequence alone.
#include "domain/lobby/door.hpp"
#include "domain/lobby/moderation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

namespace parlor::domain {
namespace {

using namespace std::chrono_literals;

constexpr int sequences = 300;
constexpr int steps = 400;
const LobbyLimits limits{.default_capacity = 5, .max_capacity = 8, .mesh_capacity = 8};

std::vector<std::uint64_t> seeds()
{
    if (const char* one = std::getenv("PARLOR_SEED")) return {std::strtoull(one, nullptr, 10)};
    std::vector<std::uint64_t> all(sequences);
    std::random_device fresh;
    for (auto& seed : all) seed = fresh();
    return all;
}

/// A lobby, its people, and chance. What was decided is applied as the services apply it.
class Play {
public:
    explicit Play(std::uint64_t seed) : random_(seed)
    {
        lobby_.record = {.id = LobbyId{"L"}, .name = "Kitchen", .capacity = 5, .owner = person(0)};
    }

    void step()
    {
        now_ += Millis{below(600'000)};
        // Bans may have come to their end, and nobody has a standing by accident: the services look at the same moments.
        switch (below(14)) {
        case 0:
        case 1:
        case 2: return knock();
        case 3: return drop();
        case 4: return leave();
        case 5: return change_settings();
        case 6: return mute();
        case 7: return set_role();
        case 8: return kick();
        case 9: return ban();
        case 10: return unban();
        case 11: return decide_on_waiting();
        case 12: return invite();
        default: return owner_ends();
        }
    }

    void check() const
    {
        bounds();
        nobody_banned_is_in();
        roles_are_shown();
        owner_is_one_who_may();
        invites_are_not_overdrawn();
        private_lobby_is_hidden();
        table_is_kept();
    }

    std::string last() const { return last_; }

private:
    static constexpr int people = 7;

    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
    bool coin() { return below(2) == 0; }
    static SessionId person(int number) { return SessionId{"s" + std::to_string(number)}; }
    SessionId anybody() { return person(below(people)); }
    /// Persons 1 and 2 share a protected name, 3 and 4 an address.
    static Visitor visitor(const SessionId& session)
    {
        Visitor one{.session = session, .protected_name = {}, .network = session.str()};
        if (session == person(1) || session == person(2)) one.protected_name = "nina";
        if (session == person(3) || session == person(4)) one.network = "shared";
        return one;
    }
    static ParticipantId tab_of(const SessionId& session, int tab)
    {
        return ParticipantId{session.str() + "-" + std::to_string(tab)};
    }
    /// Mostly someone who is there.
    ParticipantId target()
    {
        const auto& from = coin() || lobby_.waiting.empty() ? lobby_.participants : lobby_.waiting;
        if (from.empty() || below(10) == 0) return ParticipantId{"nobody"};
        std::vector<ParticipantId> ids;
        for (const auto& [id, one] : from) ids.push_back(id);
        std::ranges::sort(ids);
        return ids[static_cast<std::size_t>(below(static_cast<int>(ids.size())))];
    }

    void apply_all(const PresenceEvents& events)
    {
        for (const auto& event : events) domain::apply(lobby_, event);
    }
    void make_true(const AccessEvent& event)
    {
        domain::apply(lobby_, event);
        apply_all(reconcile(lobby_, now_, event));
        if (std::holds_alternative<BanPut>(event))
            for (const auto& id : banned_waiting(lobby_, now_)) lobby_.waiting.erase(id);
    }
    /// Somebody acted: it must have been allowed by the table, and on somebody below.
    void acted(const char* what, const SessionId& by, Action action, const SessionId& on = {})
    {
        last_ = what;
        EXPECT_FALSE(verdict(action, lobby_.role_if_any(by))) << what;
        if (!on.empty()) {
            EXPECT_TRUE(outranks(lobby_.role_of(by), lobby_.role_of(on))) << what;
        }
    }

    void knock()
    {
        last_ = "knock";
        const auto session = anybody();
        Knock command{.id = tab_of(session, below(2)), .visitor = visitor(session), .now = now_};
        if (coin()) command.invite_hash = "hash-" + std::to_string(below(4));
        command.password_right = coin();
        const bool shown = visible(lobby_, session, command.invite_hash, now_);
        auto passage = decide(lobby_, command);
        EXPECT_EQ(!passage && passage.error().code == Errc::not_found, !shown)
            << "hidden exactly where it is not shown";
        if (!passage || *passage == Passage::show_password) return;
        const Join join{.id = command.id,
                        .person = PersonId{session.str()},
                        .session = session,
                        .name = session.str(),
                        .now = now_,
                        .protected_name = command.visitor.protected_name,
                        .network = command.visitor.network};
        if (*passage == Passage::wait) return wait(join);
        come_in(command, join);
    }
    void wait(const Join& join)
    {
        last_ = "wait";
        lobby_.waiting.insert_or_assign(join.id, newcomer(lobby_, join));
    }
    void come_in(const Knock& command, const Join& join)
    {
        last_ = "join";
        const bool returns = lobby_.find(join.id);
        const bool was_locked = lobby_.record.locked;
        if (!returns) {
            if (const auto* invite = invite_used(lobby_, command)) make_true(InviteUsed{InviteId{invite->id}});
            if (auto standing = admission(lobby_, join.session, now_)) make_true(StandingSet{*standing});
        }
        const auto before = lobby_.participants.size();
        auto events = decide(lobby_, join);
        if (!events) {
            EXPECT_EQ(events.error().code, Errc::conflict)
                << "the door has seen to all else: " << events.error().message;
            return;
        }
        apply_all(*events);
        EXPECT_TRUE(lobby_.find(join.id)) << "in";
        if (lobby_.participants.size() > before) {
            EXPECT_LE(lobby_.participants.size(), static_cast<std::size_t>(lobby_.record.capacity));
        }
        if (!returns && was_locked) {
            EXPECT_LE(lobby_.role_of(join.session), Role::moderator);
        }
        if (lobby_.record.duplicates == Duplicates::replace && !returns) {
            EXPECT_EQ(tabs_of(join.session), 1);
        }
        lobby_.waiting.erase(join.id);
    }
    std::ptrdiff_t tabs_of(const SessionId& session) const
    {
        return std::ranges::count_if(lobby_.participants,
                                     [&](const auto& item) { return item.second.session == session; });
    }

    void drop()
    {
        last_ = "drop";
        if (auto events = decide(lobby_, Drop{target()})) apply_all(*events);
    }
    void leave()
    {
        last_ = "leave";
        const auto id = target();
        lobby_.waiting.erase(id);
        if (auto events = decide(lobby_, Leave{id, coin() ? LeaveReason::left : LeaveReason::timeout}))
            apply_all(*events);
    }
    void change_settings()
    {
        ChangeSettings change{.by = anybody(), .expected_version = lobby_.record.version};
        const bool by_owner_alone = coin();
        if (by_owner_alone) {
            change.capacity = 1 + below(8);
            change.wishes.visibility = coin() ? Visibility::public_ : Visibility::private_;
            change.wishes.password_hash = coin() ? "" : "hash";
            change.wishes.duplicates = static_cast<Duplicates>(below(3));
        } else {
            change.locked = below(3) == 0;
            change.wishes.waiting_room = coin();
        }
        auto record = decide(limits, lobby_, change);
        if (!record) return;
        acted("settings", change.by, by_owner_alone ? Action::update_lobby : Action::update_door);
        ++record->version;
        lobby_.record = *record;
        if (!record->waiting_room) lobby_.waiting.clear();
        apply_all(reconcile(lobby_, now_));
    }
    void mute()
    {
        const Mute command{anybody(), target(), coin()};
        auto standing = decide(lobby_, command);
        if (!standing) return;
        acted("mute", command.by, Action::mute, standing->session);
        make_true(StandingSet{*standing});
    }
    void set_role()
    {
        const SetRole command{anybody(), target(), static_cast<Role>(below(4)), now_};
        auto decision = decide(lobby_, command);
        if (!decision) return;
        if (const auto* standing = std::get_if<Standing>(&*decision)) {
            acted("role", command.by, Action::set_role, standing->session);
            EXPECT_TRUE(outranks(lobby_.role_of(command.by), standing->role)) << "only roles below one's own";
            return make_true(StandingSet{*standing});
        }
        acted("give away", command.by, Action::set_role);
        EXPECT_EQ(command.by, lobby_.record.owner) << "the owner alone gives it away";
        domain::apply(lobby_, StandingSet{{.session = lobby_.record.owner, .role = Role::moderator, .since = now_}});
        lobby_.record.owner = std::get<OwnerChange>(*decision).owner;
        apply_all(reconcile(lobby_, now_));
    }
    void kick()
    {
        const Kick command{anybody(), target()};
        auto session = decide(lobby_, command);
        if (!session) return;
        acted("kick", command.by, Action::kick, *session);
        apply_all(departures(lobby_, *session, LeaveReason::kicked));
        if (auto left = standing_after_removal(lobby_, *session)) return make_true(StandingSet{*left});
        make_true(StandingDropped{*session});
        EXPECT_EQ(tabs_of(*session), 0);
    }
    void ban()
    {
        PutBan command{.by = anybody(),
                       .target = target(),
                       .id = BanId{"b" + std::to_string(++last_id_)},
                       .reason = {},
                       .until = {},
                       .by_address = coin(),
                       .now = now_};
        if (coin()) command.until = now_ + Millis{below(2'000'000) - 100'000};
        auto decided = decide(lobby_, command);
        if (!decided) return;
        acted("ban", command.by, Action::ban, decided->session);
        EXPECT_TRUE(!decided->until || *decided->until > now_);
        make_true(BanPut{*decided, standing_after_removal(lobby_, decided->session)});
        EXPECT_EQ(tabs_of(decided->session), 0);
    }
    void unban()
    {
        if (lobby_.bans.empty()) return;
        const LiftBan command{anybody(), lobby_.bans.begin()->first};
        if (!decide(lobby_, command)) return;
        acted("unban", command.by, Action::unban);
        make_true(BanLifted{command.ban});
    }
    void decide_on_waiting()
    {
        const auto by = anybody();
        const auto id = target();
        if (coin()) {
            if (!decide(lobby_, Deny{by, id})) return;
            acted("deny", by, Action::deny);
            lobby_.waiting.erase(id);
            return;
        }
        auto standing = decide(lobby_, Admit{by, id, now_});
        if (!standing) return;
        acted("admit", by, Action::admit);
        const auto waiting = lobby_.waiting.extract(id).mapped();
        if (*standing) make_true(StandingSet{**standing});
        auto events = decide(lobby_, Join{.id = id,
                                          .person = waiting.person,
                                          .session = waiting.session,
                                          .name = waiting.name,
                                          .now = now_,
                                          .protected_name = waiting.protected_name,
                                          .network = waiting.network});
        if (events) apply_all(*events);
    }
    void invite()
    {
        last_ = "invite";
        const auto number = std::to_string(below(4));
        if (auto found = lobby_.invites.find("hash-" + number); found != lobby_.invites.end() && coin())
            return make_true(InviteDropped{InviteId{found->second.id}});
        make_true(InvitePut{{.id = InviteId{"i" + number},
                             .token_hash = "hash-" + number,
                             .created_at = now_,
                             .expires_at = now_ + Millis{below(3'000'000)},
                             .max_uses = below(3)}});
    }
    /// The owner's session ends for good.
    void owner_ends()
    {
        if (below(4) != 0 || lobby_.record.owner.empty()) return;
        last_ = "owner ends";
        const auto gone = lobby_.record.owner;
        apply_all(departures(lobby_, gone, LeaveReason::left));
        domain::apply(lobby_, StandingDropped{gone});
        const auto next = next_owner(lobby_);
        EXPECT_NE(next, gone);
        if (next) {
            EXPECT_NE(lobby_.role_of(*next), Role::guest) << "a guest inherits nothing";
        }
        if (next) expect_no_better_heir(*next);
        lobby_.record.owner = next ? *next : somebody_welcome();
        apply_all(reconcile(lobby_, now_));
    }
    /// Nobody is left who could inherit: the first one who comes in will.
    SessionId somebody_welcome()
    {
        const auto session = anybody();
        return lobby_.ban_on(visitor(session), now_) ? SessionId{} : session;
    }
    void expect_no_better_heir(const SessionId& next) const
    {
        const bool heir_is_in = lobby_.has_member(next);
        for (const auto& [id, one] : lobby_.participants) {
            if (one.role == Role::guest || one.session == lobby_.record.owner) continue;
            EXPECT_TRUE(heir_is_in) << "those who are in come first";
            EXPECT_LE(lobby_.role_of(next), one.role) << "moderators come before members";
        }
    }

    // What always holds

    void bounds() const
    {
        for (const auto& [id, one] : lobby_.participants) EXPECT_EQ(id, one.id);
        for (const auto& [id, one] : lobby_.waiting) EXPECT_FALSE(lobby_.find(id)) << "nobody is in and waits";
    }
    void nobody_banned_is_in() const
    {
        for (const auto& [id, one] : lobby_.participants)
            EXPECT_FALSE(lobby_.ban_on(one.visitor(), now_)) << id.str() << " is banned and in";
        for (const auto& [id, ban] : lobby_.bans)
            if (ban.in_force(now_)) {
                EXPECT_NE(lobby_.role_of(ban.session), Role::moderator) << "a ban takes the role";
            }
    }
    void roles_are_shown() const
    {
        for (const auto& [id, one] : lobby_.participants) {
            EXPECT_EQ(one.role, lobby_.role_of(one.session)) << id.str();
            const auto* standing = lobby_.standing_of(one.session);
            EXPECT_EQ(one.muted_by_moderator, standing && standing->muted) << id.str();
        }
    }
    void owner_is_one_who_may() const
    {
        for (const auto& [session, standing] : lobby_.standings) {
            EXPECT_EQ(session, standing.session);
            EXPECT_NE(standing.role, Role::owner) << "ownership is the lobby's, not a standing";
        }
        for (const auto& [id, one] : lobby_.participants)
            EXPECT_EQ(one.role == Role::owner, one.session == lobby_.record.owner);
    }
    void invites_are_not_overdrawn() const
    {
        for (const auto& [hash, one] : lobby_.invites)
            if (one.max_uses > 0) {
                EXPECT_LE(one.uses, one.max_uses);
            }
    }
    void private_lobby_is_hidden() const
    {
        const SessionId stranger{"stranger"};
        const bool hidden = lobby_.record.visibility == Visibility::private_;
        EXPECT_EQ(visible(lobby_, stranger, {}, now_), !hidden);
        const Knock knock{.id = ParticipantId{"x"}, .visitor = visitor(stranger), .password_right = true, .now = now_};
        if (hidden) {
            EXPECT_EQ(decide(lobby_, knock).error().code, Errc::not_found);
        }
    }
    void table_is_kept() const
    {
        for (int i = 0; i < people; ++i)
            for (const auto& row : permissions()) {
                auto allowed = domain::check(lobby_, person(i), row.action);
                EXPECT_EQ(allowed ? Verdict{} : Verdict{allowed.error().code},
                          verdict(row.action, lobby_.role_if_any(person(i))));
            }
    }

    std::mt19937_64 random_;
    Lobby lobby_;
    Timestamp now_ = from_ms(1'700'000'000'000);
    int last_id_ = 0;
    std::string last_;
};

TEST(Lobbies, keep_their_invariants_whatever_is_asked_of_them)
{
    for (const auto seed : seeds()) {
        SCOPED_TRACE("PARLOR_SEED=" + std::to_string(seed));
        Play play{seed};
        for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
            play.step();
            play.check();
            if (testing::Test::HasFailure()) ADD_FAILURE() << "after step " << i << ": " << play.last();
        }
        if (testing::Test::HasFailure()) return;
    }
}

} // namespace
} // namespace parlor::domain
