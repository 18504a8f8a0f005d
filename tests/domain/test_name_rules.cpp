#include "domain/session/name_rules.hpp"

#include <gtest/gtest.h>

namespace parlor::domain {
namespace {

const Timestamp noon = from_ms(1'700'000'000'000);
const SessionId ann{"ann"};
const SessionId ben{"ben"};

struct ClaimCase {
    std::string name;
    NameState state;
    ClaimName claim;
    std::optional<Errc> refused;
    std::optional<SessionId> displaced;
};

class ClaimingAName : public testing::TestWithParam<ClaimCase> {};

INSTANTIATE_TEST_SUITE_P(
    Cases, ClaimingAName,
    testing::Values(
        ClaimCase{"nobodys", {}, {.session = ann}, {}, {}},
        ClaimCase{"her_own", {.holder = ann}, {.session = ann}, {}, {}},
        ClaimCase{
            "her_own_protected_one_needs_no_proof", {.password_hash = "h", .holder = ann}, {.session = ann}, {}, {}},
        ClaimCase{"held_by_one_who_is_connected", {.holder = ben}, {.session = ann}, Errc::name_taken, {}},
        ClaimCase{
            "force_takes_no_unprotected_name", {.holder = ben}, {.session = ann, .force = true}, Errc::name_taken, {}},
        ClaimCase{"released_too_lately",
                  {.holder = ben, .released_at = noon},
                  {.session = ann, .free_if_released_before = noon},
                  Errc::name_taken,
                  {}},
        ClaimCase{"released_long_ago",
                  {.holder = ben, .released_at = noon},
                  {.session = ann, .free_if_released_before = noon + Millis{1}},
                  {},
                  ben},
        ClaimCase{"protected_without_proof", {.password_hash = "h"}, {.session = ann}, Errc::password_required, {}},
        ClaimCase{"protected_however_long_released",
                  {.password_hash = "h", .holder = ben, .released_at = noon},
                  {.session = ann, .free_if_released_before = noon + std::chrono::years{9}},
                  Errc::password_required,
                  {}},
        ClaimCase{"protected_with_a_proof_of_before",
                  {.password_hash = "new"},
                  {.session = ann, .proof = "old"},
                  Errc::wrong_password,
                  {}},
        ClaimCase{"protected_with_proof", {.password_hash = "h"}, {.session = ann, .proof = "h"}, {}, {}},
        ClaimCase{"protected_its_holder_away",
                  {.password_hash = "h", .holder = ben, .released_at = noon},
                  {.session = ann, .proof = "h", .free_if_released_before = noon},
                  {},
                  ben},
        ClaimCase{"protected_its_holder_connected",
                  {.password_hash = "h", .holder = ben},
                  {.session = ann, .proof = "h"},
                  Errc::name_taken,
                  {}},
        ClaimCase{"protected_and_forced",
                  {.password_hash = "h", .holder = ben},
                  {.session = ann, .proof = "h", .force = true},
                  {},
                  ben},
        ClaimCase{"force_needs_proof",
                  {.password_hash = "h", .holder = ben},
                  {.session = ann, .force = true},
                  Errc::password_required,
                  {}}),
    [](const auto& suite) { return suite.param.name; });

TEST_P(ClaimingAName, follows_protection_then_presence)
{
    auto outcome = decide(GetParam().state, GetParam().claim);

    ASSERT_EQ(outcome.has_value(), !GetParam().refused);
    if (outcome)
        EXPECT_EQ(*outcome, GetParam().displaced);
    else
        EXPECT_EQ(outcome.error().code, *GetParam().refused);
}

TEST(ProtectingAName, is_for_its_holder_who_knows_how_it_is_protected)
{
    const NameState open{.holder = ann};
    const NameState closed{.password_hash = "h", .holder = ann};

    EXPECT_TRUE(decide(open, ProtectName{ann, "", "h"}));
    EXPECT_TRUE(decide(closed, ProtectName{ann, "h", ""}));
    EXPECT_EQ(decide(open, ProtectName{ben, "", "h"}).error().code, Errc::forbidden);
    EXPECT_EQ(decide(closed, ProtectName{ann, "", "other"}).error().code, Errc::conflict);
    EXPECT_EQ(decide(NameState{}, ProtectName{ann, "", "h"}).error().code, Errc::forbidden);
}

} // namespace
} // namespace parlor::domain
