// SPDX-License-Identifier: Apache-2.0
// Positions, profit, fees, margin and funding against examples worked by hand.
#include "core_market.hpp"
#include "exchange/funding.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::exchange::test {
namespace {

constexpr std::string_view kPerp = "BTC-PERPETUAL";
constexpr std::string_view kCall = "BTC-6FEB26-80000-C";

class AccountsTest : public ::testing::Test {
protected:
    AccountsTest() {
        floor_.no_house(kPerp);
        floor_.no_house(kCall);
    }

    // The desk trades with the rival at a price; positive amounts buy.
    UserTrade trade(std::string_view name, double amount, double price) {
        const Side side = amount > 0.0 ? Side::Buy : Side::Sell;
        const double size = std::fabs(amount);
        EXPECT_TRUE(floor_.order(rival_, name, opposite(side), size, price).ok());
        const OrderOutcome outcome = floor_.order(desk_, name, side, size, price);
        EXPECT_EQ(outcome.trades.size(), 1U);
        return outcome.trades.empty() ? UserTrade{} : outcome.trades.front();
    }
    [[nodiscard]] Position position(std::string_view name) const {
        return floor_.exchange.position(desk_, floor_.id(name));
    }
    [[nodiscard]] AccountSummary summary() const { return floor_.exchange.summary(desk_); }

