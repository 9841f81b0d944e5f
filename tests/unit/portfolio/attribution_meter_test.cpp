// SPDX-License-Identifier: Apache-2.0
// Why a book has earned what it has, against numbers worked out by hand.
#include "hedged/portfolio/attribution_meter.hpp"

#include "support/metered_book.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::portfolio {
namespace {

using namespace test_support;

constexpr double kDollars = 1e-7;
constexpr double kExact = 1e-11;

class Desk : public MeteredBook<AttributionMeter> {
public:
    explicit Desk(Numeraire numeraire = Numeraire::Usd, bool include_equity = false)
        : MeteredBook(numeraire, include_equity) {}

    void fill(const InstrumentSpec& spec, Side side, double amount, double price, double fee = 0.0,
              bool moved = true, Usd slippage = {}) {
        meter.on_fill(spec, trade(side, amount, price, fee), moved, slippage);
    }
    const BookAttribution& pass(double index, std::optional<Coins> equity = std::nullopt,
                                double funding = 0.0) {
        measure(index, equity, funding);
        return meter.last_interval();
    }
};

const InstrumentSpec kPerpetual = perpetual_spec(kPerp);
const InstrumentSpec kOption = option_spec(kCall, OptionType::Call, 50'000.0, days(30));

TEST(AttributionMeter, StartsWithNothing) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    EXPECT_FALSE(desk.meter.since_start().measured);
    desk.pass(50'000.0);
    EXPECT_TRUE(desk.meter.since_start().measured);
    EXPECT_EQ(desk.meter.since_start().hedged().usd.total(), Usd{});
}

TEST(AttributionMeter, PutsThePerpetualDownToDeltaInBothNumeraires) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    auto const& interval = desk.pass(40'000.0);
    // Two coins short over 10000 USD; half a coin at 40000.
    EXPECT_NEAR(interval.hedge.usd.delta.value(), 20'000.0, kDollars);
    EXPECT_NEAR(interval.hedge.coins.delta.value(), 0.5, kExact);
    EXPECT_NEAR(interval.hedge.usd.residual.value(), 0.0, kDollars);
    EXPECT_EQ(interval.unhedged.usd.total(), Usd{});
}

TEST(AttributionMeter, PutsAMoveOfTheMarkAgainstTheIndexDownToCarry) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.mark(kPerp, 1.01);
    auto const& interval = desk.pass(50'000.0);
    EXPECT_EQ(interval.hedge.usd.delta, Usd{});
    EXPECT_NEAR(interval.hedge.usd.carry.value(), -100'000.0 * (1.0 - 1.0 / 1.01), kDollars);
}

TEST(AttributionMeter, AnswersWithGreeksForWhatWasHeldAllTheTimeAlone) {
    Desk desk;
    desk.hold(kPerpetual, 80'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(40'000.0);
    desk.fill(kPerpetual, Side::Buy, 80'000.0, 50'000.0, 0.001);
    desk.hold(kPerpetual, 160'000.0);
    auto const& interval = desk.pass(64'000.0);
    // Two coins held over 24000; the fill of 1.6 coins at 50000 stands at 64000.
    EXPECT_NEAR(interval.hedge.usd.delta.value(), 2.0 * 24'000.0, kDollars);
    EXPECT_NEAR(interval.hedge.usd.trading.value(),
                64'000.0 * 80'000.0 * (1.0 / 50'000.0 - 1.0 / 64'000.0), kDollars);
    EXPECT_NEAR(interval.hedge.usd.fees.value(), -64.0, kDollars);
    EXPECT_NEAR(interval.hedge.coins.fees.value(), -0.001, kExact);
    EXPECT_NEAR(interval.hedge.usd.residual.value(), 0.0, kDollars);
}

TEST(AttributionMeter, TakesTheSlippageOutOfTheTrading) {
    Desk desk;
    desk.hold(kPerpetual, 80'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(40'000.0);
    desk.fill(kPerpetual, Side::Buy, 80'000.0, 40'040.0, 0.0, true, Usd{30.0});
    desk.hold(kPerpetual, 160'000.0);
    auto const& usd = desk.pass(40'000.0).hedge.usd;
    double const bought = 40'000.0 * 80'000.0 * (1.0 / 40'040.0 - 1.0 / 40'000.0);
    EXPECT_NEAR(usd.slippage.value(), -30.0, kDollars);
    EXPECT_NEAR((usd.trading + usd.slippage).value(), bought, kDollars);
}

TEST(AttributionMeter, DoesNotBelieveASlippageThatIsNoNumber) {
    Desk desk;
    desk.hold(kPerpetual, 80'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(40'000.0);
    desk.fill(kPerpetual, Side::Buy, 10.0, 40'000.0, 0.0, true, Usd{std::nan("")});
    desk.hold(kPerpetual, 80'010.0);
    EXPECT_EQ(desk.pass(40'000.0).hedge.usd.slippage, Usd{});
}

TEST(AttributionMeter, HoldsALateFillAgainstTheMarkOfBefore) {
    Desk desk;
    desk.hold(kPerpetual, 80'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(40'000.0);
    desk.hold(kPerpetual, 160'000.0);
    desk.pass(40'000.0);
    desk.fill(kPerpetual, Side::Buy, 80'000.0, 50'000.0, 0.0, false);
    auto const& interval = desk.pass(50'000.0);
    EXPECT_NEAR(interval.hedge.coins.trading.value(), -0.4, kExact);
    EXPECT_NEAR(interval.hedge.usd.delta.value(), 4.0 * 10'000.0, kDollars);
}

TEST(AttributionMeter, BooksTheFundingOfTheHedge) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0, std::nullopt, 0.0008);
    desk.now = desk.now + seconds(4 * 3'600);
    auto const& interval = desk.pass(50'000.0, std::nullopt, 0.0008);
    EXPECT_NEAR(interval.hedge.coins.funding.value(), 2.0 * 0.0004, kExact);
    EXPECT_NEAR(interval.hedge.usd.funding.value(), 40.0, kDollars);
    EXPECT_EQ(interval.unhedged.usd.total(), Usd{});
}

TEST(AttributionMeter, ExplainsAnOptionByItsGreeks) {
    Desk desk;
    desk.hold(kOption, -2.0);
    desk.option_mark(kCall, Vol{0.6});
    desk.pass(50'000.0);
    LegState const start = desk.book.leg_state(0);
    desk.now = desk.now + seconds(3'600);
    desk.option_mark(kCall, Vol{0.61});
    auto const& usd = desk.pass(50'100.0).unhedged.usd;
    EXPECT_NEAR(usd.delta.value(), -2.0 * start.delta * 100.0, kDollars);
    EXPECT_NEAR(usd.gamma.value(), -start.gamma.value() * 100.0 * 100.0, kDollars);
    EXPECT_NEAR(usd.vega.value(), -2.0 * start.vega.value() * 0.01, kDollars);
    EXPECT_NEAR(usd.theta.value(), -2.0 * start.theta.value() / (365.0 * 24.0), kDollars);
    EXPECT_LT(usd.delta.value(), 0.0);
    EXPECT_LT(usd.gamma.value(), 0.0);
    EXPECT_LT(usd.vega.value(), 0.0);
    EXPECT_GT(usd.theta.value(), 0.0);
    EXPECT_LT(std::fabs(usd.residual.value()), 1e-3 * std::fabs(usd.vega.value()));
}

TEST(AttributionMeter, CatchesUpFromTheLastPassThatKnewTheLeg) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.mark(kPerp, 1e9);  // no mark is that far from the index
    EXPECT_EQ(desk.pass(45'000.0).hedge.usd.total(), Usd{});
    EXPECT_EQ(desk.pass(47'000.0).hedge.usd.total(), Usd{});
    desk.mark(kPerp, 1.0);
    auto const& interval = desk.pass(40'000.0);
    EXPECT_NEAR(interval.hedge.usd.delta.value(), 20'000.0, kDollars);
    EXPECT_NEAR(interval.hedge.usd.residual.value(), 0.0, kDollars);
}

TEST(AttributionMeter, HoldsAClosingFillAgainstTheLastMarkThatTheLegHad) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.fill(kPerpetual, Side::Buy, 100'000.0, 40'000.0, 0.001);
    desk.hold(kPerpetual, 0.0);
    auto const& coins = desk.pass(30'000.0).hedge.coins;
    EXPECT_NEAR(coins.trading.value(), 0.5, kExact);
    EXPECT_NEAR(coins.fees.value(), -0.001, kExact);
    EXPECT_EQ(coins.market(), Coins{});
    // Opened again: the Greeks of before say nothing now.
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    EXPECT_EQ(desk.pass(60'000.0).hedge.coins.total(), Coins{});
}

TEST(AttributionMeter, RevaluesTheCollateralWhereItCounts) {
    Desk desk{Numeraire::Usd, true};
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0, Coins{10.0});
    auto const first = desk.pass(40'000.0, Coins{10.5});
    EXPECT_NEAR(first.hedged().usd.revaluation.value(), 10.0 * -10'000.0, kDollars);
    // What the hedge has made is revalued with the hedge.
    auto const& second = desk.pass(50'000.0, Coins{10.0});
    EXPECT_NEAR(second.hedge.usd.revaluation.value(), 0.5 * 10'000.0, kDollars);
    EXPECT_NEAR(second.unhedged.usd.revaluation.value(), 10.0 * 10'000.0, kDollars);
    EXPECT_EQ(second.hedged().coins.revaluation, Coins{});
}

TEST(AttributionMeter, LeavesTheCollateralAloneWhereItDoesNotCount) {
    for (auto const numeraire : {Numeraire::Usd, Numeraire::Coin}) {
        Desk desk{numeraire, numeraire == Numeraire::Coin};
        desk.pass(50'000.0, Coins{10.0});
        EXPECT_EQ(desk.pass(40'000.0, Coins{10.0}).hedged().usd.revaluation, Usd{});
    }
}

TEST(AttributionMeter, TellsADepositFromAProfit) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0, Coins{10.0});
    desk.pass(40'000.0, Coins{10.5});
    EXPECT_NEAR(desk.meter.last_interval().external.value(), 0.0, kExact);
    desk.pass(40'000.0, Coins{13.5});
    EXPECT_NEAR(desk.meter.last_interval().external.value(), 3.0, kExact);
    desk.pass(50'000.0, Coins{13.0});
    EXPECT_NEAR(desk.meter.last_interval().external.value(), 0.0, kExact);
    EXPECT_NEAR(desk.meter.since_start().external.value(), 3.0, kExact);
    EXPECT_EQ(desk.pass(50'000.0).external, Coins{}) << "not known this time";
}

TEST(AttributionMeter, ExplainsALegOnItsWayThroughTheSettlementWindow) {
    InstrumentSpec const call = option_spec(kCall, OptionType::Call, 50'000.0, seconds(3'600));
    Desk desk;
    desk.hold(call, -2.0);
    desk.option_mark(kCall, Vol{0.6});
    double turned = 0.0;
    for (int tenth = 17'400; tenth <= 36'010; tenth += 10) {
        desk.now = kBookNow + milliseconds(100 * tenth);
        auto const& usd = desk.pass(50'000.0 + 30.0 * std::sin(0.003 * tenth)).unhedged.usd;
        turned += std::fabs(usd.delta.value()) + std::fabs(usd.theta.value());
    }
    auto const& usd = desk.meter.since_start().unhedged.usd;
    EXPECT_NE(usd.total().value(), 0.0);
    EXPECT_LT(std::fabs(usd.residual.value()), 0.01 * turned);
    EXPECT_GT(usd.theta.value(), 50.0) << "two options at the money, half an hour left";
    desk.hold(call, 0.0);
    EXPECT_EQ(desk.pass(52'000.0).unhedged.usd.total(), Usd{}) << "settled";
}

TEST(AttributionMeter, SurvivesNumbersThatAreNone) {
    Desk desk;
    desk.hold(kPerpetual, -100'000.0);
    desk.mark(kPerp, 1.0);
    desk.pass(50'000.0);
    desk.fill(kPerpetual, Side::Buy, 10.0, std::nan(""));
    desk.fill(kPerpetual, Side::Buy, std::nan(""), 50'000.0);
    desk.pass(std::nan(""));
    EXPECT_NEAR(desk.pass(40'000.0).hedge.coins.total().value(), 0.5, kExact);
}

}  // namespace
}  // namespace hedged::portfolio
