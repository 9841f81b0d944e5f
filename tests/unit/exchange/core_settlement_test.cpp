// SPDX-License-Identifier: Apache-2.0
// 08:00 UTC: averaging, delivery, session results, pause, day orders, what closes.
#include "core_market.hpp"
#include "exchange/delivery_average.hpp"
#include "exchange/iso_time.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hedged::exchange::test {
namespace {

constexpr std::string_view kPerp = "BTC-PERPETUAL";
constexpr std::string_view kFuture = "BTC-6FEB26";
constexpr std::string_view kDailyCall = "BTC-4FEB26-78000-C";
constexpr std::string_view kDailyPut = "BTC-4FEB26-82000-P";
constexpr std::string_view kWeeklyCall = "BTC-6FEB26-78000-C";

TEST(DeliveryAverage, TakesThreeHundredSamplesTheLastAtSettlement) {
    DeliveryAverage average{seconds(1'800), seconds(6), kNoon, 80'000.0};
    EXPECT_EQ(average.settlement(), kEight);
    EXPECT_EQ(average.next_sample(), kEight - seconds(1'794));
    int samples = 0;
    double sum = 0.0;
    while (average.weight() > 0.0) {
        const double value = 80'000.0 + samples;
        average.sample(value);
        sum += value;
        ++samples;
        if (samples == 150) {
            EXPECT_NEAR(average.weight(), 0.5, 1e-15);
            EXPECT_NEAR(average.expected(81'000.0), 0.5 * 81'000.0 + 0.5 * 80'074.5, 1e-9);
        }
    }
    EXPECT_EQ(samples, 300);
    EXPECT_NEAR(average.mean(), sum / 300.0, 1e-9);
    EXPECT_EQ(average.next_sample(), kEight + seconds(6));
}

TEST(DeliveryAverage, FillsAWindowThatHadBegunBeforeTheStart) {
    const DeliveryAverage average{seconds(1'800), seconds(6), kEight - seconds(900), 79'000.0};
    EXPECT_NEAR(average.weight(), 0.5, 1e-15);
    EXPECT_NEAR(average.mean(), 79'000.0, 1e-9);
}

TEST(Calendar, KnowsWeeksAndMonthsOfExpiries) {
    const auto period = [](std::string_view text) { return period_of(*parse_iso_time(text)); };
    EXPECT_EQ(period("2026-02-04T08:00:00+00:00"), SettlementPeriod::Day);
    EXPECT_EQ(period("2026-02-06T08:00:00+00:00"), SettlementPeriod::Week);
    EXPECT_EQ(period("2026-02-27T08:00:00Z"), SettlementPeriod::Month);
    EXPECT_FALSE(parse_iso_time("2026-02-30T08:00:00Z").has_value());
    EXPECT_FALSE(parse_iso_time("2026-02-27T08:00:00+01:00").has_value());
    EXPECT_EQ(parse_iso_time("2026-02-03T21:35:03.434827+00:00")->nanoseconds(),
              1'770'154'503'434'827'000);
}

// Two recordings make the index fall in a straight line (in log) through the averaging window.
class SettlementTest : public ::testing::Test {
protected:
    static ChainHistory falling() {
        return {recording(), recording(kEight + seconds(3'600), 79'000.0)};
    }
    void to(WallTime time) { floor_.exchange.advance(time); }

    Floor floor_{quiet(), falling()};
    AccountId desk_ = floor_.exchange.open_account("desk", 10.0);
};

TEST_F(SettlementTest, DeliversAtTheMeanOfTheSampledIndex) {
    Floor stepped{quiet(), falling()};
    double sum = 0.0;
    for (int k = 1; k <= 300; ++k) {
        stepped.exchange.advance(kEight - seconds(1'800) + seconds(6) * k);
        sum += stepped.exchange.index_price();
        EXPECT_EQ(stepped.exchange.in_averaging_window(), k < 300);
    }
    const double expected = std::round(sum / 300.0 * 100.0) / 100.0;
    to(kEight);  // in one stride
    const Ticker closed = floor_.exchange.ticker(floor_.id(kDailyCall));
    ASSERT_TRUE(closed.delivery_price.has_value());
    EXPECT_NEAR(*closed.delivery_price, expected, 0.0051);
    EXPECT_FALSE(closed.open);
    EXPECT_NEAR(closed.estimated_delivery_price, *closed.delivery_price, 1e-9);
    // The index at settlement is below the average by now: the mean matters.
    EXPECT_GT(*closed.delivery_price, floor_.exchange.index_price() + 5.0);
}

TEST_F(SettlementTest, PaysOptionsInCoinAndRemovesThem) {
    floor_.exchange.inject_position(desk_, floor_.id(kDailyCall), -4.0, 0.03);
    floor_.exchange.inject_position(desk_, floor_.id(kDailyPut), 2.0, 0.03);
    to(kEight);
    const double price = *floor_.exchange.ticker(floor_.id(kDailyCall)).delivery_price;
    const double call = (price - 78'000.0) / price;
    const double put = (82'000.0 - price) / price;
    // Daily options are delivered without a fee.
    EXPECT_NEAR(floor_.exchange.summary(desk_).balance, 10.0 - 4.0 * call + 2.0 * put, 1e-12);
    EXPECT_TRUE(floor_.exchange.positions(desk_).empty());
    EXPECT_EQ(floor_.exchange.instrument(floor_.id(kDailyCall)).state, InstrumentState::Closed);
    EXPECT_EQ(code_of(floor_.order(desk_, kDailyCall, Side::Buy, 0.1, 0.01)), 10041);
    to(kEight + seconds(60));
    EXPECT_EQ(code_of(floor_.order(desk_, kDailyCall, Side::Buy, 0.1, 0.01)), 13019);
    EXPECT_NEAR(floor_.exchange.cash_imbalance(), 0.0, 1e-12);
}

TEST_F(SettlementTest, TellsOfClosingAndOfVanishedPositions) {
    floor_.exchange.inject_position(desk_, floor_.id(kDailyCall), -4.0, 0.03);
    to(kEight - seconds(1));
    Changes changes;
    floor_.exchange.take_changes(changes);
    to(kEight);
    floor_.exchange.take_changes(changes);
    const InstrumentId call = floor_.id(kDailyCall);
    std::vector<InstrumentState> states;
    for (const InstrumentStateChange& change : changes.states) {
        if (change.instrument == call) {
            states.push_back(change.state);
        }
    }
    EXPECT_EQ(states, (std::vector{InstrumentState::Settled, InstrumentState::Closed}));
    const auto told = std::find_if(changes.accounts.begin(), changes.accounts.end(),
                                   [&](const AccountChange& c) { return c.instrument == call; });
    ASSERT_NE(told, changes.accounts.end());
    ASSERT_EQ(told->positions.size(), 1U);
    EXPECT_EQ(told->positions[0].size, 0.0);
    EXPECT_TRUE(told->trades.empty());  // settlement is not a trade
    ASSERT_EQ(changes.settlements.size(), 1U);
    EXPECT_EQ(changes.settlements[0].type, SettlementType::Delivery);
    EXPECT_EQ(changes.settlements[0].position, -4.0);
}

TEST_F(SettlementTest, TurnsSessionResultsIntoCash) {
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), 80'000.0, 80'000.0);
    to(kEight);
    const Ticker ticker = floor_.exchange.ticker(floor_.id(kPerp));
    const double session = 1.0 - 80'000.0 / ticker.mark_price;
    const AccountSummary sum = floor_.exchange.summary(desk_);
    EXPECT_LT(session, -0.005);
    EXPECT_NEAR(sum.balance, 10.0 + session, 1e-12);
    EXPECT_NEAR(sum.futures_session_upl, 0.0, 1e-12);
    EXPECT_EQ(sum.session_rpl, 0.0);
    EXPECT_NEAR(sum.futures_pl, session, 1e-12);  // since entry
    EXPECT_NEAR(sum.equity, 10.0 + session, 1e-12);
    const Position held = floor_.exchange.position(desk_, floor_.id(kPerp));
    EXPECT_NEAR(held.average_price, 80'000.0, 1e-7);
    EXPECT_EQ(held.settlement_price, ticker.mark_price);
    // The next session starts from the settlement mark.
    to(kEight + seconds(3'600));
    const double later = floor_.exchange.ticker(floor_.id(kPerp)).mark_price;
    EXPECT_NEAR(floor_.exchange.summary(desk_).futures_session_upl,
                80'000.0 / ticker.mark_price - 80'000.0 / later, 1e-12);
}

TEST_F(SettlementTest, ClosingLaterRealisesOnlyWhatTheNewSessionEarned) {
    floor_.no_house(kPerp);
    const AccountId rival = floor_.exchange.open_account("rival", 10.0);
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), 80'000.0, 78'000.0);
    to(kEight + seconds(600));
    const double settled = *floor_.exchange.ticker(floor_.id(kPerp)).settlement_price;
    ASSERT_TRUE(floor_.order(rival, kPerp, Side::Buy, 40'000.0, 79'000.0).ok());
    const OrderOutcome sold = floor_.order(desk_, kPerp, Side::Sell, 40'000.0, 79'000.0);
    ASSERT_EQ(sold.trades.size(), 1U);
    EXPECT_NEAR(sold.trades[0].profit_loss, 40'000.0 / settled - 40'000.0 / 79'000.0, 1e-12);
    EXPECT_NEAR(floor_.exchange.position(desk_, floor_.id(kPerp)).average_price, 78'000.0, 1e-7);
    // Cash and running session together hold everything earned since entry.
    const AccountSummary sum = floor_.exchange.summary(desk_);
    const double mark = floor_.exchange.ticker(floor_.id(kPerp)).mark_price;
    EXPECT_NEAR(
        sum.margin_balance,
        10.0 + 80'000.0 / 78'000.0 - 40'000.0 / 79'000.0 - 40'000.0 / mark - sold.trades[0].fee,
        1e-12);
}

TEST_F(SettlementTest, OptionSessionsStartAnewFromTheSettlementMark) {
    floor_.exchange.inject_position(desk_, floor_.id(kWeeklyCall), -3.0, 0.03);
    to(kEight);
    EXPECT_NEAR(floor_.exchange.summary(desk_).options_session_upl, 0.0, 1e-12);
    const double mark = floor_.exchange.mark(floor_.id(kWeeklyCall)).mark_price;
    EXPECT_NEAR(floor_.exchange.summary(desk_).options_pl, -3.0 * (mark - 0.03), 1e-12);
    EXPECT_NEAR(floor_.exchange.summary(desk_).balance, 10.0, 1e-12);  // nothing became cash
}

TEST_F(SettlementTest, EquityDoesNotJumpWhenSessionsSettle) {
    floor_.exchange.inject_position(desk_, floor_.id(kPerp), 160'000.0, 79'800.0);
    floor_.exchange.inject_position(desk_, floor_.id(kWeeklyCall), -3.0, 0.03);
    to(kEight - milliseconds(20));
    const double before = floor_.exchange.summary(desk_).equity;
    to(kEight + milliseconds(20));
    EXPECT_NEAR(floor_.exchange.summary(desk_).equity, before, 1e-6);
}

TEST_F(SettlementTest, PausesEntryAndCancelsForAMoment) {
    const Order resting = floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0).order;
    to(kEight);
    EXPECT_TRUE(floor_.exchange.in_settlement());
    EXPECT_EQ(code_of(floor_.order(desk_, kPerp, Side::Buy, 10.0, 78'500.0)), 10041);
    const auto cancel = floor_.exchange.cancel(desk_, resting.order_id);
    ASSERT_FALSE(cancel.ok());
    EXPECT_EQ(deribit_code(cancel.error().code), 10041);
    EXPECT_TRUE(floor_.exchange.cancel_all(desk_, {}).empty());
    to(kEight + seconds(5));
    EXPECT_FALSE(floor_.exchange.in_settlement());
    EXPECT_TRUE(floor_.exchange.cancel(desk_, resting.order_id).ok());
}

TEST_F(SettlementTest, EndsDayOrdersAndThoseOfExpiredInstruments) {
    const Order day =
        floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0, TimeInForce::GoodTilDay).order;
    const Order kept = floor_.order(desk_, kPerp, Side::Buy, 10.0, 79'000.0).order;
    const Order expiring = floor_.order(desk_, kDailyCall, Side::Buy, 0.1, 0.001).order;
    to(kEight);
    EXPECT_EQ(floor_.exchange.order(desk_, day.order_id)->state, OrderState::Cancelled);
    EXPECT_EQ(floor_.exchange.order(desk_, kept.order_id)->state, OrderState::Open);
    const Order gone = *floor_.exchange.order(desk_, expiring.order_id);
    EXPECT_EQ(gone.state, OrderState::Cancelled);
    EXPECT_EQ(wire_name(gone.cancel_reason), "settlement");
}

TEST_F(SettlementTest, ExpiringDeltasFadeThroughTheWindow) {
    floor_.exchange.inject_position(desk_, floor_.id(kDailyCall), 10.0, 0.03);
    to(kEight - seconds(1'800));
    const double whole = floor_.exchange.position(desk_, floor_.id(kDailyCall)).delta;
    EXPECT_GT(whole, 9.0);
    to(kEight - seconds(450));
    EXPECT_NEAR(floor_.exchange.position(desk_, floor_.id(kDailyCall)).delta / 10.0, 0.25, 0.005);
    to(kEight - seconds(6));
    EXPECT_LT(floor_.exchange.position(desk_, floor_.id(kDailyCall)).delta, 0.05);
}

TEST(Delivery, FuturesSettleAtTheAverageWithTheirFee) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    floor.exchange.inject_position(desk, floor.id(kFuture), 80'000.0, 79'000.0);
    floor.exchange.advance(kFriday);
    const double price = *floor.exchange.ticker(floor.id(kFuture)).delivery_price;
    EXPECT_EQ(price, 80'000.0);
    const double result = 80'000.0 / 79'000.0 - 80'000.0 / price;
    EXPECT_NEAR(floor.exchange.summary(desk).balance, 10.0 + result - 0.00025, 1e-12);
    EXPECT_TRUE(floor.exchange.positions(desk).empty());
    EXPECT_NEAR(floor.exchange.cash_imbalance(), 0.0, 1e-12);
}

TEST(Delivery, WeeklyOptionsPayADeliveryFee) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    floor.exchange.inject_position(desk, floor.id(kWeeklyCall), 2.0, 0.03);
    floor.exchange.inject_position(desk, floor.id("BTC-6FEB26-82000-C"), 2.0, 0.03);
    floor.exchange.advance(kFriday);
    const double value = 2'000.0 / 80'000.0;
    EXPECT_NEAR(floor.exchange.summary(desk).balance, 10.0 + 2.0 * value - 2.0 * 0.00015, 1e-12);
}

TEST(Delivery, TheNextDaySettlesToo) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    floor.exchange.inject_position(desk, floor.id(kPerp), 80'000.0, 80'000.0);
    floor.exchange.advance(kEight + seconds(2 * 86'400));
    EXPECT_EQ(floor.exchange.settlements(desk, 10).size(), 3U);
}

}  // namespace
}  // namespace hedged::exchange::test
