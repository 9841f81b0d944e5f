// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/trading_state.hpp"

#include "support/risk_scene.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>

namespace hedged::risk {
namespace {

using test::at_ms;

class TradingStateTest : public ::testing::Test {
protected:
    void ready() { test::make_ready(state, at_ms(1'000)); }
    void account(double initial, double maintenance, double equity) {
        AccountUpdate update;
        update.underlying = test::kBtc;
        update.equity = Coins{equity};
        update.initial_margin = Coins{initial};
        update.maintenance_margin = Coins{maintenance};
        state.on_account(update);
    }
    template <class T>
    std::size_t count() const {
        std::size_t found = 0;
        for (const Action& action : *out) {
            found += std::holds_alternative<T>(action) ? 1U : 0U;
        }
        return found;
    }

    Limits limits = test::sensible_limits();
    TradingStateMachine state{limits};
    std::unique_ptr<Actions> out = std::make_unique<Actions>();
};

TEST_F(TradingStateTest, StartsOnHoldWithEverythingStillToBeProved) {
    EXPECT_EQ(state.state(), TradingState::Hold);
    EXPECT_FALSE(state.may_send());
    for (HoldCause const cause :
         {HoldCause::MarketDown, HoldCause::AccountDown, HoldCause::CancelOnDisconnectMissing,
          HoldCause::ScopeMissing, HoldCause::NotReconciled, HoldCause::ClockUnknown,
          HoldCause::NotArmed}) {
        EXPECT_TRUE(state.holds(cause)) << static_cast<int>(cause);
    }
}

TEST_F(TradingStateTest, TradesOnlyWhenEveryCauseIsGone) {
    ready();
    EXPECT_EQ(state.state(), TradingState::Normal);
    EXPECT_TRUE(state.may_send());

    struct {
        HoldCause cause;
        Why why;
    } const causes[] = {
        {HoldCause::MarketDown, Why::MarketNotConnected},
        {HoldCause::AccountDown, Why::AccountNotConnected},
        {HoldCause::CancelOnDisconnectMissing, Why::CancelOnDisconnectMissing},
        {HoldCause::ScopeMissing, Why::ScopeMissing},
        {HoldCause::NotReconciled, Why::NotReconciled},
        {HoldCause::FillDispute, Why::NotReconciled},
        {HoldCause::ClockUnknown, Why::ClockUnknown},
        {HoldCause::NotArmed, Why::NotArmed},
        {HoldCause::PlatformLocked, Why::PlatformLocked},
        {HoldCause::AccountStale, Why::AccountStale},
    };
    for (auto const& [cause, why] : causes) {
        state.set(cause, true);
        EXPECT_EQ(state.state(), TradingState::Hold) << static_cast<int>(cause);
        EXPECT_EQ(state.why(), why);
        state.set(cause, false);
        EXPECT_EQ(state.state(), TradingState::Normal) << static_cast<int>(cause);
    }
}

TEST_F(TradingStateTest, NamesTheFirstOfSeveralCauses) {
    ready();
    state.set(HoldCause::ClockUnknown, true);
    state.set(HoldCause::MarketDown, true);
    EXPECT_EQ(state.why(), Why::MarketNotConnected);

    state.hold("alice", "watching");
    EXPECT_EQ(state.why(), Why::Held);
    EXPECT_EQ(state.reason(), "alice: watching");
}

TEST_F(TradingStateTest, KeepsAnOperatorsHoldUntilItIsResumed) {
    ready();
    state.hold("alice", "watching");
    state.on_reconciled(at_ms(2'000));
    state.update(at_ms(1'000'000), *out);
    EXPECT_EQ(state.state(), TradingState::Hold);

    state.resume();
    EXPECT_EQ(state.state(), TradingState::Normal);
}

TEST_F(TradingStateTest, ClearsAFillDisputeOnlyByReconciling) {
    ready();
    state.set(HoldCause::FillDispute, true);
    EXPECT_EQ(state.state(), TradingState::Hold);
    state.on_reconciled(at_ms(3'000));
    EXPECT_EQ(state.state(), TradingState::Normal);
}

TEST_F(TradingStateTest, ReducesJustAboveTheMarginLimitAndNotAtIt) {
    ready();
    account(0.7, 0.5, 1.0);
    EXPECT_EQ(state.state(), TradingState::Normal);
    account(0.7001, 0.5, 1.0);
    EXPECT_EQ(state.state(), TradingState::Reduce);
    EXPECT_TRUE(state.may_send());
    EXPECT_TRUE(state.reduces(ReduceCause::Margin));
}

TEST_F(TradingStateTest, ReducesOnMaintenanceMarginAlone) {
    ready();
    account(0.5, 0.5001, 1.0);
    EXPECT_EQ(state.state(), TradingState::Reduce);
}

TEST_F(TradingStateTest, StopsReducingOnlyALittleBelowTheLimit) {
    ready();
    account(0.71, 0.1, 1.0);
    account(0.67, 0.1, 1.0);
    EXPECT_EQ(state.state(), TradingState::Reduce);
    account(0.66, 0.1, 1.0);
    EXPECT_EQ(state.state(), TradingState::Normal);
}

TEST_F(TradingStateTest, TakesANumberThatIsNoneForABreach) {
    ready();
    double const nan = std::numeric_limits<double>::quiet_NaN();
    account(nan, 0.1, 1.0);
    EXPECT_EQ(state.state(), TradingState::Reduce);
    account(0.1, 0.1, 1.0);
    EXPECT_EQ(state.state(), TradingState::Normal);
    account(0.1, nan, 1.0);
    EXPECT_EQ(state.state(), TradingState::Reduce);
    account(0.1, 0.1, 1.0);
    account(0.1, 0.1, nan);
    EXPECT_EQ(state.state(), TradingState::Reduce);
    account(0.1, 0.1, 1.0);
    account(0.1, 0.1, std::numeric_limits<double>::infinity());
    EXPECT_EQ(state.state(), TradingState::Reduce);
}

TEST_F(TradingStateTest, TakesNoEquityForABreachOnlyWhenMarginIsUsed) {
    ready();
    account(0.0, 0.0, 0.0);
    EXPECT_EQ(state.state(), TradingState::Normal);
    account(0.1, 0.0, 0.0);
    EXPECT_EQ(state.state(), TradingState::Reduce);
    account(0.0, 0.0, 0.0);
    account(0.0, 0.0, -0.1);
    EXPECT_EQ(state.state(), TradingState::Reduce);
}

TEST_F(TradingStateTest, IgnoresAccountsWithoutLimits) {
    ready();
    AccountUpdate update;
    update.underlying = test::kEth;
    update.initial_margin = Coins{1.0};
    state.on_account(update);
    EXPECT_EQ(state.state(), TradingState::Normal);
}

TEST_F(TradingStateTest, HoldOutranksReduceAndKilledOutranksBoth) {
    ready();
    account(0.9, 0.1, 1.0);
    state.hold("alice", "x");
    EXPECT_EQ(state.state(), TradingState::Hold);
    state.kill("alice", "y", at_ms(2'000), *out);
    EXPECT_EQ(state.state(), TradingState::Killed);
    EXPECT_EQ(state.why(), Why::Killed);
}

TEST_F(TradingStateTest, PutsTheLatchOutFirstAndOnce) {
    ready();
    state.update(at_ms(1'500), *out);
    out->clear();
    state.kill("alice", "too fast", at_ms(2'000), *out);
    state.kill("bob", "again", at_ms(2'001), *out);

    ASSERT_FALSE(out->empty());
    auto const* const latch = std::get_if<SetKillLatch>(&(*out)[0]);
    ASSERT_NE(latch, nullptr);
    EXPECT_EQ(latch->actor.view(), "alice");
    EXPECT_EQ(latch->reason.view(), "too fast");
    EXPECT_EQ(count<SetKillLatch>(), 1U);
    EXPECT_EQ(state.reason(), "alice: too fast");
}

TEST_F(TradingStateTest, CutsLongWordsInsteadOfLosingThem) {
    ready();
    std::string const long_name(60, 'n');
    std::string const long_reason(300, 'r');
    state.kill(long_name, long_reason, at_ms(2'000), *out);

    auto const* const latch = std::get_if<SetKillLatch>(&(*out)[0]);
    ASSERT_NE(latch, nullptr);
    EXPECT_EQ(latch->actor.view().size(), 31U);
    EXPECT_EQ(latch->reason.view().size(), 95U);
    EXPECT_EQ(state.reason().size(), 95U);
}

class KilledStateTest : public TradingStateTest {
protected:
    void SetUp() override {
        ready();
        state.kill("alice", "drill", at_ms(2'000), *out);
        out->clear();
    }
};

TEST_F(KilledStateTest, StaysKilledThroughEverythingButArming) {
    state.resume();
    state.on_reconciled(at_ms(3'000));
    state.set(HoldCause::NotArmed, false);
    account(0.1, 0.1, 1.0);
    state.update(at_ms(1'000'000), *out);

    EXPECT_TRUE(state.killed());
    EXPECT_FALSE(state.armed());
    EXPECT_EQ(count<ClearKillLatch>(), 0U);
}

TEST_F(KilledStateTest, IsArmedAgainWithANameAReasonAndAFreshReconciliation) {
    state.on_reconciled(at_ms(3'000));

    EXPECT_EQ(state.arm("", "checked", at_ms(4'000), *out), ArmResult::NeedsName);
    EXPECT_EQ(state.arm("bob", "", at_ms(4'000), *out), ArmResult::NeedsReason);
    EXPECT_TRUE(state.killed());
    EXPECT_EQ(state.arm("bob", "checked", at_ms(4'000), *out), ArmResult::Armed);

    EXPECT_EQ(state.state(), TradingState::Normal);
    EXPECT_EQ(count<ClearKillLatch>(), 1U);
    EXPECT_TRUE(state.reason().empty());
}

TEST_F(KilledStateTest, IsNotArmedOnAReconciliationFromBeforeTheKill) {
    EXPECT_EQ(state.arm("bob", "checked", at_ms(2'500), *out), ArmResult::NeedsReconcile);
    state.on_reconciled(at_ms(2'000));
    EXPECT_EQ(state.arm("bob", "checked", at_ms(2'500), *out), ArmResult::NeedsReconcile);
    state.on_reconciled(at_ms(2'000) + nanoseconds(1));
    EXPECT_EQ(state.arm("bob", "checked", at_ms(2'500), *out), ArmResult::Armed);
}

TEST_F(KilledStateTest, IsNotArmedOnAnOldReconciliation) {
    state.on_reconciled(at_ms(3'000));
    EXPECT_EQ(state.arm("bob", "checked", at_ms(63'001), *out), ArmResult::NeedsReconcile);
    EXPECT_EQ(state.arm("bob", "checked", at_ms(63'000), *out), ArmResult::Armed);
}

TEST_F(KilledStateTest, IsNotArmedWhileTheReconciliationIsInDoubt) {
    state.on_reconciled(at_ms(3'000));
    state.set(HoldCause::FillDispute, true);
    EXPECT_EQ(state.arm("bob", "checked", at_ms(3'100), *out), ArmResult::NeedsReconcile);
    state.on_reconciled(at_ms(3'200));
    state.set(HoldCause::NotReconciled, true);
    EXPECT_EQ(state.arm("bob", "checked", at_ms(3'300), *out), ArmResult::NeedsReconcile);
}

TEST_F(KilledStateTest, DoesNotClearOtherHoldsByArming) {
    state.hold("carol", "no");
    state.set(HoldCause::MarketDown, true);
    state.on_reconciled(at_ms(3'000));
    ASSERT_EQ(state.arm("bob", "checked", at_ms(3'100), *out), ArmResult::Armed);
    EXPECT_EQ(state.state(), TradingState::Hold);
    EXPECT_TRUE(state.holds(HoldCause::Operator));
    EXPECT_TRUE(state.holds(HoldCause::MarketDown));
}

TEST_F(TradingStateTest, ComesUpKilledWhenTheLatchWasFound) {
    state.restore_kill("alice", "yesterday");
    state.update(at_ms(1'000), *out);
    EXPECT_TRUE(state.killed());
    EXPECT_EQ(count<SetKillLatch>(), 0U);
    EXPECT_EQ(state.reason(), "alice: yesterday");

    EXPECT_EQ(state.arm("bob", "checked", at_ms(1'100), *out), ArmResult::NeedsReconcile);
    state.on_reconciled(at_ms(1'200));
    EXPECT_EQ(state.arm("bob", "checked", at_ms(1'300), *out), ArmResult::Armed);
}

TEST_F(TradingStateTest, NotesEachChangeOfStateOnce) {
    state.update(at_ms(500), *out);
    EXPECT_EQ(count<Note>(), 0U);
    ready();
    state.update(at_ms(1'500), *out);
    state.update(at_ms(1'600), *out);

    ASSERT_EQ(count<Note>(), 0U) << "arming has put the note out already";
    state.hold("alice", "x");
    state.update(at_ms(1'700), *out);
    state.update(at_ms(1'800), *out);
    ASSERT_EQ(count<Note>(), 1U);
    auto const& note = std::get<Note>((*out)[0]);
    EXPECT_EQ(note.kind, NoteKind::StateChanged);
    EXPECT_EQ(note.values[0], static_cast<double>(TradingState::Normal));
    EXPECT_EQ(note.values[1], static_cast<double>(TradingState::Hold));
    EXPECT_EQ(note.text.view(), "alice: x");
}

TEST_F(TradingStateTest, HoldsAnInstrumentForItsCoolOffAfterThreeRefusals) {
    ready();
    for (int i = 0; i < 3; ++i) {
        state.on_refusal(InstrumentIndex{0}, RefusalClass::Price, at_ms(2'000), *out);
    }
    EXPECT_TRUE(state.instrument_held(InstrumentIndex{0}, at_ms(31'999)));
    EXPECT_FALSE(state.instrument_held(InstrumentIndex{0}, at_ms(32'000)));
    EXPECT_FALSE(state.instrument_held(InstrumentIndex{1}, at_ms(2'000)));
    EXPECT_EQ(state.state(), TradingState::Normal);
}

TEST_F(TradingStateTest, AlwaysHoldsInstrumentsBeyondItsCapacity) {
    EXPECT_TRUE(state.instrument_held(InstrumentIndex{4'096}, at_ms(0)));
    EXPECT_TRUE(state.instrument_held(InstrumentIndex{}, at_ms(0)));
    EXPECT_FALSE(state.instrument_held(InstrumentIndex{4'095}, at_ms(0)));
}

TEST_F(TradingStateTest, KillsOnTenRefusalsInAMinute) {
    ready();
    for (std::uint32_t i = 0; i < 9; ++i) {
        state.on_refusal(InstrumentIndex{i}, RefusalClass::Money, at_ms(2'000), *out);
    }
    EXPECT_FALSE(state.killed());
    state.on_refusal(InstrumentIndex{9}, RefusalClass::Money, at_ms(2'000), *out);
    EXPECT_TRUE(state.killed());
    EXPECT_EQ(count<SetKillLatch>(), 1U);
}

TEST_F(TradingStateTest, ForgetsRefusalsWhenArmedAgain) {
    ready();
    for (std::uint32_t i = 0; i < 10; ++i) {
        state.on_refusal(InstrumentIndex{i}, RefusalClass::Money, at_ms(2'000), *out);
    }
    state.on_reconciled(at_ms(3'000));
    ASSERT_EQ(state.arm("bob", "fixed", at_ms(3'000), *out), ArmResult::Armed);
    state.on_refusal(InstrumentIndex{10}, RefusalClass::Money, at_ms(3'001), *out);
    EXPECT_FALSE(state.killed());
}

TEST_F(TradingStateTest, ExtendsABadInputHoldWhenItHappensAgain) {
    ready();
    state.on_bad_input(at_ms(2'000));
    state.on_bad_input(at_ms(3'000));
    state.update(at_ms(4'999), *out);
    EXPECT_EQ(state.why(), Why::NonFinite);
    state.update(at_ms(5'000), *out);
    EXPECT_EQ(state.state(), TradingState::Normal);
}

using TradingStateDeathTest = TradingStateTest;
TEST_F(TradingStateDeathTest, LetsNobodySetTheOperatorsHoldOrATimedOneDirectly) {
    EXPECT_DEATH(state.set(HoldCause::Operator, false), "Operator");
    EXPECT_DEATH(state.set(HoldCause::BadInput, false), "BadInput");
}

}  // namespace
}  // namespace hedged::risk