    Floor floor_;
    AccountId desk_ = floor_.exchange.open_account("desk", 10.0);
    AccountId rival_ = floor_.exchange.open_account("rival", 100.0);
};

TEST_F(AccountsTest, AveragesInverseEntriesHarmonically) {
    (void)trade(kPerp, 100'000.0, 80'000.0);
    (void)trade(kPerp, 300'000.0, 80'800.0);
    const Position held = position(kPerp);
    EXPECT_EQ(held.size, 400'000.0);
    EXPECT_NEAR(held.average_price, 400'000.0 / (100'000.0 / 80'000.0 + 300'000.0 / 80'800.0),
                1e-7);
    // Long N at P0 with the mark at M earns N (1/P0 - 1/M) coins.
    const double profit = 100'000.0 / 80'000.0 + 300'000.0 / 80'800.0 - 400'000.0 / 80'000.0;
    EXPECT_NEAR(held.floating_profit_loss, profit, 1e-12);
    EXPECT_NEAR(held.total_profit_loss, profit, 1e-12);
    EXPECT_NEAR(held.delta, 5.0, 1e-12);
    EXPECT_NEAR(held.size_currency, 5.0, 1e-12);
}

TEST_F(AccountsTest, RealisesProfitWhenAPositionShrinksAndFlips) {
    (void)trade(kPerp, -300'000.0, 80'400.0);
    const UserTrade partial = trade(kPerp, 100'000.0, 80'000.0);
    // A third of the short: 100k (1/80000 - 1/80400).
    EXPECT_NEAR(partial.profit_loss, 100'000.0 / 80'000.0 - 100'000.0 / 80'400.0, 1e-12);
    EXPECT_NEAR(position(kPerp).average_price, 80'400.0, 1e-7);
    const UserTrade flip = trade(kPerp, 250'000.0, 79'600.0);
    EXPECT_NEAR(flip.profit_loss, 200'000.0 / 79'600.0 - 200'000.0 / 80'400.0, 1e-12);
    EXPECT_EQ(position(kPerp).size, 50'000.0);
    EXPECT_NEAR(position(kPerp).average_price, 79'600.0, 1e-7);
    EXPECT_NEAR(summary().session_rpl, partial.profit_loss + flip.profit_loss, 1e-12);
}

TEST_F(AccountsTest, ChargesTakersAndNotMakersOfThePerpetual) {
    const UserTrade taken = trade(kPerp, 100'000.0, 80'000.0);
    EXPECT_NEAR(taken.fee, 0.0005 * 100'000.0 / 80'000.0, 1e-15);
    EXPECT_NEAR(summary().balance, 10.0 - taken.fee, 1e-14);
    EXPECT_EQ(floor_.exchange.summary(rival_).balance, 100.0);
}

TEST_F(AccountsTest, CapsOptionFeesAtAnEighthOfThePremium) {
    const UserTrade dear = trade(kCall, 2.0, 0.012);
    EXPECT_NEAR(dear.fee, 2.0 * 0.0003, 1e-15);
    const UserTrade cheap = trade(kCall, 2.0, 0.0016);
    EXPECT_NEAR(cheap.fee, 2.0 * 0.125 * 0.0016, 1e-15);
}

TEST_F(AccountsTest, PremiumIsCashAtOnceAndValueIsEquityNotMargin) {
    const UserTrade bought = trade(kCall, 2.0, 0.01);
    const AccountSummary sum = summary();
    const double mark = floor_.exchange.mark(floor_.id(kCall)).mark_price;
    EXPECT_NEAR(sum.balance, 10.0 - 0.02 - bought.fee, 1e-14);
    EXPECT_NEAR(sum.margin_balance, sum.balance, 1e-14);
    EXPECT_NEAR(sum.options_value, 2.0 * mark, 1e-14);
    EXPECT_NEAR(sum.equity, sum.balance + 2.0 * mark, 1e-14);
    EXPECT_NEAR(sum.options_session_upl, 2.0 * (mark - 0.01), 1e-14);
    const UserTrade sold = trade(kCall, -2.0, 0.013);
    EXPECT_NEAR(sold.profit_loss, 2.0 * 0.003, 1e-14);
    EXPECT_NEAR(summary().options_session_rpl, 0.006, 1e-14);
    EXPECT_NEAR(summary().balance, 10.0 + 0.006 - bought.fee - sold.fee, 1e-14);
    // The premium has been cash all along; it must not count a second time.
    EXPECT_NEAR(summary().equity, summary().balance, 1e-14);
}

TEST_F(AccountsTest, RemembersWhatPremiumsWereWorthInUsdAtEntry) {
    (void)trade(kCall, 2.0, 0.01);
    floor_.exchange.shock_index(1.01);
    floor_.exchange.advance(after(kNoon, 1.0));
    (void)trade(kCall, 1.0, 0.016);
    const double second = floor_.exchange.index_price();
    EXPECT_NEAR(second, 80'800.0, 5.0);
    const Position held = position(kCall);
    EXPECT_NEAR(held.average_price, 0.012, 1e-14);
    EXPECT_NEAR(held.average_price_usd, (2.0 * 800.0 + 0.016 * second) / 3.0, 1e-8);
    (void)trade(kCall, -2.0, 0.016);
    EXPECT_NEAR(position(kCall).average_price_usd, held.average_price_usd, 1e-8);
}

TEST_F(AccountsTest, TotalsItsDeltasAsDeribitDoes) {
    (void)trade(kPerp, 160'000.0, 80'000.0);
    (void)trade(kCall, -3.0, 0.012);
    const AccountSummary sum = summary();
    const Ticker call = floor_.exchange.ticker(floor_.id(kCall));
    EXPECT_NEAR(sum.options_delta, -3.0 * call.greeks.delta, 1e-14);
    EXPECT_NEAR(sum.delta_total_map, 2.0 + sum.options_delta, 1e-12);
    EXPECT_NEAR(sum.delta_total, 2.0 + sum.options_delta - sum.options_value, 1e-12);
    EXPECT_LT(sum.options_value, 0.0);
    EXPECT_NEAR(sum.options_vega, -3.0 * call.greeks.vega, 1e-12);
    EXPECT_NEAR(sum.equity,
                sum.balance + sum.futures_session_upl + sum.session_rpl + sum.options_value, 1e-14);
}

TEST_F(AccountsTest, ProjectsItsDeltaPastTheNextExpiry) {
    constexpr std::string_view kDaily = "BTC-4FEB26-80000-C";
    floor_.no_house(kDaily);
    (void)trade(kPerp, 80'000.0, 80'000.0);
    const double before = summary().delta_total;
    (void)trade(kDaily, 1.0, 0.009);
    const AccountSummary sum = summary();
    EXPECT_NEAR(sum.projected_delta_total, before, 1e-12);
    EXPECT_GT(sum.delta_total, before + 0.3);
}

TEST_F(AccountsTest, HoldsMarginForFuturesByTheFormula) {
    (void)trade(kPerp, 80'000.0, 80'000.0);  // one coin
    EXPECT_NEAR(summary().initial_margin, 0.02 + 0.00005, 1e-12);
    EXPECT_NEAR(summary().maintenance_margin, 0.01 + 0.00005, 1e-12);
    (void)trade(kPerp, -480'000.0, 80'000.0);  // five coins short
    EXPECT_NEAR(summary().initial_margin, 5.0 * (0.02 + 5.0 * 0.00005), 1e-12);
}

TEST_F(AccountsTest, HoldsMarginForShortOptionsByTheFormula) {
    (void)trade(kCall, -2.0, 0.012);
    const Ticker call = floor_.exchange.ticker(floor_.id(kCall));
    const double mark = floor_.exchange.mark(floor_.id(kCall)).mark_price;
    EXPECT_GT(call.underlying_price, 80'000.0);  // in the money: no discount
    EXPECT_NEAR(summary().initial_margin, 2.0 * (0.15 + mark), 1e-12);
    EXPECT_NEAR(summary().maintenance_margin, 2.0 * (0.075 + mark), 1e-12);
    (void)trade(kCall, 2.0, 0.012);
    EXPECT_EQ(summary().initial_margin, 0.0);
}

TEST_F(AccountsTest, OpenOrdersHoldMarginOnTheirWorseSide) {
    (void)trade(kPerp, 80'000.0, 80'000.0);
    ASSERT_TRUE(floor_.order(desk_, kPerp, Side::Sell, 80'000.0, 81'000.0).ok());
    EXPECT_NEAR(position(kPerp).open_orders_margin, 0.0, 1e-15);
    ASSERT_TRUE(floor_.order(desk_, kPerp, Side::Buy, 80'000.0, 79'000.0).ok());
    const double two = 2.0 * (0.02 + 2.0 * 0.00005);
    EXPECT_NEAR(summary().initial_margin, two, 1e-12);
    EXPECT_NEAR(position(kPerp).open_orders_margin, two - 0.02005, 1e-12);
}

TEST_F(AccountsTest, SeedsAccountsWithPositionsAtMarkOrAtAPrice) {
    const std::vector<SeedPosition> book{{std::string{kPerp}, -200'000.0, 79'000.0},
                                         {std::string{kCall}, -5.0, 0.0}};
    const auto seeded = floor_.exchange.seed_account("short", 20.0, book);
    ASSERT_TRUE(seeded.ok());
    EXPECT_EQ(floor_.exchange.find_account("short"), seeded.value());
    const Position perp = floor_.exchange.position(seeded.value(), floor_.id(kPerp));
    EXPECT_NEAR(perp.average_price, 79'000.0, 1e-7);
    EXPECT_NEAR(perp.total_profit_loss, 200'000.0 / 80'000.0 - 200'000.0 / 79'000.0, 1e-12);
    const AccountSummary sum = floor_.exchange.summary(seeded.value());
    EXPECT_EQ(sum.balance, 20.0);
    EXPECT_NEAR(sum.options_pl, 0.0, 1e-15);
    EXPECT_LT(sum.options_gamma, 0.0);
    EXPECT_NEAR(floor_.exchange.cash_imbalance(), 0.0, 1e-12);
}

TEST_F(AccountsTest, RefusesSeedsItCannotPlace) {
    for (const SeedPosition& bad :
         {SeedPosition{"BTC-NOSUCH", 10.0, 0.0}, SeedPosition{std::string{kPerp}, 15.0, 0.0},
          SeedPosition{std::string{kCall}, 0.0, 0.0},
          SeedPosition{std::string{kCall}, 1.0, -0.01}}) {
        EXPECT_FALSE(floor_.exchange.seed_account("bad", 1.0, std::vector{bad}).ok());
    }
    EXPECT_FALSE(floor_.exchange.find_account("bad").has_value());
}

TEST(Funding, HasADeadZoneAndABound) {
    EXPECT_EQ(funding_rate(0.0), 0.0);
    EXPECT_EQ(funding_rate(0.0002), 0.0);
    EXPECT_EQ(funding_rate(-0.0002), 0.0);
    EXPECT_NEAR(funding_rate(0.001), 0.00075, 1e-15);
    EXPECT_NEAR(funding_rate(-0.001), -0.00075, 1e-15);
    EXPECT_EQ(funding_rate(0.2), 0.005);
}

TEST(Funding, LongsPayWhileThePerpetualIsRich) {
    ExchangeConfig config = quiet();
    config.market.premium_reversion = 1e12;  // the premium stays where the shock puts it
    Floor floor{config};
    const AccountId longs = floor.exchange.open_account("long", 10.0);
    const AccountId shorts = floor.exchange.open_account("short", 10.0);
    floor.exchange.shock_premium(0.00125);
    floor.exchange.advance(after(kNoon, 1.0));
    floor.exchange.inject_position(longs, floor.id(kPerp), 80'100.0, 80'100.0);
    floor.exchange.inject_position(shorts, floor.id(kPerp), -80'100.0, 80'100.0);
    floor.exchange.advance(after(kNoon, 1.0 + 8.0 * 3'600.0));
    // 0.1 % per 8 hours on one coin (mark 80 100) for 8 hours.
    const Position held = floor.exchange.position(longs, floor.id(kPerp));
    EXPECT_NEAR(held.realized_funding, -0.001, 1e-9);
    EXPECT_NEAR(floor.exchange.summary(longs).session_rpl, -0.001, 1e-9);
    EXPECT_NEAR(floor.exchange.summary(shorts).session_rpl, 0.001, 1e-9);
    const Ticker ticker = floor.exchange.ticker(floor.id(kPerp));
    EXPECT_NEAR(ticker.current_funding, 0.001, 1e-9);
    EXPECT_NEAR(floor.exchange.cash_imbalance(), 0.0, 1e-12);
}

TEST(Funding, MetersTheLastEightHoursOnly) {
    FundingMeter meter;
    WallTime now = kNoon;
    const auto run = [&](double rate, int minutes) {
        for (int i = 0; i < minutes; ++i) {
            meter.add(now, seconds(60), rate);
            now = now + seconds(60);
        }
    };
    run(0.001, 480);
    EXPECT_NEAR(meter.mean_8h(), 0.001, 1e-12);
    run(0.0, 240);
    EXPECT_NEAR(meter.mean_8h(), 0.0005, 1e-12);
    run(0.0, 240);
    EXPECT_NEAR(meter.mean_8h(), 0.0, 1e-12);
}

}  // namespace
}  // namespace hedged::exchange::test
