// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/published_greeks.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::pricing {
namespace {

constexpr Duration kWindow = seconds(1800);
constexpr double kMinute = 1.0 / (365.0 * 1440.0);

OptionPoint call(double forward, double strike, double years) {
    return {Right::Call, UsdPrice{forward}, UsdPrice{strike}, Years{years}};
}

TEST(DeribitGreeks, ThetaIsOfOneDayWhileThereIsOne) {
    OptionPoint const point = call(60'000, 61'000, 30.0 / 365.0);
    OptionValue const value = black76(point, Vol{0.5});
    EXPECT_DOUBLE_EQ(deribit_greeks(value, point.expires_in, kWindow).theta_usd_per_day,
                     value.theta.value() / 365.0);
}

TEST(DeribitGreeks, ThetaIsOfTheRemainingLifeOnTheLastDay) {
    OptionPoint const point = call(60'000, 60'000, 0.25 / 365.0);
    OptionValue const value = black76(point, Vol{0.5});
    EXPECT_DOUBLE_EQ(deribit_greeks(value, point.expires_in, kWindow).theta_usd_per_day,
                     0.25 * value.theta.value() / 365.0);
}

TEST(DeribitGreeks, ThetaNeverExceedsWhatTheOptionIsWorth) {
    OptionPoint const point = call(60'000, 66'000, 1.2 / 365.0);
    OptionValue const value = black76(point, Vol{0.5});
    ASSERT_GT(-value.theta.value() / 365.0, value.price.value());
    EXPECT_EQ(deribit_greeks(value, point.expires_in, kWindow).theta_usd_per_day,
              -value.price.value());
}

TEST(DeribitGreeks, DeltaDecaysOverTheSettlementWindowAndNotBefore) {
    OptionPoint const before = call(60'000, 59'000, 31 * kMinute);
    OptionValue const value = black76(before, Vol{0.5});
    EXPECT_EQ(deribit_greeks(value, before.expires_in, kWindow).delta, value.delta);
    OptionPoint const inside = call(60'000, 59'000, 10 * kMinute);
    OptionValue const decayed = black76(inside, Vol{0.5});
    EXPECT_NEAR(deribit_greeks(decayed, inside.expires_in, kWindow).delta.value(),
                decayed.delta.value() / 3.0, 1e-12);
}

TEST(DeribitGreeks, AreZeroOnceExpired) {
    OptionPoint const point = call(60'000, 59'000, 0.0);
    auto const greeks = deribit_greeks(black76(point, Vol{0.5}), point.expires_in, kWindow);
    EXPECT_EQ(greeks.delta.value(), 0.0);
    EXPECT_EQ(greeks.theta_usd_per_day, 0.0);
}

TEST(PublishedGreeks, OfAnUnusableOptionAreNotNumbers) {
    OptionPoint const bad = call(-1.0, 59'000, 0.1);
    OptionValue const value = black76(bad, Vol{0.5});
    auto const deribit = deribit_greeks(value, bad.expires_in, kWindow);
    EXPECT_TRUE(std::isnan(deribit.delta.value()));
    EXPECT_TRUE(std::isnan(deribit.theta_usd_per_day));
    EXPECT_TRUE(std::isnan(bybit_greeks(value, bad.expires_in).gamma.value()));
    EXPECT_TRUE(std::isnan(okx_greeks(value, UsdPrice{60'000}).gamma_pa_coin));
}

// The coin price p(S) of an option whose forward keeps its ratio to the index, bumped.
TEST(OkxGreeks, PremiumAdjustedOnesAreDerivativesOfTheCoinPriceByTheIndex) {
    constexpr double kIndex = 60'000.0;
    auto const coin_price = [](double index) {
        return black76(call(index, 63'000, 0.2), Vol{0.6}).premium.value();
    };
    OptionValue const value = black76(call(kIndex, 63'000, 0.2), Vol{0.6});
    OkxGreeks const greeks = okx_greeks(value, UsdPrice{kIndex});
    double const step = 6.0;
    double const up = coin_price(kIndex + step);
    double const down = coin_price(kIndex - step);
    double const here = coin_price(kIndex);
    EXPECT_NEAR(greeks.delta_pa.value(), kIndex * (up - down) / (2.0 * step), 1e-7);
    EXPECT_NEAR(greeks.gamma_pa_coin, kIndex * kIndex * (up - 2.0 * here + down) / (step * step),
                1e-5);
    EXPECT_DOUBLE_EQ(greeks.delta_pa.value(), value.delta.value() - value.premium.value());
}

TEST(OkxGreeks, AreScaledToPointsDaysAndCoins) {
    OptionValue const value = black76(call(60'000, 63'000, 0.2), Vol{0.6});
    OkxGreeks const greeks = okx_greeks(value, UsdPrice{59'000});
    EXPECT_DOUBLE_EQ(greeks.vega_bs_usd_per_point, value.vega.value() / 100.0);
    EXPECT_DOUBLE_EQ(greeks.vega_pa_coin_per_point, value.vega.value() / 100.0 / 59'000.0);
    EXPECT_DOUBLE_EQ(greeks.theta_bs_usd_per_day, value.theta.value() / 365.0);
    EXPECT_DOUBLE_EQ(greeks.theta_pa_coin_per_day, value.theta.value() / 365.0 / 59'000.0);
}

}  // namespace
}  // namespace hedged::pricing
