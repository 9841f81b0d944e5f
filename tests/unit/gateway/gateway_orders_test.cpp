// SPDX-License-Identifier: Apache-2.0
#include "support/gateway_scene.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hedged::gateway {
namespace {

class GatewayOrders : public ::testing::Test, public test::GatewayScene {};

TEST_F(GatewayOrders, LiveUntilTheirReportedEnd) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Accepted, RefusalClass::Other, "V1");
    EXPECT_EQ(state_of(id), LiveState::Open);
    EXPECT_EQ(gateway.find(id)->venue_id.view(), "V1");

    update(id, OrderState::Cancelled, 10);
    EXPECT_FALSE(listed(id));
    EXPECT_EQ(in_flight().buys, Lots{0});
    EXPECT_EQ(notes(NoteKind::OrderDone), 1U);
}

TEST_F(GatewayOrders, AreRefusedWithTheExchangesWords) {
    ClientOrderId const id = sent(Side::Buy, 10);
    OrderReply refused;
    refused.stamp = stamp();
    refused.client_id = id;
    refused.outcome = Outcome::Refused;
    refused.refusal = RefusalClass::Money;
    refused.venue_code = 10'009;
    (void)refused.message.assign("not_enough_funds");
    gateway.on(refused, *out);

    EXPECT_FALSE(listed(id));
    EXPECT_EQ(gateway.counters().orders_refused, 1U);
    ASSERT_EQ(notes(NoteKind::OrderRefused), 1U);
    for (const Action& action : *out) {
        if (auto const* const note = std::get_if<Note>(&action)) {
            EXPECT_EQ(note->venue_code, 10'009);
            EXPECT_EQ(note->text.view(), "not_enough_funds");
        }
    }
}

TEST_F(GatewayOrders, FeedTheRefusalBreaker) {
    test::GatewayScene strict([] {
        risk::Limits l = test::wide_limits();
        l.same_refusals_max = 3;
        return l;
    }());
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(strict.state.instrument_held(InstrumentIndex{0}, strict.now())) << i;
        strict.reply(strict.sent(Side::Buy, 10), Outcome::Refused, RefusalClass::Price);
    }
    EXPECT_TRUE(strict.state.instrument_held(InstrumentIndex{0}, strict.now()));
}

TEST_F(GatewayOrders, AreThrottledUntilTheBudgetRefills) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Refused, RefusalClass::Throttled);
    EXPECT_EQ(gateway.tokens(now()), 0.0);
    EXPECT_FALSE(gateway.budget(now()).credits_ok);
}

TEST_F(GatewayOrders, BecomeUnknownWhenNoAnswerComesInTime) {
    ClientOrderId const id = sent(Side::Buy, 10);
    wait(3'000);
    EXPECT_TRUE(driven<QueryOrder>().empty());
    EXPECT_EQ(state_of(id), LiveState::Sent);

    wait(1);
    auto const questions = driven<QueryOrder>();
    EXPECT_EQ(state_of(id), LiveState::Unknown);
    ASSERT_EQ(questions.size(), 1U);
    EXPECT_EQ(questions[0].client_id, id);
    EXPECT_EQ(notes(NoteKind::OrderUnknown), 1U);
    EXPECT_EQ(in_flight().buys, Lots{10});
    EXPECT_EQ(in_flight().unknown, 1U);
}

TEST_F(GatewayOrders, AreAskedAfterWithBackOff) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    std::vector<std::int64_t> asked;
    std::int64_t const begin = ms;
    for (int i = 0; i < 2'500; ++i) {
        if (!driven<QueryOrder>().empty()) {
            asked.push_back(ms - begin);
            answer(id, QueryResult::Failed);
        }
        wait(10);
    }
    EXPECT_EQ(asked, (std::vector<std::int64_t>{0, 250, 750, 1'750, 3'750, 7'750, 11'750, 15'750,
                                                19'750, 23'750}));
}

