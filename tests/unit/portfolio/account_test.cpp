// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/account.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace hedged::portfolio {
namespace {

// maths.md 3.4: ten coins, twenty calls, a short perpetual.
struct WorkedExample {
    UsdPrice index{60'000};
    std::array<AccountLeg, 2> legs{
        InverseOptionLeg{
            Coins{20},
            {pricing::Right::Call, UsdPrice{60'300}, UsdPrice{65'000}, Years{30.0 / 365.0}},
            Vol{0.60}},
        InverseFutureLeg{Usd{-300'000}, UsdPrice{61'000}, UsdPrice{60'010}}};

    [[nodiscard]] AccountValue value() const { return value_of({index, Coins{10}, Usd{0}, legs}); }
    [[nodiscard]] WorkedExample at(double ratio) const {
        WorkedExample result = *this;
        result.index = index * ratio;
        for (AccountLeg& leg : result.legs) {
            leg = moved(leg, ratio);
        }
        return result;
    }
};

TEST(Account, ReproducesTheWorkedExample) {
    AccountValue const v = WorkedExample{}.value();
    EXPECT_NEAR(v.equity.value(), 10.8589641288, 5e-11);
    EXPECT_NEAR(v.equity_usd.value(), 651'537.84773, 5e-6);
    EXPECT_NEAR(v.delta_coin.value(), 1.48396806124, 5e-12);
    EXPECT_NEAR(v.delta_usd.value(), 12.3429321901, 5e-11);
    EXPECT_NEAR(v.gamma_usd.value(), 7.27065852162e-4, 5e-16);
    EXPECT_NEAR(v.gamma_coin.value(), 7.02333051142e-4, 5e-16);
    EXPECT_NEAR(v.vega.value() / 100.0, 1290.79088274, 5e-9);
    EXPECT_NEAR(v.vega.value() / 100.0 / 60'000.0, 0.021513181379, 5e-13);
    EXPECT_EQ(v.excluded, 0U);
}

TEST(Account, ReproducesTheWorkedMoves) {
    WorkedExample const base;
    AccountValue const before = base.value();
    struct Move {
        double ratio, coin, usd;
    };
    for (Move const& m :
         {Move{0.99, -0.0127945787774, -7275.37645668}, Move{1.01, 0.0168592092028, 7537.04655499},
          Move{0.90, 0.062535676882, -61776.8582214}, Move{1.10, 0.334631519663, 87239.4650708}}) {
        AccountValue const after = base.at(m.ratio).value();
        EXPECT_NEAR((after.equity - before.equity).value(), m.coin, 1e-12) << m.ratio;
        EXPECT_NEAR((after.equity_usd - before.equity_usd).value(), m.usd, 1e-7) << m.ratio;
    }
}

TEST(Account, DeltasAreTheSlopesOfTheEquities) {
    WorkedExample const base;
    AccountValue const v = base.value();
    double const h = 1e-5;
    AccountValue const up = base.at(1.0 + h).value();
    AccountValue const down = base.at(1.0 - h).value();
    double const move = 2.0 * h * base.index.value();
    EXPECT_NEAR((up.equity_usd - down.equity_usd).value() / move, v.delta_usd.value(), 2e-8);
    EXPECT_NEAR((up.equity - down.equity).value() / (2.0 * h), v.delta_coin.value(), 2e-8);
    EXPECT_NEAR((up.delta_usd - down.delta_usd).value() / move, v.gamma_usd.value(), 1e-11);
    EXPECT_NEAR((up.delta_coin - down.delta_coin).value() / move, v.gamma_coin.value(), 1e-11);
}

TEST(Account, CoinCollateralIsDeltaInDollarsAndNoneInCoins) {
    AccountValue const v = value_of({UsdPrice{60'000}, Coins{10}, Usd{0}, {}});
    EXPECT_EQ(v.delta_usd.value(), 10.0);
    EXPECT_EQ(v.delta_coin.value(), 0.0);
    EXPECT_EQ(v.gamma_usd.value(), 0.0);
}

TEST(Account, CashIsDeltaInCoinsAndNoneInDollars) {
    AccountValue const v = value_of({UsdPrice{60'000}, Coins{0}, Usd{120'000}, {}});
    EXPECT_EQ(v.delta_usd.value(), 0.0);
    EXPECT_EQ(v.delta_coin.value(), -2.0);
}

TEST(Account, AnInversePerpetualHasItsEntryDeltaInDollars) {
    std::array<AccountLeg, 1> const legs{
        InverseFutureLeg{Usd{120'000}, UsdPrice{40'000}, UsdPrice{60'000}}};
    AccountValue const v = value_of({UsdPrice{60'000}, Coins{0}, Usd{0}, legs});
    EXPECT_NEAR(v.equity.value(), 1.0, 1e-15);
    EXPECT_NEAR(v.delta_coin.value(), 2.0, 1e-15);
    EXPECT_NEAR(v.delta_usd.value(), 3.0, 1e-15);
    EXPECT_EQ(v.gamma_usd.value(), 0.0);
    EXPECT_NEAR(v.gamma_coin.value(), -2.0 / 60'000.0, 1e-20);
}

TEST(Account, NamesTheLegItLeavesOutAndKeepsEveryNumberFinite) {
    WorkedExample example;
    std::vector<AccountLeg> legs(example.legs.begin(), example.legs.end());
    double const nan = std::numeric_limits<double>::quiet_NaN();
    legs.insert(legs.begin() + 1, InverseFutureLeg{Usd{1e6}, UsdPrice{60'000}, UsdPrice{nan}});
    legs.insert(legs.begin() + 2, LinearOptionLeg{Coins{1},
                                                  {pricing::Right::Put, UsdPrice{60'000},
                                                   UsdPrice{60'000}, Years{0.1}},
                                                  Vol{0.0}});
    legs.push_back(LinearFutureLeg{Coins{nan}, UsdPrice{60'000}, UsdPrice{60'000}});
    AccountValue const with = value_of({example.index, Coins{10}, Usd{0}, legs});
    AccountValue const without = example.value();
    EXPECT_EQ(with.excluded, 3U);
    EXPECT_EQ(with.first_excluded, 1U);
    EXPECT_EQ(with.delta_usd, without.delta_usd);
    EXPECT_EQ(with.equity, without.equity);
    EXPECT_EQ(with.vega, without.vega);
}

TEST(Account, WithoutAnIndexNothingIsPriced) {
    WorkedExample const example;
    AccountValue const v = value_of({UsdPrice{0.0}, Coins{10}, Usd{0}, example.legs});
    EXPECT_EQ(v.excluded, 2U);
    EXPECT_EQ(v.delta_usd.value(), 0.0);
}

TEST(HedgedDelta, FollowsTheNumeraireAndWhetherEquityCounts) {
    AccountValue const v = WorkedExample{}.value();
    EXPECT_EQ(hedged_delta(v, Numeraire::Usd, true), v.delta_usd);
    EXPECT_EQ(hedged_delta(v, Numeraire::Coin, false), v.delta_coin);
    // What the exchange reports as delta_total: futures and options, premium adjusted.
    EXPECT_NEAR(hedged_delta(v, Numeraire::Usd, false).value(), v.delta_inverse.value(), 1e-14);
}

}  // namespace
}  // namespace hedged::portfolio
