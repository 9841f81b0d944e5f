// SPDX-License-Identifier: Apache-2.0
#include "support/gateway_scene.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hedged::gateway {
namespace {

class GatewayFills : public ::testing::Test, public test::GatewayScene {
protected:
    void SetUp() override {
        (void)position(0.0);
        wait(10);
    }
    bool disputed() const { return state.holds(risk::HoldCause::FillDispute); }
};

TEST_F(GatewayFills, MoveThePositionOnceHoweverOftenTheyAreReported) {
    ClientOrderId const id = sent(Side::Sell, 10);
    auto const first = fill(id, "t1", 4, Side::Sell);
    EXPECT_TRUE(first.unique);
    EXPECT_TRUE(first.moved_position);
    EXPECT_TRUE(first.ours);
    EXPECT_EQ(first.signed_lots, Lots{-4});
    auto const again = fill(id, "t1", 4, Side::Sell);
    EXPECT_FALSE(again.unique);
    EXPECT_EQ(again.signed_lots, Lots{0});

    EXPECT_EQ(position_lots(), -4);
    EXPECT_EQ(in_flight().sells, Lots{6});
    EXPECT_EQ(gateway.counters().fills, 1U);
    EXPECT_EQ(gateway.counters().duplicate_fills, 1U);
    EXPECT_EQ(notes(NoteKind::FillApplied), 1U);
    EXPECT_EQ(notes(NoteKind::DuplicateFill), 1U);
}

// Our hedge met a resting order of the same account: the exchange tells both under one id.
TEST_F(GatewayFills, OfBothSidesOfATradeOfTheAccountWithItselfCount) {
    ClientOrderId const id = sent(Side::Buy, 10);
    (void)fill(id, "t1", 10);
    Fill theirs = trade(ClientOrderId{}, "t1", 10);
    theirs.side = Side::Sell;
    EXPECT_TRUE(gateway.on(theirs, *out).moved_position);
    EXPECT_EQ(position_lots(), 0);
    EXPECT_FALSE(gateway.on(theirs, *out).unique) << "once";
    EXPECT_FALSE(listed(id));
}

TEST_F(GatewayFills, BeforeTheAnswerAreNotUndoneByIt) {
    ClientOrderId const id = sent(Side::Buy, 10);
    (void)fill(id, "t1", 4);
    EXPECT_EQ(state_of(id), LiveState::PartiallyFilled);
    reply(id, Outcome::Accepted);
    EXPECT_EQ(state_of(id), LiveState::PartiallyFilled);
    (void)fill(id, "t2", 6);
    EXPECT_FALSE(listed(id));
    reply(id, Outcome::Accepted);
    EXPECT_FALSE(listed(id));
    EXPECT_EQ(position_lots(), 10);
}

TEST_F(GatewayFills, AreWaitedForWhenTheReportComesFirst) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Filled, 10, 10);
    EXPECT_TRUE(listed(id));
    EXPECT_EQ(in_flight().buys, Lots{10});
    EXPECT_EQ(in_flight().orders, 1U);
    (void)fill(id, "t1", 10);
    EXPECT_FALSE(listed(id));
    EXPECT_EQ(in_flight().orders, 0U);
    EXPECT_EQ(in_flight().buys, Lots{0});
}

TEST_F(GatewayFills, ThatWereReportedAndNeverComeAreAskedForAndThenDisputed) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Filled, 10, 10);
    std::size_t questions = 0;
    for (int i = 0; i < 4'000 && listed(id); ++i) {
        wait(10);
        std::size_t const asked = driven<QueryOrder>().size();
        questions += asked;
        if (asked > 0) {
            answer(id, questions % 2 == 0 ? QueryResult::Found : QueryResult::Failed);
        }
    }
    EXPECT_EQ(questions, 12U) << "failed answers do not count";
    EXPECT_FALSE(listed(id));
    EXPECT_TRUE(disputed());
}

TEST_F(GatewayFills, BeyondTheOrdersSizeAreAppliedAndDisputed) {
    ClientOrderId const id = sent(Side::Buy, 10);
    (void)fill(id, "t1", 10);
    EXPECT_FALSE(disputed());
    EXPECT_TRUE(fill(id, "t2", 1).moved_position);
    EXPECT_EQ(position_lots(), 11);
    EXPECT_TRUE(disputed());
    EXPECT_EQ(notes(NoteKind::Overfill), 1U);
}