TEST_F(GatewayOrders, ComeAliveByALateAcceptance) {
    ClientOrderId const id = sent(Side::Buy, 10);
    wait(3'001);
    drive();
    ASSERT_EQ(state_of(id), LiveState::Unknown);

    reply(id, Outcome::Accepted);
    EXPECT_EQ(state_of(id), LiveState::Open);
    EXPECT_EQ(notes(NoteKind::OrderResolved), 1U);
    EXPECT_EQ(in_flight().unknown, 0U);
}

// The fence is 5 s of market time and the margin 0.5 s.
TEST_F(GatewayOrders, AreDeadOnlyWhenAbsentAfterTheirFence) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    drive();
    answer(id, QueryResult::Absent);
    EXPECT_EQ(state_of(id), LiveState::Unknown);

    wait(5'500);
    ASSERT_EQ(driven<QueryOrder>().size(), 1U);
    answer(id, QueryResult::Absent);
    EXPECT_EQ(state_of(id), LiveState::Unknown) << "asked exactly at the fence and margin";

    wait(4'000);
    ASSERT_EQ(driven<QueryOrder>().size(), 1U);
    answer(id, QueryResult::Absent);
    EXPECT_FALSE(listed(id));
    EXPECT_EQ(in_flight().buys, Lots{0});
    EXPECT_EQ(notes(NoteKind::OrderDone), 1U);
}

TEST_F(GatewayOrders, AreNotDeadByAnAnswerToAQuestionFromBeforeTheFence) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    wait(5'400);
    ASSERT_EQ(driven<QueryOrder>().size(), 1U);
    wait(1'000);
    ASSERT_EQ(driven<QueryOrder>().size(), 1U) << "a second question, after the fence";

    answer(id, QueryResult::Absent);
    EXPECT_EQ(state_of(id), LiveState::Unknown) << "this answers the first question";
    answer(id, QueryResult::Absent);
    EXPECT_FALSE(listed(id));
}

// The answer to a question of the connection before, which nobody counts any more.
TEST_F(GatewayOrders, AreNotDeadByAnAnswerThatCameBeforeTheFence) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    wait(2'000);
    ASSERT_EQ(driven<QueryOrder>().size(), 1U);
    connect(ConnectionState::Connecting);
    connect();
    answer(id, QueryResult::Absent);
    EXPECT_EQ(state_of(id), LiveState::Unknown);
}

TEST_F(GatewayOrders, AreNotDeadWhileTheExchangeClockIsUnknown) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    wait(60'000);
    gateway.drive(now(), std::nullopt, *out);
    answer(id, QueryResult::Absent);
    EXPECT_EQ(state_of(id), LiveState::Unknown);
}

TEST_F(GatewayOrders, AreNotDeadBecauseAQuestionFailed) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    wait(60'000);
    drive();
    answer(id, QueryResult::Failed);
    EXPECT_EQ(state_of(id), LiveState::Unknown);
}

TEST_F(GatewayOrders, AreWhatTheAnswerFound) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    drive();
    update(id, OrderState::Cancelled, 10, 4);
    (void)fill(id, "t1", 4);
    answer(id, QueryResult::Found);
    EXPECT_FALSE(listed(id));
    EXPECT_EQ(position_lots(), 4);
}

TEST_F(GatewayOrders, ComeBackWhenADeadOneTurnsUpOpen) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    wait(6'000);
    drive();
    answer(id, QueryResult::Absent);
    ASSERT_FALSE(listed(id));

    update(id, OrderState::Open, 10);
    ASSERT_TRUE(listed(id));
    EXPECT_EQ(in_flight().buys, Lots{10});
    EXPECT_TRUE(state.holds(risk::HoldCause::FillDispute));
    auto const cancels = driven<CancelOrder>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(cancels[0].client_id, id);
}

TEST_F(GatewayOrders, DoNotComeBackByALateRepetition) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    update(id, OrderState::Cancelled, 10);
    ASSERT_FALSE(listed(id));
    update(id, OrderState::Open, 10);
    reply(id, Outcome::Accepted);
    update(id, OrderState::Cancelled, 10);
    EXPECT_FALSE(listed(id));
    EXPECT_EQ(state.state(), TradingState::Normal);
}

TEST_F(GatewayOrders, AreReopenedWhenALaterReportStatesMoreFills) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Cancelled, 10, 0);
    ASSERT_FALSE(listed(id));
    update(id, OrderState::Cancelled, 10, 3);
    ASSERT_TRUE(listed(id));
    EXPECT_EQ(in_flight().buys, Lots{3});
    (void)fill(id, "t1", 3);
    EXPECT_FALSE(listed(id));
}

