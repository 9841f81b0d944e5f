// SPDX-License-Identifier: Apache-2.0
// When the engine must send nothing, and what it says about it.
#include "support/engine_rig.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::testing {
namespace {

TEST(EngineSafety, SendsNothingBeforeItIsReconciled) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.list_instruments();
    rig.connect();
    rig.sync_clock();
    rig.market_data();
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::NotReconciled);
}

TEST(EngineSafety, TakesAFailedReportForNoReport) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.list_instruments();
    rig.connect();
    rig.sync_clock();
    rig.market_data();
    rig.answer_snapshots(SnapshotPhase::Failed);
    rig.market_data();
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_FALSE(rig.view().reconciled);
}

TEST(EngineSafety, AsksAgainAfterAFailedReport) {
    EngineRig rig;
    rig.list_instruments();
    rig.connect();
    auto const first = rig.commands<RequestSnapshot>().size();
    rig.answer_snapshots(SnapshotPhase::Failed);
    rig.advance(seconds(1));
    EXPECT_GT(rig.commands<RequestSnapshot>().size(), first);
}

TEST(EngineSafety, SendsNothingWithoutConfirmedCancelOnDisconnect) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    rig.take();
    rig.connect(false, true);
    rig.answer_snapshots();
    rig.market_data();
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::CancelOnDisconnectMissing);
}

TEST(EngineSafety, SendsNothingWithAKeyThatMayNotTrade) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.list_instruments();
    rig.connect(true, false);
    rig.sync_clock();
    rig.market_data();
    rig.answer_snapshots();
    rig.market_data();
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::ScopeMissing);
}

TEST(EngineSafety, SendsNothingBeforeTheExchangeClockIsKnown) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.list_instruments();
    rig.connect();
    rig.market_data();
    rig.answer_snapshots();
    rig.market_data();
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::ClockUnknown);
}

TEST(EngineSafety, WaitsForAnOperatorWhenTheConfigurationAsksForArming) {
    auto config = rig_config();
    config.require_arm = true;
    EngineRig rig{config};
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::NotArmed);

    OperatorCommand arm;
    arm.stamp = rig.stamp();
    arm.verb = OperatorVerb::Arm;
    arm.actor = FixedString<31>{"ann"};
    arm.reason = FixedString<95>{"start of day"};
    rig.feed(arm);
    rig.end_batch();
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(EngineSafety, SendsNothingOnAStaleQuote) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    rig.advance(milliseconds(600));
    rig.move_position(kCall, -10.0);
    rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex}});
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::QuoteStale);
}

TEST(EngineSafety, SendsNothingOnAStaleIndex) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.accept(order);
    rig.done(order, OrderState::Cancelled, 0.0);
    rig.take();
    rig.advance(milliseconds(2'500));
    rig.feed(Quote{rig.stamp(), kPerpetual, kIndex - 0.5, 1e5, kIndex + 0.5, 1e5});
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::IndexStale);
}

TEST(EngineSafety, SendsNothingAfterASequenceGapUntilTheNextQuote) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    rig.feed(MarketDataGap{rig.stamp(), kPerpetual});
    rig.move_position(kCall, -10.0);
    rig.end_batch();
    ASSERT_TRUE(rig.orders().empty());
    rig.feed(Quote{rig.stamp(), kPerpetual, kIndex - 0.5, 1e5, kIndex + 0.5, 1e5});
    rig.end_batch();
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(EngineSafety, TakesANewerTickerForAQuoteButNotAcrossAGap) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    rig.advance(milliseconds(600));
    Ticker ticker;
    ticker.stamp = rig.stamp();
    ticker.instrument = kPerpetual;
    ticker.state = TickerState::Open;
    ticker.mark_price = kIndex;
    ticker.index_price = UsdPrice{kIndex};
    ticker.bid_price = kIndex - 0.5;
    ticker.bid_amount = 1e5;
    ticker.ask_price = kIndex + 0.5;
    ticker.ask_amount = 1e5;
    rig.feed(ticker);
    rig.end_batch();
    EXPECT_EQ(rig.view().underlyings[0].why, Why::InsideBand);
    rig.feed(MarketDataGap{rig.stamp(), kPerpetual});
    rig.advance(milliseconds(10));
    ticker.stamp = rig.stamp();
    rig.feed(ticker);
    rig.end_batch();
    EXPECT_EQ(rig.view().underlyings[0].why, Why::QuoteStale);
}

