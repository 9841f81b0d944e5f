// SPDX-License-Identifier: Apache-2.0
// What the engine says of profit, of the exchange's word on the hedge, and of a stop.
#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hedged::testing {
namespace {

UnderlyingView coin(const EngineRig& rig) {
    return rig.view().underlyings[0];
}

// A market that moves, and an exact pass at it.
void move_to(EngineRig& rig, double index) {
    rig.advance(milliseconds(150));
    rig.market_data(index);
    rig.end_batch();
}

TEST(EngineProfit, CountsAHedgePositionFromWhereItWasFound) {
    EngineRig rig;
    rig.set_position(kPerpetual, -12'000.0);  // a fifth of a coin: inside the band
    rig.bring_up();
    EXPECT_EQ(coin(rig).profit.hedged.value(), 0.0);
    move_to(rig, 50'000.0);
    // -12000 (1/60000 - 1/50000)
    EXPECT_NEAR(coin(rig).profit.hedged.value(), 0.04, 1e-12);
    EXPECT_EQ(coin(rig).profit.unhedged.value(), 0.0);
}

TEST(EngineProfit, HoldsAHedgeAgainstTheMarkAndTakesItsFee) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    double const amount = static_cast<double>(order.quantity.value()) * 10.0;
    auto const before = coin(rig).profit;
    Fill trade;
    trade.stamp = rig.stamp();
    trade.instrument = kPerpetual;
    trade.client_id = order.client_id;
    trade.trade_id = TradeId{"t1"};
    trade.side = order.side;
    trade.amount = amount;
    trade.price = kIndex - 10.0;  // sold ten dollars below the mark
    trade.fee = 0.001;
    rig.feed(trade);
    rig.done(order, OrderState::Filled, amount);
    rig.market_data();
    rig.advance(milliseconds(10));
    rig.end_batch();
    auto const after = coin(rig).profit;
    double const slippage = amount * (1.0 / (kIndex - 10.0) - 1.0 / kIndex);
    EXPECT_NEAR((after.hedged - before.hedged).value() - (after.unhedged - before.unhedged).value(),
                -slippage - 0.001, 1e-9);
    EXPECT_EQ(coin(rig).hedge_position, -amount);
}

TEST(EngineProfit, RemembersWhatTheLastHedgeWasAndWhy) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    HedgeView const hedge = coin(rig).last_hedge;
    ASSERT_TRUE(hedge.any);
    EXPECT_EQ(hedge.side, Side::Sell);
    EXPECT_EQ(hedge.amount, static_cast<double>(order.quantity.value()) * 10.0);
    EXPECT_EQ(hedge.reference, kIndex);
    EXPECT_GT(hedge.delta.value(), 0.5);
}

TEST(EngineProfit, KeepsTheExchangesWordOnTheHedgeBesideOurs) {
    EngineRig rig;
    rig.set_position(kPerpetual, -12'000.0);
    rig.bring_up();
    rig.take();
    rig.set_position(kPerpetual, -18'000.0);
    OperatorCommand stop;
    stop.stamp = rig.stamp();
    stop.verb = OperatorVerb::Stop;
    rig.feed(stop);
    rig.answer_snapshots();
    StatedPosition const stated = coin(rig).stated;
    ASSERT_TRUE(stated.any);
    EXPECT_EQ(stated.ours, -12'000.0);
    EXPECT_EQ(stated.venue, -18'000.0);
    EXPECT_EQ(stated.at, rig.now);
}

TEST(EngineProfit, TakesAHedgeThatIsNotListedForFlat) {
    EngineRig rig;
    rig.bring_up();
    ASSERT_TRUE(coin(rig).stated.any);
    EXPECT_EQ(coin(rig).stated.venue, 0.0);
}

TEST(EngineProfit, ConfirmsAStopThoughThePositionsAreNotToldAnyMore) {
    EngineRig rig;
    rig.set_position(kPerpetual, -12'000.0);
    rig.bring_up();
    rig.take();
    OperatorCommand stop;
    stop.stamp = rig.stamp();
    stop.verb = OperatorVerb::Stop;
    rig.feed(stop);
    EXPECT_FALSE(rig.view().orders_done);
    auto const requests = rig.commands<RequestSnapshot>();
    auto const orders = std::find_if(requests.begin(), requests.end(), [](const auto& request) {
        return request.kind == SnapshotKind::OpenOrders;
    });
    ASSERT_NE(orders, requests.end());
    for (SnapshotPhase const phase : {SnapshotPhase::Begin, SnapshotPhase::Complete}) {
        rig.feed(SnapshotMark{rig.stamp(), SnapshotKind::OpenOrders, phase, orders->generation});
    }
    EXPECT_TRUE(rig.view().orders_done);
}

TEST(EngineProfit, WarnsOfNothingInAnOrdinaryStart) {
    EngineRig rig;
    rig.set_position(kCall, 0.5);
    for (auto const stream : {Stream::Market, Stream::Account}) {
        ConnectionChange change;
        change.stamp = rig.stamp();
        change.stream = stream;
        change.state = ConnectionState::Connecting;
        rig.feed(change);
    }
    rig.end_batch();
    rig.bring_up();
    for (const Action& action : rig.take()) {
        if (const auto* note = std::get_if<Note>(&action)) {
            EXPECT_LE(note->severity, Severity::Info) << static_cast<int>(note->kind);
        }
    }
}

}  // namespace
}  // namespace hedged::testing