TEST_F(GatewayOrders, BecomeUnknownWhenTheConnectionDropsAndAreAskedAfterOnTheNext) {
    ClientOrderId const waiting = sent(Side::Buy, 10, 0);
    ClientOrderId const open = sent(Side::Sell, 20, 1);
    gateway.on(report(open, OrderState::Open, 20, 0, Side::Sell, 1), *out);
    connect(ConnectionState::Down);

    EXPECT_EQ(state_of(waiting), LiveState::Unknown);
    EXPECT_EQ(state_of(open), LiveState::Unknown);
    EXPECT_EQ(in_flight(0).buys, Lots{10});
    EXPECT_EQ(in_flight(1).sells, Lots{20});
    EXPECT_TRUE(driven<QueryOrder>().empty()) << "nobody to ask";

    connect();
    EXPECT_EQ(driven<QueryOrder>().size(), 2U);
}

TEST_F(GatewayOrders, StayAsTheyAreWhenTheSameConnectionIsReportedAgain) {
    ClientOrderId const id = sent(Side::Buy, 10);
    connect();
    EXPECT_EQ(state_of(id), LiveState::Sent);
}

TEST_F(GatewayOrders, ForgetOldQuestionsWithTheirConnection) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Unknown);
    drive();
    connect(ConnectionState::Down);
    wait(10'000);
    connect();
    ASSERT_EQ(driven<QueryOrder>().size(), 1U);
    answer(id, QueryResult::Absent);
    EXPECT_FALSE(listed(id)) << "the only question out left after the fence";
}

TEST_F(GatewayOrders, AreAskedAfterWhenAnImmediateOrderLingers) {
    ClientOrderId const id = sent(Side::Buy, 10);
    reply(id, Outcome::Accepted);
    wait(3'000);
    EXPECT_TRUE(driven<QueryOrder>().empty());
    wait(1);
    EXPECT_EQ(driven<QueryOrder>().size(), 1U);
    EXPECT_EQ(state_of(id), LiveState::Open);
}

TEST_F(GatewayOrders, AreUnknownAfterAWordWeDoNotKnow) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Unknown, 10);
    EXPECT_EQ(state_of(id), LiveState::Unknown);
    EXPECT_EQ(notes(NoteKind::UnknownWord), 1U);
    EXPECT_EQ(driven<QueryOrder>().size(), 1U);
}

TEST_F(GatewayOrders, AreUnknownAfterAReportThatCannotBeRead) {
    ClientOrderId const id = sent(Side::Buy, 10);
    OrderUpdate odd = report(id, OrderState::Filled, 10, 10);
    odd.filled_amount = std::numeric_limits<double>::quiet_NaN();
    gateway.on(odd, *out);
    EXPECT_EQ(state_of(id), LiveState::Unknown);
    EXPECT_EQ(in_flight().buys, Lots{10});
}

TEST_F(GatewayOrders, AreUnknownWhenTheirReportNamesAnotherInstrument) {
    ClientOrderId const id = sent(Side::Buy, 10);
    gateway.on(report(id, OrderState::Cancelled, 10, 0, Side::Buy, 1), *out);
    EXPECT_EQ(state_of(id), LiveState::Unknown);
}

TEST_F(GatewayOrders, AreCancelledUntilTheExchangeSaysThatTheyAreGone) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    ASSERT_TRUE(gateway.cancel(id));
    auto cancels = driven<CancelOrder>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(cancels[0].venue_id, gateway.find(id)->venue_id);
    EXPECT_EQ(state_of(id), LiveState::CancelSent);

    cancel_reply(id, Outcome::Accepted);
    EXPECT_TRUE(listed(id)) << "an accepted cancel is not yet a cancelled order";
    wait(249);
    EXPECT_TRUE(driven<CancelOrder>().empty());
    wait(1);
    EXPECT_EQ(driven<CancelOrder>().size(), 1U);
    wait(500);
    EXPECT_EQ(driven<CancelOrder>().size(), 1U);

    update(id, OrderState::Cancelled, 10);
    EXPECT_FALSE(listed(id));
    wait(10'000);
    EXPECT_TRUE(driven<CancelOrder>().empty());
}

TEST_F(GatewayOrders, AreCancelledByLabelBeforeTheExchangeHasNamedThem) {
    ClientOrderId const id = sent(Side::Buy, 10);
    ASSERT_TRUE(gateway.cancel(id));
    auto const cancels = driven<CancelOrder>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_TRUE(cancels[0].venue_id.empty());
    EXPECT_EQ(cancels[0].client_id, id);
}

TEST_F(GatewayOrders, AreAskedAfterWhenACancelFindsThemGone) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    ASSERT_TRUE(gateway.cancel(id));
    drive();
    cancel_reply(id, Outcome::Refused, RefusalClass::OrderGone);
    EXPECT_EQ(state_of(id), LiveState::Unknown);
    EXPECT_EQ(in_flight().buys, Lots{10});
    EXPECT_EQ(driven<QueryOrder>().size(), 1U);

    (void)fill(id, "t1", 10);
    EXPECT_FALSE(listed(id));
    EXPECT_EQ(position_lots(), 10);
}

