// SPDX-License-Identifier: Apache-2.0
// The account's delta as the exchange adds it up, held against ours.
#include "hedged/pricing/black76.hpp"

#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace hedged::testing {
namespace {

constexpr double kCalls = -0.2;

// Of the calls, net of premium.
double own_net_delta(const EngineRig& rig) {
    InstrumentSpec const spec = option_spec(kCall, OptionType::Call, kIndex);
    pricing::OptionPoint const point{pricing::Right::Call, UsdPrice{kIndex}, spec.strike,
                                     Years{years_between(rig.market_now, spec.expiry)}};
    return kCalls * pricing::black76(point, Vol{0.6}).net_delta.value();
}

class AccountDelta : public ::testing::Test {
protected:
    AccountDelta() {
        rig.set_position(kCall, kCalls);
        rig.bring_up();
        rig.take();
    }
    // So many reports, two seconds apart, in which the exchange's sum is off by `off`.
    void report(double off, int times) {
        for (int i = 0; i < times; ++i) {
            rig.advance(seconds(2));
            rig.market_data();
            rig.answer_snapshots();
            rig.end_batch();
            AccountUpdate account;
            account.stamp = rig.stamp();
            account.underlying = kBtc;
            account.equity = account.balance = account.margin_balance = Coins{10};
            account.delta_total = own_net_delta(rig) + off;
            rig.feed(account);
            rig.end_batch();
        }
    }
    [[nodiscard]] std::vector<Note> alarms() {
        std::vector<Note> found;
        for (const Action& action : rig.take()) {
            auto const* const note = std::get_if<Note>(&action);
            if (note != nullptr && note->kind == NoteKind::AccountDisagreement) {
                found.push_back(*note);
            }
        }
        return found;
    }

    EngineRig rig;
};

TEST_F(AccountDelta, ThatKeepsDisagreeingIsReportedOnceWithBothNumbers) {
    report(0.05, 8);
    auto const said = alarms();
    ASSERT_EQ(said.size(), 1U);
    EXPECT_EQ(said[0].severity, Severity::Alarm);
    EXPECT_NEAR(said[0].values[0], own_net_delta(rig), 1e-4);
    EXPECT_NEAR(said[0].values[1], own_net_delta(rig) + 0.05, 1e-4);
}

TEST_F(AccountDelta, IsReportedAgainAfterAMinute) {
    report(0.05, 40);
    EXPECT_EQ(alarms().size(), 2U);
}

TEST_F(AccountDelta, ThatAgreesIsSilent) {
    report(0.005, 20);
    EXPECT_TRUE(alarms().empty());
}

TEST_F(AccountDelta, OfAnotherMomentIsNoEvidence) {
    report(0.05, 2);
    report(-0.05, 2);
    report(0.05, 2);
    report(0.0, 1);
    report(0.05, 2);
    EXPECT_TRUE(alarms().empty());
}

TEST_F(AccountDelta, ThatIsNoNumberDisagrees) {
    report(std::numeric_limits<double>::quiet_NaN(), 8);
    EXPECT_EQ(alarms().size(), 1U);
}

}  // namespace
}  // namespace hedged::testing
