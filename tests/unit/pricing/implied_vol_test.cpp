// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/implied_vol.hpp"

#include "hedged/core/random.hpp"
#include "hedged/pricing/black76.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

OptionPoint point(Right right, double forward, double strike, double years = 0.1) {
    return {right, UsdPrice{forward}, UsdPrice{strike}, Years{years}};
}

TEST(ImpliedVol, FindsTheVolatilityThatPricedTheOption) {
    Random random(21);
    for (int i = 0; i < 20'000; ++i) {
        double const forward = std::exp(12.0 * random.uniform());
        double const years = std::exp(-13.0 * random.uniform());
        Vol const vol{0.02 + 4.0 * random.uniform() * random.uniform()};
        double const total = vol.value() * std::sqrt(years);
        double const strike = forward * std::exp(total * 6.0 * (random.uniform() - 0.5));
        OptionPoint const p =
            point(random.below(2) == 0 ? Right::Call : Right::Put, forward, strike, years);
        OptionValue const v = black76(p, vol);
        double const condition = v.price.value() / (vol.value() * v.vega.value());
        Vol const hint{random.below(2) == 0 ? 0.0 : vol.value() * std::exp(random.normal())};
        ImpliedVol const back = implied_vol(p, v.price, hint);
        ASSERT_EQ(back.status, ImpliedVolStatus::Ok) << "seed 21, case " << i;
        // The price itself is only good to a few eps of its condition; both errors are allowed.
        EXPECT_NEAR(back.vol.value() / vol.value(), 1.0, 40.0 * kEps * (1.0 + condition))
            << "seed 21, case " << i;
    }
}

TEST(ImpliedVol, ConvertsACoinPriceWithTheForward) {
    OptionPoint const p = point(Right::Call, 60'300, 65'000, 30.0 / 365.0);
    OptionValue const v = black76(p, Vol{0.6});
    EXPECT_NEAR(implied_vol(p, v.premium).vol.value(), 0.6, 1e-14);
}

