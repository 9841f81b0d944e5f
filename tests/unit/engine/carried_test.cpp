// SPDX-License-Identifier: Apache-2.0
// What a run inherits: orders whose end is on no record, and counts that a restart must not forget.
#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hedged::testing {
namespace {

constexpr std::uint32_t kEarlierEpoch = 6;

engine::CarriedOrder carried(const EngineRig& rig, std::uint32_t number = 1) {
    engine::CarriedOrder order;
    order.id = make_client_order_id(kEarlierEpoch, number);
    order.instrument = InstrumentName{"BTC-PERPETUAL"};
    order.side = Side::Buy;
    order.quantity = Lots{6'000};
    order.limit = PriceTicks{120'000};
    order.valid_until = rig.market_now + seconds(2);
    return order;
}

engine::EngineConfig config_with(const engine::CarriedOrder& order) {
    engine::EngineConfig config = rig_config();
    (void)config.carried_orders.push_back(order);
    return config;
}

engine::EngineConfig carrying() {
    EngineRig const clock;
    return config_with(carried(clock));
}

void list_complete(EngineRig& rig) {
    for (SnapshotPhase const phase : {SnapshotPhase::Begin, SnapshotPhase::Complete}) {
        rig.feed(SnapshotMark{rig.stamp(), SnapshotKind::Instruments, phase, 0});
    }
}

// A running market, an exchange that answers every report and every question about orders so.
void run(EngineRig& rig, Duration real_time, std::optional<QueryResult> about_orders = {}) {
    static thread_local std::size_t answered = 0;
    answered = std::min(answered, rig.commands<QueryOrder>().size());
    for (Instant const until = rig.now + real_time; rig.now < until;) {
        rig.advance(milliseconds(50));
        rig.market_data();
        rig.answer_snapshots();
        auto const questions = rig.commands<QueryOrder>();
        for (; answered < questions.size() && about_orders; ++answered) {
            rig.feed(OrderQueryReply{rig.stamp(), questions[answered].client_id, *about_orders});
        }
        rig.end_batch();
    }
}

Fill traded(const EngineRig& rig, const engine::CarriedOrder& order, double amount,
            Duration ago = Duration{}) {
    Fill fill;
    fill.stamp = rig.stamp();
    fill.stamp.venue = fill.stamp.venue - ago;
    fill.instrument = kPerpetual;
    fill.client_id = order.id;
    fill.venue_id = VenueOrderId{"6001"};
    fill.trade_id = TradeId{"T1"};
    fill.side = order.side;
    fill.from_snapshot = true;
    fill.amount = amount;
    fill.price = kIndex;
    fill.index_price = UsdPrice{kIndex};
    return fill;
}

OrderUpdate report(const EngineRig& rig, const engine::CarriedOrder& order, OrderState state,
                   double filled) {
    OrderUpdate update;
    update.stamp = rig.stamp();
    update.instrument = kPerpetual;
    update.client_id = order.id;
    update.venue_id = VenueOrderId{"6001"};
    update.side = order.side;
    update.state = state;
    update.time_in_force = TimeInForce::ImmediateOrCancel;
    update.amount = 60'000.0;
    update.filled_amount = filled;
    return update;
}

double perpetual_held(const EngineRig& rig) {
    return rig.view().underlyings[0].hedge_position;
}

TEST(EngineCarried, OrdersAreCountedInFullAndAskedAfter) {
    EngineRig rig{carrying()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    auto const view = rig.view();
    ASSERT_EQ(view.order_count, 1U);
    EXPECT_DOUBLE_EQ(view.underlyings[0].in_flight_buys.value(), 1.0);
    EXPECT_EQ(view.earlier_orders, 1U);
    ASSERT_FALSE(rig.commands<QueryOrder>().empty());
    EXPECT_EQ(rig.commands<QueryOrder>()[0].client_id.epoch(), kEarlierEpoch);
}

TEST(EngineCarried, OrdersKeepTheAccountUnreconciledUntilTheirFenceHasPassedAndNobodyKnowsThem) {
    EngineRig rig{carrying()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    run(rig, milliseconds(1'500), QueryResult::Absent);
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_FALSE(rig.view().reconciled);
    EXPECT_EQ(rig.view().underlyings[0].why, Why::NotReconciled);
    run(rig, seconds(5), QueryResult::Absent);
    EXPECT_TRUE(rig.view().reconciled);
    EXPECT_EQ(rig.view().earlier_orders, 0U);
    EXPECT_EQ(rig.orders().size(), 1U);
}

// The record that said which instrument it was for has been lost.
TEST(EngineCarried, OrdersOfAnUnknownInstrumentCountUntilTheirFenceHasPassed) {
    EngineRig const clock;
    auto order = carried(clock);
    order.instrument = InstrumentName{};
    EngineRig rig{config_with(order)};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    list_complete(rig);
    run(rig, milliseconds(2'400));
    EXPECT_FALSE(rig.view().reconciled);
    EXPECT_EQ(rig.view().earlier_orders, 1U);
    run(rig, seconds(2));
    EXPECT_TRUE(rig.view().reconciled);
    EXPECT_EQ(rig.view().earlier_orders, 0U);
}

TEST(EngineCarried, OrdersStayUnresolvedWhileTheQuestionsFail) {
    EngineRig rig{carrying()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    run(rig, seconds(60), QueryResult::Failed);
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().earlier_orders, 1U);
}

TEST(EngineCarried, OrdersThatLiveAreCancelledAndWaitedFor) {
    EngineRig rig{carrying()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    auto const order = carried(rig);
    rig.feed(report(rig, order, OrderState::Open, 0.0));
    run(rig, seconds(8), QueryResult::Found);
    EXPECT_FALSE(rig.commands<CancelOrder>().empty());
    EXPECT_FALSE(rig.view().reconciled);
    EXPECT_TRUE(rig.orders().empty());
    rig.feed(report(rig, order, OrderState::Cancelled, 0.0));
    run(rig, seconds(2));
    EXPECT_TRUE(rig.view().reconciled);
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(EngineCarried, FillsThatTheFirstStatementContainsDoNotMoveThePositionAgain) {
    EngineRig rig{carrying()};
    rig.set_position(kPut, -10.0);
    rig.set_position(kPerpetual, 60'000.0);
    rig.bring_up();
    ASSERT_DOUBLE_EQ(perpetual_held(rig), 60'000.0);
    auto const order = carried(rig);
    rig.feed(report(rig, order, OrderState::Filled, 60'000.0));
    rig.feed(traded(rig, order, 60'000.0, seconds(1)));
    EXPECT_DOUBLE_EQ(perpetual_held(rig), 60'000.0);
    run(rig, seconds(4), QueryResult::Found);
    EXPECT_EQ(rig.view().earlier_orders, 0U);
    EXPECT_TRUE(rig.view().reconciled);
    EXPECT_DOUBLE_EQ(rig.view().underlyings[0].hedged_coins, 0.0 + 1.0)
        << "its fill is ours, whichever run sent it";
}

TEST(EngineCarried, FillsReportedBeforeAnyPositionWaitForThePositionThatContainsThem) {
    EngineRig rig{carrying()};
    rig.set_position(kPut, -10.0);
    rig.set_position(kPerpetual, 60'000.0);
    rig.list_instruments();
    auto const order = carried(rig);
    rig.feed(report(rig, order, OrderState::Filled, 60'000.0));
    rig.feed(traded(rig, order, 60'000.0, seconds(1)));
    EXPECT_DOUBLE_EQ(perpetual_held(rig), 0.0);
    EXPECT_EQ(rig.view().earlier_orders, 0U) << "order and fill are both told: it is done";
    rig.connect();
    rig.sync_clock();
    rig.market_data();
    rig.answer_snapshots();
    EXPECT_DOUBLE_EQ(perpetual_held(rig), 60'000.0);
}

TEST(EngineCarried, FillsMadeAfterTheFirstStatementMoveThePosition) {
    EngineRig rig{carrying()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    rig.advance(milliseconds(100));
    auto const order = carried(rig);
    Fill late = traded(rig, order, 20'000.0);
    late.from_snapshot = false;
    rig.feed(late);
    EXPECT_DOUBLE_EQ(perpetual_held(rig), 20'000.0);
    rig.feed(report(rig, order, OrderState::Cancelled, 20'000.0));
    EXPECT_EQ(rig.view().earlier_orders, 0U);
}

TEST(EngineCarried, OrdersInAnInstrumentThatAWholeListDoesNotHoldAreGone) {
    EngineRig const clock;
    auto order = carried(clock);
    order.instrument = InstrumentName{"BTC-1JAN26"};
    EngineRig rig{config_with(order)};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    run(rig, seconds(8));
    EXPECT_TRUE(rig.orders().empty()) << "no whole list has come yet";
    EXPECT_EQ(rig.view().earlier_orders, 1U);
    rig.feed(SnapshotMark{rig.stamp(), SnapshotKind::Instruments, SnapshotPhase::Failed, 0});
    run(rig, seconds(2));
    EXPECT_TRUE(rig.orders().empty()) << "a failed report is not an empty one";
    list_complete(rig);
    run(rig, seconds(3));
    EXPECT_EQ(rig.view().earlier_orders, 0U);
    EXPECT_EQ(rig.orders().size(), 1U);
    std::size_t told = 0;
    for (const Action& action : rig.take()) {
        const auto* note = std::get_if<Note>(&action);
        told += note != nullptr && note->kind == NoteKind::OrderDone && note->client_id == order.id
                    ? 1U
                    : 0U;
    }
    EXPECT_EQ(told, 1U) << "so that the next run does not inherit it again";
}

TEST(EngineCarried, OrdersNotYetPlacedKeepAStopFromBeingConfirmed) {
    EngineRig const clock;
    auto order = carried(clock);
    order.instrument = InstrumentName{"BTC-1JAN26"};
    EngineRig rig{config_with(order)};
    rig.bring_up();
    OperatorCommand stop;
    stop.stamp = rig.stamp();
    stop.verb = OperatorVerb::Stop;
    rig.feed(stop);
    run(rig, seconds(3));
    EXPECT_FALSE(rig.view().orders_done);
    list_complete(rig);
    run(rig, seconds(3));
    EXPECT_TRUE(rig.view().orders_done);
}

TEST(EngineCarried, OrdersKeepAKilledDaemonFromBeingArmed) {
    auto config = carrying();
    config.start_killed = true;
    EngineRig rig{config};
    rig.bring_up();
    OperatorCommand arm;
    arm.stamp = rig.stamp();
    arm.verb = OperatorVerb::Arm;
    arm.actor = FixedString<31>{"ann"};
    arm.reason = FixedString<95>{"checked"};
    rig.feed(arm);
    run(rig, milliseconds(1'500), QueryResult::Absent);
    EXPECT_EQ(rig.view().state, TradingState::Killed);
    run(rig, seconds(6), QueryResult::Absent);
    EXPECT_EQ(rig.view().state, TradingState::Normal);
}

TEST(EngineCarried, ConfigurationWithAnEpochThatWasUsedBeforeIsAProblem) {
    auto config = carrying();
    EXPECT_TRUE(engine::carried_problem(config).empty());
    config.gateway.epoch = kEarlierEpoch;
    EXPECT_FALSE(engine::carried_problem(config).empty());
    config = carrying();
    config.carried_orders[0].quantity = Lots{0};
    EXPECT_FALSE(engine::carried_problem(config).empty());
}

TEST(EngineCarried, OrdersOfADayAreNotForgottenByARestart) {
    auto config = rig_config();
    config.limits.max_orders_per_day = 1'000;
    config.gateway.rate.orders_per_day = 1'000;
    (void)config.carried_counts.sends.push_back({seconds(86'000), 600});
    (void)config.carried_counts.sends.push_back({seconds(3'600), 400});
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::RateLimited);
    run(rig, seconds(401));
    EXPECT_FALSE(rig.orders().empty()) << "the first of them are a day old now";
}

TEST(EngineCarried, RefusalsTripTheBreakerOverARestart) {
    auto config = rig_config();
    for (int i = 0; i < 9; ++i) {
        (void)config.carried_counts.refusals.push_back(
            {seconds(55), InstrumentName{"BTC-PERPETUAL"}, RefusalClass::Other});
    }
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    EXPECT_FALSE(rig.view().reconciled) << "the list of instruments gives them their place";
    list_complete(rig);
    run(rig, milliseconds(600));
    ASSERT_EQ(rig.orders().size(), 1U);
    rig.refuse(*rig.last_order(), RefusalClass::Size, -1);
    EXPECT_EQ(rig.view().state, TradingState::Killed);
}

TEST(EngineCarried, RefusalsOfOneKindHoldTheInstrumentForTheRestOfItsCoolOff) {
    auto config = rig_config();
    for (int i = 0; i < 3; ++i) {
        (void)config.carried_counts.refusals.push_back(
            {seconds(20), InstrumentName{"BTC-PERPETUAL"}, RefusalClass::Price});
    }
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    list_complete(rig);
    run(rig, seconds(8));
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::RefusalBreaker);
    run(rig, seconds(3));
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(CarriedTally, AddsUpOrdersByTheMinuteAndForgetsThemAfterADay) {
    engine::CarriedTally tally;
    WallTime const start = wall_from_milliseconds(1'770'000'000'000);
    for (int i = 0; i < 600; ++i) {
        tally.on_order(start + seconds(i));
    }
    auto const soon = tally.counts(start + seconds(600)).sends;
    std::uint32_t total = 0;
    for (const auto& sent : soon) {
        total += sent.orders;
    }
    EXPECT_EQ(total, 600U);
    EXPECT_LE(soon.size(), 11U);
    EXPECT_EQ(soon[soon.size() - 1].age, seconds(1));
    EXPECT_TRUE(std::is_sorted(soon.begin(), soon.end(),
                               [](const auto& a, const auto& b) { return a.age > b.age; }));
    EXPECT_TRUE(tally.counts(start + seconds(600 + 86'400)).sends.empty());
    EXPECT_EQ(tally.counts(start + seconds(86'400 + 300)).sends.size(), 5U);
}

TEST(CarriedTally, CountsWhatLiesAheadOfTheClockAsOfNow) {
    engine::CarriedTally tally;
    WallTime const now = wall_from_milliseconds(1'770'000'000'000);
    tally.on_order(now + seconds(3'600));
    tally.on_order(now - seconds(86'460));  // shares its place in the ring of minutes
    auto const sends = tally.counts(now).sends;
    std::uint32_t total = 0;
    for (const auto& sent : sends) {
        EXPECT_GE(sent.age, Duration{});
        total += sent.orders;
    }
    EXPECT_GE(total, 1U);
}

TEST(CarriedTally, KeepsTheLastRefusalsUntilAnOperatorArms) {
    engine::CarriedTally tally;
    WallTime const start = wall_from_milliseconds(1'770'000'000'000);
    for (int i = 0; i < 70; ++i) {
        tally.on_refusal(start + seconds(i), InstrumentName{"BTC-PERPETUAL"}, RefusalClass::Price);
    }
    auto const kept = tally.counts(start + seconds(70)).refusals;
    ASSERT_EQ(kept.size(), 64U);
    EXPECT_EQ(kept[0].age, seconds(64));
    EXPECT_EQ(kept[63].age, seconds(1));
    tally.on_armed();
    EXPECT_TRUE(tally.counts(start + seconds(70)).refusals.empty());
}

}  // namespace
}  // namespace hedged::testing