// A halted book goes on being described in tickers: its prices are not for trading.
TEST(EngineSafety, TakesNoQuoteFromTheTickerOfAClosedBook) {
    for (TickerState const state : {TickerState::Closed, TickerState::Unknown}) {
        EngineRig rig;
        rig.set_position(kCall, -0.2);
        rig.bring_up();
        rig.advance(milliseconds(600));
        Ticker ticker;
        ticker.stamp = rig.stamp();
        ticker.instrument = kPerpetual;
        ticker.state = state;
        ticker.index_price = UsdPrice{kIndex};
        ticker.mark_price = kIndex;
        ticker.bid_price = kIndex - 0.5;
        ticker.bid_amount = 1e5;
        ticker.ask_price = kIndex + 0.5;
        ticker.ask_amount = 1e5;
        rig.feed(ticker);
        rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex}});
        rig.move_position(kCall, -10.0);
        rig.end_batch();
        EXPECT_TRUE(rig.orders().empty());
        EXPECT_EQ(rig.view().underlyings[0].why, Why::QuoteStale);
    }
}

TEST(EngineSafety, SendsNothingWhileALegHasNoMarketData) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.list_instruments();
    rig.connect();
    rig.sync_clock();
    rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{kIndex}});
    rig.feed(Quote{rig.stamp(), kPerpetual, kIndex - 0.5, 1e5, kIndex + 0.5, 1e5});
    rig.answer_snapshots();
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    auto const view = rig.view();
    EXPECT_EQ(view.underlyings[0].why, Why::LegUnpriced);
    EXPECT_EQ(view.underlyings[0].why_instrument.view(), "BTC-27MAR26-60000-P");
}

TEST(EngineSafety, SendsNothingWhileTheExchangeIsLocked) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    rig.feed(PlatformLock{rig.stamp(), UnderlyingIndex{}, true});
    rig.move_position(kCall, -10.0);
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
    EXPECT_EQ(rig.view().underlyings[0].why, Why::PlatformLocked);
}

TEST(EngineSafety, BlocksTheInstrumentWhileAnOrdersFateIsUnknownAndAsks) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.lose_reply(order);
    for (int i = 0; i < 20; ++i) {
        rig.advance(milliseconds(50));
        rig.market_data();
        rig.end_batch();
    }
    EXPECT_EQ(rig.orders().size(), 1U);
    EXPECT_EQ(rig.view().underlyings[0].why, Why::OrderUnknown);
    auto const questions = rig.commands<QueryOrder>();
    ASSERT_FALSE(questions.empty());
    EXPECT_EQ(questions[0].client_id, order.client_id);
}

TEST(EngineSafety, TakesAnAbsentOrderForDeadOnlyAfterItsExpiryFence) {
    EngineRig rig;
    rig.set_position(kPut, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.lose_reply(order);
    rig.end_batch();
    rig.feed(OrderQueryReply{rig.stamp(), order.client_id, QueryResult::Absent});
    rig.end_batch();
    ASSERT_EQ(rig.view().order_count, 1U) << "absent before the fence proves nothing";
    std::size_t answered = 1;
    for (int i = 0; i < 200 && rig.view().order_count > 0; ++i) {
        rig.advance(milliseconds(50));
        auto const questions = rig.commands<QueryOrder>();
        for (; answered < questions.size(); ++answered) {
            rig.feed(OrderQueryReply{rig.stamp(), order.client_id, QueryResult::Absent});
        }
    }
    EXPECT_EQ(rig.view().order_count, 0U);
}

TEST(EngineSafety, StopsAndReconcilesAfterADisconnect) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    ConnectionChange down;
    down.stamp = rig.stamp();
    down.stream = Stream::Account;
    down.state = ConnectionState::Down;
    rig.feed(down);
    rig.set_position(kCall, -10.0);  // traded by somebody while we were away
    rig.market_data();
    rig.end_batch();
    ASSERT_TRUE(rig.orders().empty());
    rig.take();
    rig.connect();
    rig.answer_snapshots();
    rig.advance(milliseconds(600));
    rig.answer_snapshots();  // the report that differed, confirmed by another
    rig.market_data();
    rig.end_batch();
    EXPECT_EQ(rig.orders().size(), 1U);
}

