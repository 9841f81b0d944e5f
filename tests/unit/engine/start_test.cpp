// SPDX-License-Identifier: Apache-2.0
// The watch before the first order, its size, and positions that differ from the exchange's.
#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

namespace hedged::testing {
namespace {

engine::EngineConfig careful() {
    engine::EngineConfig config = rig_config();
    config.warm_up = seconds(5);
    config.dry_decisions = 5;
    return config;
}

void run(EngineRig& rig, Duration real_time, bool perpetual_quoted = true) {
    for (Instant const until = rig.now + real_time; rig.now < until;) {
        rig.advance(milliseconds(50));
        if (perpetual_quoted) {
            rig.market_data();
        } else {
            rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex}});
        }
        rig.answer_snapshots();
        rig.end_batch();
    }
}

engine::EngineConfig strict() {
    engine::EngineConfig config = rig_config();
    config.underlyings[0].position_mismatch_max = Coins{1.0};
    return config;
}

bool noted(const std::vector<Action>& actions, NoteKind kind, Severity severity) {
    for (const Action& action : actions) {
        const auto* note = std::get_if<Note>(&action);
        if (note != nullptr && note->kind == kind && note->severity == severity) {
            return true;
        }
    }
    return false;
}

TEST(EngineStart, SendsNothingBeforeItHasWatchedForAWhile) {
    EngineRig rig{careful()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    run(rig, milliseconds(4'900));
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::WarmingUp);
    EXPECT_NE(rig.view().underlyings[0].wanted.value(), 0.0) << "it decides, and only sends not";
    run(rig, milliseconds(250));
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(EngineStart, DoesNotCountTheTimeInWhichTheQuoteIsStale) {
    EngineRig rig{careful()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    run(rig, seconds(3));
    run(rig, seconds(4), false);
    run(rig, seconds(1));
    EXPECT_TRUE(rig.orders().empty());
    run(rig, seconds(2));
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(EngineStart, DoesNotCountTheTimeInWhichIndexAndPerpetualDisagree) {
    EngineRig rig{careful()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    for (int i = 0; i < 200; ++i) {
        rig.advance(milliseconds(50));
        rig.market_data();
        rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex * 1.05}});
        rig.answer_snapshots();
        rig.end_batch();
    }
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::WarmingUp);
}

TEST(EngineStart, DecidesANumberOfTimesHoweverLongItHasWatched) {
    auto config = rig_config();
    config.dry_decisions = 40;
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    run(rig, milliseconds(1'500));
    EXPECT_TRUE(rig.orders().empty());
    run(rig, milliseconds(1'500));
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(EngineStart, WatchesAgainAfterTheMarketConnectionWasLost) {
    EngineRig rig{careful()};
    rig.bring_up();
    run(rig, seconds(6));
    ASSERT_EQ(rig.view().underlyings[0].why, Why::InsideBand);
    ConnectionChange change;
    change.stamp = rig.stamp();
    change.stream = Stream::Market;
    rig.feed(change);
    change.state = ConnectionState::Ready;
    rig.feed(change);
    run(rig, seconds(2));
    EXPECT_EQ(rig.view().underlyings[0].why, Why::WarmingUp);
    run(rig, seconds(4));
    EXPECT_EQ(rig.view().underlyings[0].why, Why::InsideBand);
}

TEST(EngineStart, SendsASmallerFirstOrderAndAWholeOneOnceItHasFilled) {
    auto config = rig_config();
    config.limits.underlyings[0].max_order_coins = Coins{2.0};
    config.first_order_fraction = 0.25;
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    ASSERT_EQ(rig.orders().size(), 1U);
    PlaceOrder const first = *rig.last_order();
    EXPECT_EQ(first.quantity, Lots{3'000}) << "half a coin of ten dollars a lot";
    rig.accept(first);
    rig.done(first, OrderState::Cancelled, 0.0);
    run(rig, milliseconds(500));
    PlaceOrder const second = *rig.last_order();
    ASSERT_NE(second.client_id, first.client_id);
    EXPECT_EQ(second.quantity, Lots{3'000}) << "nothing has filled yet";
    rig.accept(second);
    rig.fill(second, 30'000.0, "t1");
    rig.done(second, OrderState::Filled, 30'000.0);
    rig.set_position(kPerpetual, second.side == Side::Buy ? 30'000.0 : -30'000.0);
    run(rig, milliseconds(500));
    ASSERT_NE(rig.last_order()->client_id, second.client_id);
    EXPECT_GT(rig.last_order()->quantity, Lots{11'000});
}

TEST(EngineStart, ClipsAnOrderToTheLimitAlsoWhenThePerpetualStandsAboveTheIndex) {
    auto config = rig_config();
    config.limits.underlyings[0].max_order_coins = Coins{2.0};
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.list_instruments();
    rig.connect();
    rig.sync_clock();
    rig.answer_snapshots();
    rig.market_data(kIndex * 1.001);
    rig.advance(milliseconds(1));
    rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex}});
    rig.end_batch();
    ASSERT_EQ(rig.orders().size(), 1U) << to_string(rig.view().underlyings[0].check);
    EXPECT_EQ(rig.last_order()->quantity, Lots{12'000});
}

TEST(EngineStart, AdoptsASmallDifferenceOfThePositionWithAnAlarm) {
    EngineRig rig{strict()};
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    run(rig, seconds(3));
    rig.take();
    rig.set_position(kCall, -0.9);
    run(rig, seconds(4));
    auto const actions = rig.take();
    EXPECT_TRUE(noted(actions, NoteKind::PositionMismatch, Severity::Alarm));
    EXPECT_EQ(rig.view().state, TradingState::Normal);
    EXPECT_DOUBLE_EQ(rig.view().positions[0].size, -0.9);
}

TEST(EngineStart, KillsOnADifferenceThatIsTooLargeAndNeedsAnOperator) {
    EngineRig rig{strict()};
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    run(rig, seconds(3));
    rig.set_position(kCall, -1.3);
    run(rig, seconds(4));
    EXPECT_EQ(rig.view().state, TradingState::Killed);
    EXPECT_NE(rig.view().state_reason.view().find("position_mismatch_max"), std::string_view::npos);
    EXPECT_TRUE(rig.orders().empty());
}

TEST(EngineStart, HoldsOnADifferenceWhileAnOrderWorksUntilTheNextReportHasSpoken) {
    EngineRig rig{strict()};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.accept(order);
    rig.move_position(kPerpetual, 150'000.0);
    EXPECT_EQ(rig.view().state, TradingState::Hold);
    rig.done(order, OrderState::Cancelled, 0.0);
    rig.set_position(kPerpetual, 150'000.0);
    run(rig, seconds(6));
    EXPECT_EQ(rig.view().state, TradingState::Normal);
}

TEST(EngineStart, KillsWhenALargePositionIsMissingFromAWholeReport) {
    EngineRig rig{strict()};
    rig.set_position(kPerpetual, 120'000.0);
    rig.set_position(kCall, -4.0);
    rig.bring_up();
    run(rig, seconds(3));
    rig.set_position(kPerpetual, 0.0);
    run(rig, seconds(4));
    EXPECT_EQ(rig.view().state, TradingState::Killed);
}

TEST(EngineStart, TakesAPositionThatFillsExplainForNoDifference) {
    EngineRig rig{strict()};
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    run(rig, seconds(3));
    rig.take();
    Fill strangers;
    strangers.stamp = rig.stamp();
    strangers.instrument = kCall;
    strangers.trade_id = TradeId{"human-1"};
    strangers.side = Side::Sell;
    strangers.from_snapshot = true;
    strangers.amount = 9.8;
    strangers.price = 0.05;
    strangers.index_price = UsdPrice{kIndex};
    rig.feed(strangers);
    rig.set_position(kCall, -10.0);
    run(rig, seconds(4));
    EXPECT_FALSE(noted(rig.take(), NoteKind::PositionMismatch, Severity::Alarm));
    EXPECT_NE(rig.view().state, TradingState::Killed);
}

TEST(EngineStart, TakesTheEndOfAnExpiredLegForNoDifference) {
    auto config = strict();
    config.underlyings[0].position_mismatch_max = Coins{0.1};
    EngineRig rig{config};
    rig.set_position(kCall, -0.5);
    rig.bring_up();
    run(rig, seconds(3));
    rig.take();
    rig.market_now = option_spec(kCall, OptionType::Call, kIndex).expiry + seconds(1);
    rig.sync_clock();
    rig.sync_clock();  // a second word, or it is not believed
    rig.set_position(kCall, 0.0);
    run(rig, seconds(6));
    EXPECT_FALSE(noted(rig.take(), NoteKind::PositionMismatch, Severity::Alarm));
    EXPECT_NE(rig.view().state, TradingState::Killed);
    EXPECT_EQ(rig.view().position_count, 0U);
}

TEST(EngineStart, CountsARoundThatCorrectedUsOnlyOnceTheNextAgrees) {
    EngineRig rig{strict()};
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    ConnectionChange down;
    down.stamp = rig.stamp();
    down.stream = Stream::Account;
    rig.feed(down);
    rig.take();
    rig.set_position(kCall, -0.4);
    rig.connect();
    rig.answer_snapshots();
    EXPECT_FALSE(rig.view().reconciled) << "it differed: once more";
    rig.advance(milliseconds(600));
    rig.answer_snapshots();
    EXPECT_TRUE(rig.view().reconciled);
}

}  // namespace
}  // namespace hedged::testing