TEST_F(GatewayFills, WithoutAnOrderAreAppliedAndDisputed) {
    (void)sent(Side::Buy, 10);
    // Of this run, but of an order forgotten or never sent.
    ClientOrderId const id = sent(Side::Buy, 10, 1);
    for (int i = 0; i < 300; ++i) {
        ClientOrderId const other = sent(Side::Buy, 1, 2);
        reply(other, Outcome::Refused, RefusalClass::PostOnly);
        out->clear();
        wait(61'000);
        if (i == 0) {
            gateway.on(report(id, OrderState::Cancelled, 10, 0, Side::Buy, 1), *out);
        }
    }
    ASSERT_FALSE(listed(id));
    EXPECT_TRUE(fill(id, "t1", 3).moved_position);
    EXPECT_TRUE(disputed());
    EXPECT_EQ(notes(NoteKind::FillWithoutOrder), 1U);
}

TEST_F(GatewayFills, OfAnEarlierRunAreOrdinary) {
    EXPECT_TRUE(fill(make_client_order_id(6, 3), "t1", 3).moved_position);
    EXPECT_FALSE(disputed());
    EXPECT_EQ(position_lots(), 3);
}

TEST_F(GatewayFills, OfOthersMoveThePosition) {
    auto const outcome = fill(ClientOrderId{}, "human-1", 25, Side::Sell);
    EXPECT_TRUE(outcome.moved_position);
    EXPECT_FALSE(outcome.ours);
    EXPECT_EQ(position_lots(), -25);
    EXPECT_FALSE(disputed());
}

TEST_F(GatewayFills, OfANewerInstanceMoveThePositionAndKill) {
    EXPECT_TRUE(fill(make_client_order_id(8, 3), "t1", 3).moved_position);
    EXPECT_EQ(position_lots(), 3);
    EXPECT_TRUE(state.killed());
}

TEST_F(GatewayFills, OnTheOtherSideThanTheirOrderAreAppliedAsReportedAndDisputed) {
    ClientOrderId const id = sent(Side::Buy, 10);
    (void)fill(id, "t1", 4, Side::Sell);
    EXPECT_EQ(position_lots(), -4);
    EXPECT_TRUE(disputed());
}

TEST_F(GatewayFills, ThatCannotBeReadAreDisputedAndChangeNothing) {
    ClientOrderId const id = sent(Side::Buy, 10);
    Fill no_amount = trade(id, "t1", 4);
    no_amount.amount = std::numeric_limits<double>::quiet_NaN();
    Fill zero = trade(id, "t2", 0);
    Fill negative = trade(id, "t3", -4);
    Fill no_price = trade(id, "t4", 4);
    no_price.price = std::numeric_limits<double>::infinity();
    Fill no_id = trade(id, "", 4);
    Fill no_instrument = trade(id, "t5", 4, Side::Buy, 120);
    for (const Fill& odd : {no_amount, zero, negative, no_price, no_id, no_instrument}) {
        state.on_reconciled(now());
        ASSERT_FALSE(disputed());
        EXPECT_FALSE(gateway.on(odd, *out).unique);
        EXPECT_TRUE(disputed());
    }
    EXPECT_EQ(position_lots(), 0);
    EXPECT_EQ(in_flight().buys, Lots{10});
}

TEST_F(GatewayFills, AfterACancelledReportThatForgotThemAreDisputed) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Cancelled, 10, 0);
    EXPECT_TRUE(fill(id, "t1", 2).moved_position);
    EXPECT_TRUE(disputed());
}

