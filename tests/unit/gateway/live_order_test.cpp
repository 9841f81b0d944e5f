// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/live_order.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

namespace hedged::gateway {
namespace {

using test::stamp_ms;

LiveOrder sent(std::int64_t lots = 10) {
    LiveOrder order;
    order.id = make_client_order_id(1, 1);
    order.quantity = Lots{lots};
    return order;
}
OrderUpdate update(OrderState state, std::string_view venue_id = "V1") {
    OrderUpdate update;
    update.stamp = stamp_ms(5);
    update.state = state;
    update.venue_id = VenueOrderId{venue_id};
    return update;
}
Fill fill(double price) {
    Fill fill;
    fill.stamp = stamp_ms(5);
    fill.price = price;
    return fill;
}
OrderReply refused(RefusalClass refusal) {
    OrderReply reply;
    reply.stamp = stamp_ms(5);
    reply.outcome = Outcome::Refused;
    reply.refusal = refusal;
    return reply;
}

TEST(LiveOrder, CountsInFullUntilTheExchangeSaysMore) {
    LiveOrder order = sent();
    EXPECT_EQ(order.in_flight(), Lots{10});
    (void)lose_track(order, test::at_ms(1));
    EXPECT_EQ(order.in_flight(), Lots{10});
    (void)on_fill(order, fill(100.0), Lots{4});
    EXPECT_EQ(order.in_flight(), Lots{6});
}

TEST(LiveOrder, KeepsCountingFillsThatWereReportedAndHaveNotArrived) {
    LiveOrder order = sent();
    (void)on_update(order, update(OrderState::Cancelled), Lots{7}, Lots{10});
    EXPECT_EQ(order.state, LiveState::Cancelled);
    EXPECT_EQ(order.in_flight(), Lots{7});
    EXPECT_FALSE(order.settled());
    (void)on_fill(order, fill(100.0), Lots{7});
    EXPECT_EQ(order.in_flight(), Lots{0});
    EXPECT_TRUE(order.settled());
}

TEST(LiveOrder, TakesFilledForAllOfItWhateverTheReportedAmountSays) {
    LiveOrder order = sent();
    (void)on_update(order, update(OrderState::Filled), Lots{0}, Lots{10});
    EXPECT_EQ(order.in_flight(), Lots{10});
}

TEST(LiveOrder, AveragesItsFills) {
    LiveOrder order = sent();
    (void)on_fill(order, fill(100.0), Lots{1});
    (void)on_fill(order, fill(104.0), Lots{3});
    EXPECT_DOUBLE_EQ(order.average_price(), 103.0);
    EXPECT_EQ(sent().average_price(), 0.0);
}

TEST(LiveOrder, RaisesAnAlarmWhenMoreIsFilledThanWasOrdered) {
    LiveOrder order = sent();
    EXPECT_FALSE(on_fill(order, fill(100.0), Lots{10}).overfill);
    Transition const change = on_fill(order, fill(100.0), Lots{1});
    EXPECT_TRUE(change.overfill);
    EXPECT_EQ(order.state, LiveState::Filled);
    EXPECT_EQ(order.in_flight(), Lots{0});

    LiveOrder reported = sent();
    EXPECT_TRUE(on_update(reported, update(OrderState::Open), Lots{11}, Lots{10}).overfill);
}

TEST(LiveOrder, FollowsASizeThatWasChangedAtTheExchange) {
    LiveOrder smaller = sent();
    EXPECT_FALSE(on_update(smaller, update(OrderState::Open), Lots{0}, Lots{6}).contradiction);
    EXPECT_EQ(smaller.in_flight(), Lots{6});
    (void)on_update(smaller, update(OrderState::Filled), Lots{6}, Lots{6});
    EXPECT_EQ(smaller.in_flight(), Lots{6});

    LiveOrder larger = sent();
    EXPECT_TRUE(on_update(larger, update(OrderState::Open), Lots{0}, Lots{12}).contradiction);
    EXPECT_EQ(larger.in_flight(), Lots{12});
}

TEST(LiveOrder, CountsReportedFillsEvenBeyondItsSize) {
    LiveOrder order = sent(16);
    (void)on_update(order, update(OrderState::Open), Lots{9}, Lots{4});
    EXPECT_EQ(order.quantity, Lots{4});
    EXPECT_EQ(order.in_flight(), Lots{9}) << "nine were said to be filled and none has arrived";
}

TEST(LiveOrder, IsAsLargeAsTheReportThatCastDoubtOnItsEnd) {
    LiveOrder order = sent(16);
    (void)on_update(order, update(OrderState::Rejected), Lots{0}, Lots{1});
    (void)on_update(order, update(OrderState::Unknown), Lots{0}, Lots{10});
    EXPECT_EQ(order.state, LiveState::Unknown);
    EXPECT_EQ(order.in_flight(), Lots{10});
}

TEST(LiveOrder, IsOfUnknownFateWhenItsAnswerIsLostAlthoughACancelIsOnItsWay) {
    OrderReply lost;
    lost.outcome = Outcome::Unknown;
    LiveOrder order = sent();
    on_cancel_sent(order, test::at_ms(1));
    (void)on_reply(order, lost);
    EXPECT_EQ(order.state, LiveState::Unknown);

    LiveOrder seen = sent();
    (void)on_update(seen, update(OrderState::Open), Lots{0}, Lots{10});
    on_cancel_sent(seen, test::at_ms(6));
    (void)on_reply(seen, lost);
    EXPECT_EQ(seen.state, LiveState::CancelSent);
}

TEST(LiveOrder, IsNotRejectedByARefusalOnceItWasSeenAlive) {
    LiveOrder order = sent();
    (void)on_update(order, update(OrderState::Open), Lots{0}, Lots{10});
    (void)on_reply(order, refused(RefusalClass::Price));
    EXPECT_EQ(order.state, LiveState::Unknown);
    EXPECT_EQ(order.in_flight(), Lots{10});
}

TEST(LiveOrder, DisputesARefusalOfAnOrderThatTraded) {
    LiveOrder order = sent();
    (void)on_fill(order, fill(100.0), Lots{10});
    EXPECT_TRUE(on_reply(order, refused(RefusalClass::Price)).contradiction);
    EXPECT_EQ(order.state, LiveState::Filled);
}

TEST(LiveOrder, DoesNotDisputeARefusalOfAnOrderReportedCancelledUnfilled) {
    // Self-trade prevention answers with an error and reports the order cancelled.
    LiveOrder order = sent();
    (void)on_update(order, update(OrderState::Cancelled), Lots{0}, Lots{10});
    EXPECT_FALSE(on_reply(order, refused(RefusalClass::Other)).contradiction);
    EXPECT_EQ(order.state, LiveState::Cancelled);
}

TEST(LiveOrder, LearnsTheTrueEndOfAnOrderItHadGivenUp) {
    LiveOrder order = sent();
    order.state = LiveState::ResolvedDead;
    Transition const change = on_update(order, update(OrderState::Filled), Lots{10}, Lots{10});
    EXPECT_TRUE(change.contradiction);
    EXPECT_EQ(order.state, LiveState::Filled);
    EXPECT_EQ(order.in_flight(), Lots{10});
}

TEST(LiveOrder, CanComeBackOnlyWhenItsDeathWasNotTheExchangesWord) {
    LiveOrder order = sent();
    order.state = LiveState::ResolvedDead;
    EXPECT_TRUE(can_resurrect(order, update(OrderState::Open)));
    EXPECT_FALSE(can_resurrect(order, update(OrderState::Cancelled)));
    order.state = LiveState::Rejected;
    EXPECT_TRUE(can_resurrect(order, update(OrderState::Open)));
    order.acknowledged = true;
    EXPECT_FALSE(can_resurrect(order, update(OrderState::Open)));
    for (LiveState const state : {LiveState::Filled, LiveState::Cancelled, LiveState::Open}) {
        order.state = state;
        order.acknowledged = false;
        EXPECT_FALSE(can_resurrect(order, update(OrderState::Open))) << to_string(state);
    }
}

TEST(LiveOrder, TakesAbsenceForDeathOnlyWithoutTradesOrAfterManyAnswers) {
    OrderQueryReply absent;
    absent.result = QueryResult::Absent;
    LiveOrder order = sent();
    (void)on_fill(order, fill(100.0), Lots{3});
    (void)lose_track(order, test::at_ms(1));
    EXPECT_FALSE(on_query_reply(order, absent, false).contradiction) << "it can have crossed";
    EXPECT_EQ(order.state, LiveState::Unknown);
    order.answers = 4;
    EXPECT_TRUE(on_query_reply(order, absent, true).contradiction);
    EXPECT_EQ(order.state, LiveState::Unknown);
    EXPECT_TRUE(on_query_reply(order, absent, true).contradiction);
    EXPECT_EQ(order.state, LiveState::ResolvedDead);
}

}  // namespace
}  // namespace hedged::gateway
