// SPDX-License-Identifier: Apache-2.0
// What a book has earned, against numbers worked out by hand. The options are so near their expiry
// that they are worth their payoff, and futures need no model, so that a pocket calculator
// suffices.
#include "hedged/portfolio/profit_meter.hpp"

#include "support/metered_book.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::portfolio {
namespace {

using namespace test_support;

constexpr double kExact = 1e-12;
constexpr double kDollars = 1e-7;

class Desk : public MeteredBook<ProfitMeter> {
public:
    explicit Desk(Numeraire numeraire = Numeraire::Coin, bool include_equity = false)
        : MeteredBook(numeraire, include_equity) {}

    void fill(const InstrumentSpec& spec, Side side, double amount, double price, double fee = 0.0,
              bool moved = true) {
        meter.on_fill(spec, trade(side, amount, price, fee), moved);
    }
    const Profit& pass(double index, std::optional<Coins> equity = std::nullopt,
                       double funding = 0.0) {
        measure(index, equity, funding);
        return meter.profit();
    }
};

const InstrumentSpec kPerpetual = perpetual_spec(kPerp);

TEST(ProfitMeter, CountsFromWhatWasFound) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    EXPECT_FALSE(desk.meter.profit().measured);
    EXPECT_EQ(desk.pass(50'000.0).hedged.value(), 0.0);
    EXPECT_TRUE(desk.meter.profit().measured);
}

TEST(ProfitMeter, EarnsTheCoinsOfAnInversePerpetual) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    // -100000 (1/50000 - 1/40000) = -2 + 2.5
    Profit const& profit = desk.pass(40'000.0);
    EXPECT_NEAR(profit.hedged.value(), 0.5, kExact);
    EXPECT_EQ(profit.unhedged.value(), 0.0);
}

TEST(ProfitMeter, TurnsCoinsIntoDollarsWhenTheyAreMade) {
    Desk desk{Numeraire::Usd};
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    EXPECT_NEAR(desk.pass(40'000.0).hedged.value(), 0.5 * 40'000.0, kDollars);
    // Back again costs the half coin, at 50000; the coins held in between are the collateral's.
    Profit const& profit = desk.pass(50'000.0);
    EXPECT_NEAR(profit.hedged.value(), 0.5 * 40'000.0 - 0.5 * 50'000.0, kDollars);
    EXPECT_NEAR(profit.hedged_coins.value(), 0.0, kExact);
}

TEST(ProfitMeter, AddsWhatTheEquityGainsWhereItCounts) {
    Desk desk{Numeraire::Usd, true};
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0, Coins{10.0});
    Profit const first = desk.pass(40'000.0, Coins{10.5});
    // 10.5 * 40000 - 10 * 50000, and without the hedge 10 * 40000 - 10 * 50000
    EXPECT_NEAR(first.hedged.value(), -80'000.0, kDollars);
    EXPECT_NEAR(first.unhedged.value(), -100'000.0, kDollars);
    Profit const& second = desk.pass(50'000.0, Coins{10.0});
    EXPECT_NEAR(second.hedged.value(), 0.0, kDollars);
    EXPECT_NEAR(second.unhedged.value(), 0.0, kDollars);
}

TEST(ProfitMeter, HoldsAFillAgainstTheMark) {
    Desk desk;
    desk.hold(kPerpetual, 80'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(40'000.0);
    desk.fill(kPerpetual, Side::Buy, 80'000.0, 50'000.0, 0.001);
    desk.hold(kPerpetual, 160'000.0);
    // Bought 80000 USD 10000 above the mark: 80000 (1/50000 - 1/40000) = -0.4
    EXPECT_NEAR(desk.pass(40'000.0).hedged.value(), -0.401, kExact);
    EXPECT_NEAR(desk.pass(40'000.0).hedged.value(), -0.401, kExact);
}

TEST(ProfitMeter, KnowsAPositionThatBeganWithAFill) {
    Desk desk;
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.fill(kPerpetual, Side::Sell, 100'000.0, 50'000.0);
    desk.hold(kPerpetual, -100'000.0);
    EXPECT_EQ(desk.pass(40'000.0).hedged.value(), 0.0) << "no mark yet: its fill waits";
    desk.mark(kPerp, 1.0);
    EXPECT_NEAR(desk.pass(40'000.0).hedged.value(), 0.5, kExact);
}

TEST(ProfitMeter, KeepsWhatAClosedPositionHasEarned) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.fill(kPerpetual, Side::Buy, 100'000.0, 40'000.0, 0.001);
    desk.hold(kPerpetual, 0.0);
    EXPECT_NEAR(desk.pass(30'000.0).hedged.value(), 0.499, kExact);
    // Opened again far away: what it was worth before says nothing now.
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    EXPECT_NEAR(desk.pass(60'000.0).hedged.value(), 0.499, kExact);
    EXPECT_NEAR(desk.pass(50'000.0).hedged.value(),
                0.499 + 100'000.0 / 50'000.0 - 100'000.0 / 60'000.0, kExact);
}

TEST(ProfitMeter, EarnsNothingByACorrectionOfThePosition) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.hold(kPerpetual, -300'000.0);
    EXPECT_EQ(desk.pass(50'000.0).hedged.value(), 0.0);
}

TEST(ProfitMeter, BooksTheSlippageOfAFillThatThePositionContainedAlready) {
    Desk desk;
    desk.hold(kPerpetual, 80'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(40'000.0);
    desk.hold(kPerpetual, 160'000.0);
    EXPECT_EQ(desk.pass(40'000.0).hedged.value(), 0.0);
    desk.fill(kPerpetual, Side::Buy, 80'000.0, 50'000.0, 0.0, false);
    EXPECT_NEAR(desk.pass(40'000.0).hedged.value(), -0.4, kExact);
}

TEST(ProfitMeter, LeavesOutAFillOfBeforeThePositionWasFound) {
    Desk desk;
    desk.hold(kPerpetual, 80'000.0);
    desk.mark(kPerp, 1.0);
    desk.meter.on_found(InstrumentIndex{kPerp}, desk.now);
    desk.pass(40'000.0);
    desk.fill(kPerpetual, Side::Buy, 80'000.0, 50'000.0, 0.001, false);
    EXPECT_EQ(desk.pass(40'000.0).hedged.value(), 0.0);
}

TEST(ProfitMeter, HoldsTheLastValueOfALegWithoutUsableDataAndCatchesUp) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.mark(kPerp, 1e9);  // no mark is that far from the index
    EXPECT_EQ(desk.pass(40'000.0).hedged.value(), 0.0);
    EXPECT_EQ(desk.pass(30'000.0).hedged.value(), 0.0);
    desk.mark(kPerp, 1.0);
    EXPECT_NEAR(desk.pass(40'000.0).hedged.value(), 0.5, kExact);
}

TEST(ProfitMeter, PaysTheFundingThatTheExchangeStates) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0, std::nullopt, 0.0008);
    desk.now = desk.now + seconds(4 * 3'600);
    // Half of eight hours on two coins short, which receive.
    Profit const& profit = desk.pass(50'000.0, std::nullopt, 0.0008);
    EXPECT_NEAR(profit.funding.value(), 2.0 * 0.0004, kExact);
    EXPECT_NEAR(profit.hedged.value(), 2.0 * 0.0004, kExact);
    EXPECT_EQ(profit.unhedged.value(), 0.0);
}

TEST(ProfitMeter, CountsTheOptionsAsTheUnhedgedBook) {
    InstrumentSpec const call = option_spec(kCall, OptionType::Call, 40'000.0, days(30));
    Desk desk;
    desk.hold(call, -2.0);
    desk.option_mark(kCall, Vol{1e-4});  // next to none: worth its payoff, (F - K)/F
    desk.pass(50'000.0);
    desk.fill(call, Side::Buy, 1.0, 0.21, 0.0003);
    desk.hold(call, -1.0);
    // Bought back 0.01 above the mark of 0.2; then the rest goes from 0.2 to 0.36.
    Profit const first = desk.pass(50'000.0);
    EXPECT_NEAR(first.unhedged.value(), -0.0103, 1e-9);
    Profit const& second = desk.pass(62'500.0);
    EXPECT_NEAR(second.unhedged.value(), -0.0103 - 0.16, 1e-9);
    EXPECT_EQ(second.hedged.value(), second.unhedged.value());
}

TEST(ProfitMeter, TakesAnExpiredOptionToItsPayoffAndNoFurther) {
    InstrumentSpec const call = option_spec(kCall, OptionType::Call, 40'000.0, seconds(3'600));
    Desk desk;
    desk.hold(call, -2.0);
    desk.option_mark(kCall);
    desk.pass(50'000.0);
    for (int minutes = 31; minutes < 60; ++minutes) {
        desk.now = kBookNow + seconds(60 * minutes);
        desk.pass(50'000.0);
    }
    desk.now = kBookNow + seconds(3'600);
    double const settled = desk.pass(50'000.0).unhedged.value();
    EXPECT_NEAR(settled, 0.0, 1e-9) << "the mean is the index: (50000 - 40000)/50000 throughout";
    desk.now = kBookNow + seconds(3'660);
    EXPECT_EQ(desk.pass(60'000.0).unhedged.value(), settled) << "waits for the exchange";
    desk.hold(call, 0.0);
    EXPECT_EQ(desk.pass(70'000.0).unhedged.value(), settled) << "settled";
}

TEST(ProfitMeter, SettlesOnTheMeanAndNotOnTheLastIndex) {
    InstrumentSpec const call = option_spec(kCall, OptionType::Call, 40'000.0, seconds(3'600));
    Desk desk;
    desk.hold(call, 1.0);
    desk.option_mark(kCall);
    desk.now = kBookNow + seconds(1'800);
    desk.pass(50'000.0);
    for (int second = 1'806; second <= 3'600; second += 6) {
        desk.now = kBookNow + seconds(second);
        // At each instant the index seen last counts: 50000 151 times, 60000 149 times.
        desk.pass(second <= 2'700 ? 50'000.0 : 60'000.0);
    }
    double const mean = (151 * 50'000.0 + 149 * 60'000.0) / 300;
    double const payoff = (mean - 40'000.0) / mean;
    EXPECT_NEAR(desk.book.leg_value(0).unit, payoff, kExact);
    // Half an hour and 10000 in the money: 0.2 to start with, and no time value to speak of.
    EXPECT_NEAR(desk.meter.profit().unhedged.value(), payoff - 0.2, 1e-9);
}

TEST(ProfitMeter, SurvivesNumbersThatAreNone) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.fill(kPerpetual, Side::Buy, 10.0, std::nan(""));
    desk.fill(kPerpetual, Side::Buy, std::nan(""), 50'000.0);
    desk.fill(kPerpetual, Side::Buy, 10.0, 0.0);
    desk.pass(std::nan(""));
    EXPECT_NEAR(desk.pass(40'000.0).hedged.value(), 0.5, kExact);
}

TEST(ProfitMeter, ChangesDollarsOfLinearLegsIntoCoins) {
    InstrumentSpec const linear = perpetual_spec(kPerp, Payoff::Linear);
    Desk coin;
    Desk usd{Numeraire::Usd};
    for (Desk* desk : {&coin, &usd}) {
        desk->hold(linear, 2.0);
        desk->mark(kPerp, 1.0);
        desk->pass(50'000.0);
        desk->pass(40'000.0);
    }
    EXPECT_NEAR(usd.meter.profit().hedged.value(), -20'000.0, kDollars);
    EXPECT_NEAR(coin.meter.profit().hedged.value(), -0.5, kExact);
}

}  // namespace
}  // namespace hedged::portfolio