TEST_F(GatewayFills, KnowTheirSlippage) {
    ClientOrderId const buy = sent(Side::Buy, 10);
    Fill worse = trade(buy, "t1", 6);
    worse.price = 60'060.0;
    // 60 USD of the 60 060, times 60/60 060 coins.
    EXPECT_NEAR(gateway.on(worse, *out).slippage_usd, 60.0 * (60.0 / 60'060.0), 1e-12);
    ClientOrderId const sell = sent(Side::Sell, 10, 1);
    Fill better = trade(sell, "t2", 6, Side::Sell, 1);
    better.price = 60'060.0;
    EXPECT_NEAR(gateway.on(better, *out).slippage_usd, -60.0 * (60.0 / 60'060.0), 1e-12);
}

TEST_F(GatewayFills, AreOnceInAPositionThatTheExchangeStatesBeforeAndAfter) {
    ClientOrderId const id = sent(Side::Buy, 10);
    // The answer carries both fills; the stream then tells them one by one with its positions.
    (void)fill(id, "t1", 4);
    (void)fill(id, "t2", 6);
    EXPECT_EQ(position(40.0).verdict, PositionVerdict::Behind);
    EXPECT_EQ(position_lots(), 10);
    (void)fill(id, "t2", 6);
    EXPECT_EQ(position(100.0).verdict, PositionVerdict::Agrees);
    EXPECT_EQ(position_lots(), 10);
    EXPECT_EQ(notes(NoteKind::PositionMismatch), 0U);
}

TEST_F(GatewayFills, LostOnTheWayAreMadeUpByThePositionAndNotCountedTwice) {
    ClientOrderId const id = sent(Side::Buy, 10);
    connect(ConnectionState::Down);
    wait(1'000);
    connect();
    EXPECT_EQ(position(100.0).verdict, PositionVerdict::Adopted);
    EXPECT_EQ(notes(NoteKind::PositionMismatch), 1U);
    drive();
    Fill lost = trade(id, "t1", 10);
    lost.stamp.venue = test::venue_ms(ms - 900);
    lost.from_snapshot = true;
    auto const outcome = gateway.on(lost, *out);
    EXPECT_TRUE(outcome.unique);
    EXPECT_FALSE(outcome.moved_position);
    EXPECT_EQ(outcome.signed_lots, Lots{0});
    EXPECT_EQ(position_lots(), 10);
    EXPECT_FALSE(listed(id)) << "its order is filled all the same";
}

// A leftover of 10 is reported with 4 filled; the fill of 3 of those comes after the report.
TEST_F(GatewayFills, OfALeftoverThatItsReportHasCountedDoNotCountTwice) {
    ClientOrderId const id = make_client_order_id(6, 1);
    gateway.on(report(id, OrderState::Open, 10, 4), *out);
    EXPECT_EQ(in_flight().buys, Lots{6});
    (void)fill(id, "t1", 3);
    EXPECT_EQ(in_flight().buys, Lots{6}) << "it may be one of the four";
    (void)fill(id, "t2", 2);
    EXPECT_EQ(in_flight().buys, Lots{5}) << "five cannot be among four";
    (void)fill(id, "t3", 5);
    EXPECT_FALSE(listed(id)) << "filled";
}

TEST_F(GatewayFills, OfALeftoverDoNotEndItBeforeItIsFilled) {
    ClientOrderId const id = make_client_order_id(6, 1);
    gateway.on(report(id, OrderState::Open, 10, 9), *out);
    (void)fill(id, "t1", 9);
    EXPECT_EQ(state_of(id), LiveState::PartiallyFilled) << "one lot still rests there";
    EXPECT_EQ(driven<CancelOrder>().size(), 1U);
}

// Taken for dead although some of it was said to be filled, so it is still listed; and then the
// exchange says that it is open after all.
TEST_F(GatewayFills, StillAwaitedDoNotHideThatTheOrderLivesAgain) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Unknown, 10, 4);
    wait(6'000);
    drive();
    for (int i = 0; i < kAnswersMax; ++i) {
        answer(id, QueryResult::Absent);
    }
    ASSERT_EQ(state_of(id), LiveState::ResolvedDead);
    ASSERT_EQ(in_flight().buys, Lots{4});
    update(id, OrderState::Open, 10, 4);
    EXPECT_FALSE(is_done(state_of(id)));
    EXPECT_EQ(in_flight().buys, Lots{10});
    EXPECT_EQ(driven<CancelOrder>().size(), 1U);
}

TEST_F(GatewayFills, ToldWithoutALabelFirstReachTheirOrderOnceALaterReportNamesIt) {
    ClientOrderId const id = sent(Side::Buy, 10);
    connect(ConnectionState::Down);
    connect();
    Fill unlabelled = trade(ClientOrderId{}, "t1", 10);
    unlabelled.from_snapshot = true;
    EXPECT_TRUE(gateway.on(unlabelled, *out).moved_position);
    EXPECT_TRUE(listed(id));
    EXPECT_FALSE(fill(id, "t1", 10).unique);
    EXPECT_FALSE(listed(id)) << "filled, as its own report says";
    EXPECT_EQ(position_lots(), 10);
    EXPECT_FALSE(disputed());
    EXPECT_FALSE(fill(id, "t1", 10).unique) << "and not a second time";
    EXPECT_FALSE(disputed());
}

TEST_F(GatewayFills, OfThePastBeforeAnyPositionIsKnownAreOnlyRemembered) {
    GatewayScene fresh;
    Fill past = fresh.trade(ClientOrderId{}, "t1", 10);
    past.from_snapshot = true;
    auto const outcome = fresh.gateway.on(past, *fresh.out);
    EXPECT_TRUE(outcome.history);
    EXPECT_FALSE(outcome.moved_position);
    EXPECT_EQ(fresh.position_lots(), 0);
    EXPECT_EQ(fresh.notes(NoteKind::FillApplied), 0U);
    past.from_snapshot = false;
    EXPECT_FALSE(fresh.gateway.on(past, *fresh.out).unique) << "the stream may repeat it";
    EXPECT_EQ(fresh.position_lots(), 0);
}

TEST_F(GatewayFills, OfTheTimeWithoutAConnectionMoveAPositionThatWasFlatFromTheStart) {
    GatewayScene fresh;
    fresh.mark(SnapshotKind::Positions, SnapshotPhase::Begin);
    fresh.mark(SnapshotKind::Positions, SnapshotPhase::Complete);
    Fill meanwhile = fresh.trade(ClientOrderId{}, "t1", 10);
    meanwhile.from_snapshot = true;
    auto const outcome = fresh.gateway.on(meanwhile, *fresh.out);
    EXPECT_FALSE(outcome.history);
    EXPECT_EQ(fresh.position_lots(), 10);
}

TEST_F(GatewayFills, OrNotWhatACompletePositionListDoesNotNameIsFlat) {
    ClientOrderId const id = sent(Side::Buy, 10);
    (void)fill(id, "t1", 10);
    wait(5'000);
    mark(SnapshotKind::Positions, SnapshotPhase::Begin);
    mark(SnapshotKind::Positions, SnapshotPhase::Failed);
    EXPECT_EQ(position_lots(), 10) << "a failed report is not an empty one";
    mark(SnapshotKind::Positions, SnapshotPhase::Begin);
    mark(SnapshotKind::Positions, SnapshotPhase::Complete);
    EXPECT_EQ(position_lots(), 0);
    EXPECT_EQ(notes(NoteKind::PositionMismatch), 1U);
}

TEST_F(GatewayFills, ExplainAPositionThatAWholeListDidNotNameOrItIsADifference) {
    for (bool const traded : {true, false}) {
        GatewayScene fresh;
        fresh.mark(SnapshotKind::Positions, SnapshotPhase::Begin);
        fresh.mark(SnapshotKind::Positions, SnapshotPhase::Complete);
        if (traded) {
            (void)fresh.gateway.on(fresh.trade(ClientOrderId{}, "t1", 10), *fresh.out);
        }
        EXPECT_EQ(fresh.position(100.0).differs, !traded);
        EXPECT_EQ(fresh.notes(NoteKind::PositionMismatch), traded ? 0U : 1U);
        EXPECT_EQ(fresh.position_lots(), 10);
    }
}

TEST_F(GatewayFills, ThatTheExchangeSettlesAtExpiryLeaveWithoutAMismatch) {
    (void)position(100.0);
    wait(5'000);
    InstrumentSpec expired = *table.find(InstrumentIndex{0});
    expired.expiry = market() - seconds(1);
    (void)table.define(expired);
    drive();
    mark(SnapshotKind::Positions, SnapshotPhase::Begin);
    mark(SnapshotKind::Positions, SnapshotPhase::Complete);
    EXPECT_EQ(position_lots(), 0);
    EXPECT_EQ(notes(NoteKind::PositionMismatch), 1U) << "the one of the statement above";
}

TEST_F(GatewayFills, LeaveTheAccountQuietSomeTimeAfterTheLast) {
    EXPECT_TRUE(gateway.quiet(now()));
    ClientOrderId const id = sent(Side::Buy, 10);
    EXPECT_FALSE(gateway.quiet(now() + seconds(60)));
    (void)fill(id, "t1", 10);
    EXPECT_FALSE(gateway.quiet(now() + PositionKeeper::kBehindMax));
    EXPECT_TRUE(gateway.quiet(now() + PositionKeeper::kBehindMax + nanoseconds(1)));
}

}  // namespace
}  // namespace hedged::gateway