TEST_F(GatewayOrders, AreAskedAfterWhenACancelStaysWithoutEffect) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    ASSERT_TRUE(gateway.cancel(id));
    drive();
    wait(3'001);
    EXPECT_EQ(driven<QueryOrder>().size(), 1U);
}

TEST_F(GatewayOrders, CannotBeCancelledWhenTheyAreNotLive) {
    EXPECT_FALSE(gateway.cancel(make_client_order_id(7, 99)));
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Cancelled, 10, 5);
    ASSERT_TRUE(listed(id)) << "fills are still missing";
    EXPECT_FALSE(gateway.cancel(id));
}

TEST_F(GatewayOrders, OfOthersAreReportedOnceAndNeverTouched) {
    OrderUpdate foreign = report(ClientOrderId{}, OrderState::Open, 30, 0);
    (void)foreign.venue_id.assign("HUMAN-1");
    gateway.on(foreign, *out);
    gateway.on(foreign, *out);
    EXPECT_EQ(notes(NoteKind::ForeignOrder), 1U);
    EXPECT_TRUE(gateway.orders().empty());
    gateway.cancel_all();
    state.kill("alice", "x", now(), *out);
    EXPECT_TRUE(driven<CancelOrder>().empty());
}

TEST_F(GatewayOrders, OfOthersAreReportedAgainOnlyAfterManyMore) {
    for (int i = 0; i < 70; ++i) {
        OrderUpdate foreign = report(ClientOrderId{}, OrderState::Open, 30, 0);
        (void)foreign.venue_id.assign("HUMAN-" + std::to_string(i));
        gateway.on(foreign, *out);
        gateway.on(foreign, *out);
    }
    EXPECT_EQ(gateway.counters().foreign_orders, 70U);
}

TEST_F(GatewayOrders, ThatACompleteListDoesNotNameAreAskedAfter) {
    ClientOrderId const named = sent(Side::Buy, 10, 0);
    ClientOrderId const missing = sent(Side::Buy, 10, 1);
    gateway.on(report(named, OrderState::Open, 10, 0, Side::Buy, 0), *out);
    gateway.on(report(missing, OrderState::Open, 10, 0, Side::Buy, 1), *out);
    ClientOrderId const unanswered = sent(Side::Buy, 10, 2);
    wait(10);
    mark(SnapshotKind::OpenOrders, SnapshotPhase::Begin);
    gateway.on(report(named, OrderState::Open, 10, 0, Side::Buy, 0), *out);
    mark(SnapshotKind::OpenOrders, SnapshotPhase::Complete);

    EXPECT_EQ(state_of(named), LiveState::Open);
    EXPECT_EQ(state_of(missing), LiveState::Unknown);
    EXPECT_EQ(state_of(unanswered), LiveState::Sent);
}

TEST_F(GatewayOrders, AreNotTouchedByAListThatFailedOrNeverBegan) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    wait(10);
    mark(SnapshotKind::OpenOrders, SnapshotPhase::Complete);
    EXPECT_EQ(state_of(id), LiveState::Open);
    mark(SnapshotKind::OpenOrders, SnapshotPhase::Begin);
    mark(SnapshotKind::OpenOrders, SnapshotPhase::Failed);
    EXPECT_EQ(state_of(id), LiveState::Open);
    mark(SnapshotKind::Trades, SnapshotPhase::Begin);
    mark(SnapshotKind::Trades, SnapshotPhase::Complete);
    EXPECT_EQ(state_of(id), LiveState::Open);
}

TEST_F(GatewayOrders, FoundBeyondTheTablesRoomHoldTrading) {
    for (std::uint32_t i = 0; i < kLiveOrdersMax; ++i) {
        gateway.on(report(make_client_order_id(6, i + 1), OrderState::Open, 1, 0), *out);
        out->clear();
    }
    EXPECT_FALSE(state.holds(risk::HoldCause::FillDispute));
    gateway.on(report(make_client_order_id(6, 100), OrderState::Open, 1, 0), *out);
    EXPECT_TRUE(state.holds(risk::HoldCause::FillDispute));
    EXPECT_EQ(notes(NoteKind::LimitReached), 1U);
}

}  // namespace
}  // namespace hedged::gateway