TEST(ImpliedVol, BoundsButDoesNotMeasureAtIntrinsic) {
    ImpliedVol const itm = implied_vol(point(Right::Call, 60'000, 50'000), UsdPrice{10'000});
    EXPECT_EQ(itm.status, ImpliedVolStatus::AtIntrinsic);
    EXPECT_EQ(itm.vol.value(), 0.0);
    ImpliedVol const otm = implied_vol(point(Right::Put, 60'000, 50'000), UsdPrice{0.0});
    EXPECT_EQ(otm.status, ImpliedVolStatus::AtIntrinsic);
}

TEST(ImpliedVol, RefusesWhatNoVolatilityCanPrice) {
    auto const status = [](const OptionPoint& p, double price) {
        return implied_vol(p, UsdPrice{price}).status;
    };
    EXPECT_EQ(status(point(Right::Call, 60'000, 50'000), 9'999), ImpliedVolStatus::BelowIntrinsic);
    EXPECT_EQ(status(point(Right::Call, 60'000, 50'000), 60'000), ImpliedVolStatus::AboveMax);
    EXPECT_EQ(status(point(Right::Put, 60'000, 50'000), 50'000), ImpliedVolStatus::AboveMax);
    EXPECT_EQ(status(point(Right::Put, 60'000, 50'000), 49'999.0), ImpliedVolStatus::Ok);
    EXPECT_EQ(status(point(Right::Call, 1, 1, 0.0), 0.1), ImpliedVolStatus::Expired);
    EXPECT_EQ(status(point(Right::Call, 1, 1, -1.0), 0.1), ImpliedVolStatus::Expired);
}

TEST(ImpliedVol, RefusesNonsenseBeforeAnythingElse) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    double const inf = std::numeric_limits<double>::infinity();
    OptionPoint const good = point(Right::Call, 1, 1);
    EXPECT_EQ(implied_vol(good, UsdPrice{nan}).status, ImpliedVolStatus::Invalid);
    EXPECT_EQ(implied_vol(good, UsdPrice{inf}).status, ImpliedVolStatus::Invalid);
    EXPECT_EQ(implied_vol(good, UsdPrice{-1e-9}).status, ImpliedVolStatus::Invalid);
    EXPECT_EQ(implied_vol(good, CoinPremium{nan}).status, ImpliedVolStatus::Invalid);
    for (double const bad : {nan, inf, -inf, 0.0, -1.0}) {
        EXPECT_EQ(implied_vol(point(Right::Call, bad, 1), UsdPrice{0.1}).status,
                  ImpliedVolStatus::Invalid);
        EXPECT_EQ(implied_vol(point(Right::Call, 1, bad), UsdPrice{0.1}).status,
                  ImpliedVolStatus::Invalid);
    }
    EXPECT_EQ(implied_vol(point(Right::Call, 1, 1, nan), UsdPrice{0.1}).status,
              ImpliedVolStatus::Invalid);
}

TEST(ImpliedVol, IgnoresAHintThatIsNoVolatility) {
    OptionPoint const p = point(Right::Call, 60'000, 61'000);
    UsdPrice const price = black76(p, Vol{0.5}).price;
    for (double const hint : {-1.0, 0.0, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity()}) {
        EXPECT_NEAR(implied_vol(p, price, Vol{hint}).vol.value(), 0.5, 1e-14);
    }
}

TEST(ImpliedVol, IsNotLedAstrayByAnAbsurdHint) {
    OptionPoint const p = point(Right::Call, 50, 50);
    UsdPrice const price = black76(p, Vol{0.5}).price;
    for (double const hint : {5e-324, 1e-300, 1e-9, 1e9, 1e300, 1.7e308}) {
        EXPECT_NEAR(implied_vol(p, price, Vol{hint}).vol.value(), 0.5, 1e-14) << hint;
    }
}

TEST(ImpliedVol, CallsAValueTooSmallForAnyVolatilityAtIntrinsic) {
    ImpliedVol const none = implied_vol(point(Right::Call, 50, 50),
                                        UsdPrice{std::numeric_limits<double>::denorm_min()});
    EXPECT_EQ(none.status, ImpliedVolStatus::AtIntrinsic);
    EXPECT_EQ(none.vol.value(), 0.0);
}

TEST(ImpliedVol, SurvivesAStrikeWhoseRatioToTheForwardOverflows) {
    for (double const strike : {1e-310, 1e308}) {
        OptionPoint const p = point(strike < 1.0 ? Right::Put : Right::Call, 1.5, strike);
        ImpliedVol const far = implied_vol(p, UsdPrice{std::numeric_limits<double>::denorm_min()});
        ASSERT_EQ(far.status, ImpliedVolStatus::Ok);
        EXPECT_TRUE(std::isfinite(far.vol.value())) << strike;
    }
}

TEST(ImpliedVol, ReachesTheSmallestPriceADoubleHolds) {
    OptionPoint const p = point(Right::Call, 50'000, 60'000);
    ImpliedVol const far = implied_vol(p, UsdPrice{std::numeric_limits<double>::denorm_min()});
    ASSERT_EQ(far.status, ImpliedVolStatus::Ok);
    EXPECT_GT(far.vol.value(), 0.0);
    EXPECT_LT(far.vol.value(), 0.1);
    ImpliedVol const nearly_max = implied_vol(p, UsdPrice{std::nextafter(50'000.0, 0.0)});
    ASSERT_EQ(nearly_max.status, ImpliedVolStatus::Ok);
    EXPECT_TRUE(std::isfinite(nearly_max.vol.value()));
    EXPECT_GT(nearly_max.vol.value(), 10.0);
}

TEST(ImpliedVol, DoesNotDependOnTheHintHoweverFarBelowItTheAnswerLies) {
    // At the strike there is no inflection to fall back on.
    OptionPoint const p = point(Right::Call, 508'021.75, 508'021.75, 0.6);
    for (double const price : {1e-30, 1e-100, 1e-290}) {
        double const cold = implied_vol(p, UsdPrice{price}).vol.value();
        for (double const hint : {1e-6, 0.02, 0.5, 1e3}) {
            double const warm = implied_vol(p, UsdPrice{price}, Vol{hint}).vol.value();
            EXPECT_NEAR(warm / cold, 1.0, 1e-14) << price << " from " << hint;
        }
    }
}

TEST(ImpliedVol, CallsAVolatilityBelowAnyDoubleNone) {
    double const least = std::numeric_limits<double>::denorm_min();
    for (double const hint : {0.0, 0.5}) {
        ImpliedVol const v =
            implied_vol(point(Right::Call, 60'000, 60'000), UsdPrice{least}, Vol{hint});
        EXPECT_EQ(v.status, ImpliedVolStatus::AtIntrinsic);
        EXPECT_EQ(v.vol.value(), 0.0);
    }
}

TEST(ImpliedVol, SurvivesAQuotientThatOverflows) {
    ImpliedVol const v = implied_vol(point(Right::Put, 1.7e308, 1e-4, 10.0), UsdPrice{1e-5});
    ASSERT_EQ(v.status, ImpliedVolStatus::Ok);
    EXPECT_GT(v.vol.value(), 1.0);
    EXPECT_TRUE(std::isfinite(v.vol.value()));
}

}  // namespace
}  // namespace hedged::pricing