TEST(EngineSafety, HoldsOnANumberThatIsNotFinite) {
    EngineRig rig;
    rig.set_position(kCall, -10.0);
    rig.bring_up();
    PlaceOrder const order = *rig.last_order();
    rig.accept(order);
    rig.done(order, OrderState::Cancelled, 0.0);
    rig.take();
    rig.advance(milliseconds(300));
    rig.market_data();
    rig.feed(IndexPrice{rig.stamp(), kBtc, UsdPrice{std::numeric_limits<double>::quiet_NaN()}});
    rig.end_batch();
    EXPECT_TRUE(rig.orders().empty());
}

Ticker ticker_of_the_call(const EngineRig& rig) {
    Ticker ticker;
    ticker.stamp = rig.stamp();
    ticker.instrument = kCall;
    ticker.state = TickerState::Open;
    ticker.index_price = UsdPrice{kIndex};
    ticker.forward = UsdPrice{kIndex};
    ticker.mark_vol = Vol{0.6};
    ticker.mark_price = mark_of(option_spec(kCall, OptionType::Call, 60'000.0), ticker);
    return ticker;
}

// One digit that the wire, or the exchange, got wrong.
class WrongDigit : public ::testing::Test {
protected:
    WrongDigit() {
        rig.set_position(kCall, -10.0);
        rig.bring_up();
        before = rig.view().underlyings[0].delta.value();
    }
    Ticker right() const { return ticker_of_the_call(rig); }
    double delta_after(const Ticker& ticker) {
        rig.advance(milliseconds(150));
        rig.feed(ticker);
        rig.end_batch();
        return rig.view().underlyings[0].delta.value();
    }
    EngineRig rig;
    double before = 0.0;
};

TEST_F(WrongDigit, OfAForwardIsNotHedged) {
    Ticker wrong = right();
    wrong.forward = UsdPrice{40'000.0};
    EXPECT_NEAR(delta_after(wrong), before, 1e-3);
}

TEST_F(WrongDigit, OfTheIndexBesideAForwardIsNotHedged) {
    Ticker wrong = right();
    wrong.index_price = UsdPrice{40'000.0};
    wrong.stamp.venue = wrong.stamp.venue - seconds(1);  // and so no news of the index
    EXPECT_NEAR(delta_after(wrong), before, 1e-3);
}

TEST_F(WrongDigit, OfAVolatilityIsNotHedged) {
    Ticker wrong = right();
    wrong.mark_vol = Vol{5.6};
    EXPECT_NEAR(delta_after(wrong), before, 1e-3);
}

TEST_F(WrongDigit, IsNoneWhenTheNextMessageSaysTheSame) {
    Ticker moved = right();
    moved.forward = UsdPrice{70'000.0};
    moved.mark_price = mark_of(option_spec(kCall, OptionType::Call, 60'000.0), moved);
    EXPECT_NEAR(delta_after(moved), before, 1e-3);
    EXPECT_LT(delta_after(moved), before - 1.0);
}

TEST_F(WrongDigit, IsNoneWhereTheVolatilityMovedWithItsMark) {
    Ticker moved = right();
    moved.mark_vol = Vol{5.6};
    moved.mark_price = mark_of(option_spec(kCall, OptionType::Call, 60'000.0), moved);
    EXPECT_GT(std::fabs(delta_after(moved) - before), 0.5);
}

TEST(EngineSafety, ReportsAPublishedDeltaThatDisagreesWithOurs) {
    EngineRig rig;
    rig.set_position(kCall, -0.2);
    rig.bring_up();
    rig.take();
    Ticker ticker = ticker_of_the_call(rig);
    ticker.published_delta = BlackDelta{0.40};
    rig.feed(ticker);
    bool alarmed = false;
    for (const Action& action : rig.take()) {
        const auto* note = std::get_if<Note>(&action);
        alarmed = alarmed || (note != nullptr && note->kind == NoteKind::GreekDisagreement);
    }
    EXPECT_TRUE(alarmed);
}

TEST(EngineSafety, StaysDeterministicForTheSameEvents) {
    auto const run = [] {
        EngineRig rig;
        rig.set_position(kPut, -10.0);
        rig.bring_up();
        PlaceOrder const order = *rig.last_order();
        rig.accept(order);
        rig.fill(order, 1'000.0, "t1");
        rig.done(order, OrderState::Cancelled, 1'000.0);
        for (int i = 0; i < 100; ++i) {
            rig.advance(milliseconds(37));
            rig.market_data(kIndex + 13.0 * i);
            rig.end_batch();
        }
        return std::pair{rig.engine.state_hash(), rig.orders().size()};
    };
    EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace hedged::testing
