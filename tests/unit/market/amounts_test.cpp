// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/amounts.hpp"

#include "hedged/core/random.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::market {
namespace {

constexpr UsdPrice kIndex{92'263.55};

TEST(Amounts, RoundLotsTowardZeroOnBothSides) {
    InstrumentSpec const perp = test::perpetual();

    EXPECT_EQ(lots_from_amount(perp, 19.99), Lots{1});
    EXPECT_EQ(lots_from_amount(perp, -19.99), Lots{-1});
    EXPECT_EQ(lots_from_amount(perp, 9.99), Lots{0});
    EXPECT_EQ(lots_from_amount(perp, 20.0), Lots{2});
}

TEST(Amounts, DoNotLoseALotToBinaryNoise) {
    InstrumentSpec const option = test::call_option();

    EXPECT_EQ(lots_from_amount(option, 0.1 + 0.2), Lots{3});
    EXPECT_EQ(lots_from_amount(option, 0.3), Lots{3});
    EXPECT_EQ(amount_from_lots(option, Lots{3}), 0.3);
    EXPECT_EQ(amount_from_lots(option, Lots{-7}), -0.7);
}

TEST(Amounts, AreNothingWhenNotFiniteOrTooLarge) {
    InstrumentSpec const perp = test::perpetual();
    for (double const amount :
         {std::nan(""), std::numeric_limits<double>::infinity(), 1e18, -1e300}) {
        EXPECT_FALSE(lots_from_amount(perp, amount).has_value()) << amount;
        EXPECT_FALSE(nearest_lots(perp, amount).has_value()) << amount;
    }
}

TEST(Amounts, OfAnInversePerpetualAreDollars) {
    InstrumentSpec const perp = test::perpetual();

    EXPECT_DOUBLE_EQ(coins_from_lots(perp, Lots{18'516}, UsdPrice{17'391.0}).value(),
                     185'160.0 / 17'391.0);
    EXPECT_DOUBLE_EQ(notional(perp, Lots{-100}, kIndex).value(), 1'000.0);
    EXPECT_DOUBLE_EQ(contracts_from_lots(perp, Lots{100}), 100.0);
}

TEST(Amounts, OfOptionsAndLinearProductsAreCoins) {
    InstrumentSpec const option = test::call_option();
    InstrumentSpec const linear = test::linear_perpetual();

    EXPECT_DOUBLE_EQ(coins_from_lots(option, Lots{-25}, kIndex).value(), -2.5);
    EXPECT_DOUBLE_EQ(notional(option, Lots{-25}, kIndex).value(), 2.5 * kIndex.value());
    EXPECT_DOUBLE_EQ(coins_from_lots(linear, Lots{15'000}, kIndex).value(), 1.5);
    EXPECT_DOUBLE_EQ(contracts_from_lots(linear, Lots{15'000}), 15'000.0);
}

TEST(Amounts, TurnCoinsIntoLotsTowardZero) {
    EXPECT_EQ(lots_from_coins(test::perpetual(), Coins{0.5}, UsdPrice{60'000.0}), Lots{3'000});
    EXPECT_EQ(lots_from_coins(test::perpetual(), Coins{-0.00029}, UsdPrice{60'000.0}), Lots{-1});
    EXPECT_EQ(lots_from_coins(test::call_option(), Coins{-0.57}, UsdPrice{60'000.0}), Lots{-5});
    EXPECT_FALSE(
        lots_from_coins(test::perpetual(), Coins{std::nan("")}, UsdPrice{60'000.0}).has_value());
}

TEST(Amounts, WorstCaseOfDollarsIsAtTheLowPrice) {
    InstrumentSpec const perp = test::perpetual();

    EXPECT_DOUBLE_EQ(
        worst_coins(perp, Lots{-6'000}, UsdPrice{50'000.0}, UsdPrice{60'000.0}).value(), 1.2);
    EXPECT_DOUBLE_EQ(worst_coins(perp, Lots{6'000}, UsdPrice{60'000.0}, UsdPrice{50'000.0}).value(),
                     1.2);
    EXPECT_DOUBLE_EQ(
        worst_coins(test::call_option(), Lots{-6}, UsdPrice{50'000.0}, UsdPrice{60'000.0}).value(),
        0.6);
}

// Two ways to the same dollars must agree: notional of the lots, and coins times price.
TEST(Amounts, NotionalComputedTwoWaysAgrees) {
    Random random(20'261);
    for (int i = 0; i < 10'000; ++i) {
        UsdPrice const price{100.0 + 200'000.0 * random.uniform()};
        Lots const lots{static_cast<std::int64_t>(random.below(1'000'000)) - 500'000};
        for (InstrumentSpec const& spec :
             {test::perpetual(), test::call_option(), test::linear_perpetual()}) {
            double const direct = notional(spec, lots, price).value();
            double const by_coins = std::fabs((coins_from_lots(spec, lots, price) * price).value());
            ASSERT_NEAR(direct, by_coins, 1e-9 * (1.0 + direct)) << i;
            ASSERT_EQ(nearest_lots(spec, amount_from_lots(spec, lots)), lots) << i;
            ASSERT_EQ(lots_from_amount(spec, amount_from_lots(spec, lots)), lots) << i;
        }
    }
}

}  // namespace
}  // namespace hedged::market
