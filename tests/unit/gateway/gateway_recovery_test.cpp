// SPDX-License-Identifier: Apache-2.0
// Orders of earlier runs, and of a newer instance.
#include "support/gateway_scene.hpp"

#include <gtest/gtest.h>

namespace hedged::gateway {
namespace {

class GatewayRecovery : public ::testing::Test, public test::GatewayScene {};

TEST_F(GatewayRecovery, OfAnEarlierRunAreReportedCountedAndCancelled) {
    ClientOrderId const old = make_client_order_id(6, 5);
    gateway.on(report(old, OrderState::Open, 30, 10, Side::Sell), *out);
    EXPECT_EQ(notes(NoteKind::LeftoverOrder), 1U);
    EXPECT_EQ(in_flight().sells, Lots{20});
    EXPECT_FALSE(state.killed());
    auto const cancels = driven<CancelOrder>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(cancels[0].client_id, old);
}

TEST_F(GatewayRecovery, OfAnEarlierRunThatAreDoneAreNoConcern) {
    gateway.on(report(make_client_order_id(6, 5), OrderState::Filled, 30, 30), *out);
    EXPECT_TRUE(gateway.orders().empty());
}

TEST_F(GatewayRecovery, RestoredFromAnEarlierRunBlockUntilResolved) {
    PlaceOrder placed;
    placed.client_id = make_client_order_id(6, 5);
    placed.instrument = InstrumentIndex{0};
    placed.side = Side::Buy;
    placed.quantity = Lots{40};
    placed.valid_until = market() + seconds(2);
    ASSERT_TRUE(gateway.restore(placed, test::kBtc, now(), *out));
    EXPECT_EQ(notes(NoteKind::LeftoverOrder), 1U);
    EXPECT_EQ(gateway.leftovers(), 1U);
    EXPECT_EQ(in_flight().buys, Lots{40});
    EXPECT_EQ(submit(Side::Buy, 10).error(), SubmitRefusal::OrderOfUnknownFate);

    drive();
    answer(placed.client_id, QueryResult::Absent);
    EXPECT_TRUE(listed(placed.client_id));
    wait(2'501);
    ASSERT_EQ(driven<QueryOrder>().size(), 1U);
    answer(placed.client_id, QueryResult::Absent);
    EXPECT_FALSE(listed(placed.client_id));
    EXPECT_EQ(gateway.leftovers(), 0U);
}

TEST_F(GatewayRecovery, RestoredFromAnEarlierRunCountOnceWhenTheExchangeHasNamedThemBefore) {
    ClientOrderId const old = make_client_order_id(6, 5);
    gateway.on(report(old, OrderState::Open, 40, 10), *out);
    PlaceOrder placed;
    placed.client_id = old;
    placed.instrument = InstrumentIndex{0};
    placed.quantity = Lots{40};
    ASSERT_TRUE(gateway.restore(placed, test::kBtc, now(), *out));
    EXPECT_EQ(gateway.orders().size(), 1U);
    EXPECT_EQ(in_flight().buys, Lots{30});
}

TEST_F(GatewayRecovery, RestoredFromAnEarlierRunAreCancelledWhenTheyTurnOutToLive) {
    PlaceOrder placed;
    placed.client_id = make_client_order_id(6, 5);
    placed.instrument = InstrumentIndex{0};
    placed.quantity = Lots{40};
    placed.valid_until = market() + seconds(2);
    ASSERT_TRUE(gateway.restore(placed, test::kBtc, now(), *out));
    gateway.on(report(placed.client_id, OrderState::Open, 40, 0), *out);
    EXPECT_EQ(gateway.leftovers(), 1U);
    auto const cancels = driven<CancelOrder>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(cancels[0].client_id, placed.client_id);
    gateway.on(report(placed.client_id, OrderState::Cancelled, 40, 0), *out);
    EXPECT_EQ(gateway.leftovers(), 0U);
}

TEST_F(GatewayRecovery, RestoredFromAnEarlierRunStayUnknownWithoutTheExchangesClock) {
    PlaceOrder placed;
    placed.client_id = make_client_order_id(6, 5);
    placed.instrument = InstrumentIndex{0};
    placed.quantity = Lots{40};
    placed.valid_until = market() - seconds(3'600);
    ASSERT_TRUE(gateway.restore(placed, test::kBtc, now(), *out));
    gateway.drive(now(), std::nullopt, *out);
    answer(placed.client_id, QueryResult::Absent);
    EXPECT_EQ(gateway.leftovers(), 1U) << "nobody knows whether its fence has passed";
    wait(300);
    gateway.drive(now(), market(), *out);
    answer(placed.client_id, QueryResult::Absent);
    EXPECT_EQ(gateway.leftovers(), 0U);
}

TEST_F(GatewayRecovery, OfANewerInstanceKillThisOne) {
    for (ClientOrderId const newer : {make_client_order_id(8, 1), make_client_order_id(7, 1)}) {
        test::GatewayScene scene;
        scene.gateway.on(scene.report(newer, OrderState::Open, 30, 0), *scene.out);
        EXPECT_TRUE(scene.state.killed());
        EXPECT_TRUE(scene.gateway.orders().empty()) << "and are left alone";
        EXPECT_TRUE(scene.driven<CancelOrder>().empty());
    }
}

TEST_F(GatewayRecovery, OfANewerInstanceLatchThisOneWhichCancelsItsOwnAlone) {
    ClientOrderId const own = sent(Side::Buy, 10);
    update(own, OrderState::Open, 10);
    out->clear();
    (void)gateway.on(trade(make_client_order_id(8, 1), "N1", 5, Side::Sell), *out);
    std::size_t latches = 0;
    for (const Action& action : *out) {
        auto const* const latch = std::get_if<SetKillLatch>(&action);
        latches += latch != nullptr && latch->actor.view() == "gateway" ? 1U : 0U;
    }
    EXPECT_EQ(latches, 1U);
    EXPECT_EQ(position_lots(), -5) << "what it traded is ours to hold";
    auto const cancels = driven<CancelOrder>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(cancels[0].client_id, own);
    EXPECT_FALSE(approve(Side::Buy, 10, 1).ok());
}

TEST_F(GatewayRecovery, OfANewerInstanceInAReportOfPastTradesKillThisOne) {
    Fill past = trade(make_client_order_id(8, 1), "N1", 5, Side::Sell, 3);
    past.from_snapshot = true;
    EXPECT_TRUE(gateway.on(past, *out).history);
    EXPECT_TRUE(state.killed());
}

TEST_F(GatewayRecovery, AreTheNewestIdOfThisRunWithoutBeingANewerInstance) {
    ClientOrderId const id = sent(Side::Buy, 10);
    update(id, OrderState::Open, 10);
    EXPECT_FALSE(state.killed());
}

}  // namespace
}  // namespace hedged::gateway
