// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/ewma_vol.hpp"

#include "support/simulated_prices.hpp"
#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace hedged::market {
namespace {

using namespace test_support;
using test::venue_ms;

constexpr EwmaSettings kTenMinutes{seconds(600), Duration{}, seconds(120)};
constexpr double kVol = 0.6;
constexpr double kStandardErrors = 4.0;

WallTime at_second(double second) {
    return venue_ms(1) + Duration{static_cast<std::int64_t>(second * 1e9)};
}

// Of the variance, as a fraction: each square of weight w brings 2 w^2.
double relative_error(const std::vector<double>& steps, double half_life) {
    double weight = 0.0;
    double squares = 0.0;
    for (double const step : steps) {
        double const kept = std::exp2(-step / half_life);
        weight = kept * weight + (1.0 - kept);
        squares = kept * kept * squares + (1.0 - kept) * (1.0 - kept);
    }
    return std::sqrt(2.0 * squares) / weight;
}

TEST(EwmaVol, IsTheWeightedMeanThatTheHeaderStates) {
    EwmaVol vol{kTenMinutes};
    vol.on_price(UsdPrice{100.0}, at_second(0));
    EXPECT_EQ(vol.estimate().status, VolStatus::NoData);
    // mpmath, 30 digits
    vol.on_price(UsdPrice{101.0}, at_second(60));
    EXPECT_NEAR(vol.estimate().vol.value(), 7.21381830907838679280, 1e-12);
    vol.on_price(UsdPrice{100.5}, at_second(90));
    EXPECT_NEAR(vol.estimate().vol.value(), 6.55889582886977299986, 1e-12);
    vol.on_price(UsdPrice{102.0}, at_second(150));
    EXPECT_NEAR(vol.estimate().vol.value(), 8.57137554686166306267, 1e-12);
}

TEST(EwmaVol, FindsTheVolatilityOfASimulatedMarket) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Brownian market{seed, kVol};
        EwmaVol vol{kTenMinutes};
        for (int second = 0; second <= 6'000; ++second) {
            vol.on_price(market.price(), at_second(second));
            market.step(1.0);
        }
        double const error = relative_error(std::vector<double>(6'000, 1.0), 600.0);
        EXPECT_NEAR(std::pow(vol.estimate().vol.value() / kVol, 2), 1.0, kStandardErrors * error);
    }
}

TEST(EwmaVol, FindsTheSameAtIrregularTimes) {
    Brownian market{7, kVol};
    EwmaVol vol{kTenMinutes};
    std::vector<double> steps;
    double now = 0.0;
    vol.on_price(market.price(), at_second(now));
    while (now < 6'000.0) {
        // From a twentieth of a second to a minute.
        double const step = 0.05 * std::pow(1'200.0, market.random().uniform());
        steps.push_back(step);
        now += step;
        market.step(step);
        vol.on_price(market.price(), at_second(now));
    }
    EXPECT_NEAR(std::pow(vol.estimate().vol.value() / kVol, 2), 1.0,
                kStandardErrors * relative_error(steps, 600.0));
}

TEST(EwmaVol, DoesNotDependOnHowOftenItIsAsked) {
    // Each step moves by exactly vol sqrt(dt), so any sampling must give exactly the volatility.
    Random random{3};
    for (double const scale : {0.1, 1.0, 30.0}) {
        EwmaVol vol{kTenMinutes};
        double now = 0.0;
        double log_price = 0.0;
        vol.on_price(UsdPrice{60'000.0}, at_second(now));
        for (int i = 0; i < 2'000; ++i) {
            // Whole milliseconds, which the stamps hold exactly.
            double const step = 1e-3 * std::round(1e3 * scale * (0.5 + random.uniform()));
            now += step;
            log_price += (i % 2 == 0 ? kVol : -kVol) * std::sqrt(step / kSecondsPerYear);
            vol.on_price(UsdPrice{60'000.0 * std::exp(log_price)}, at_second(now));
        }
        EXPECT_NEAR(vol.estimate().vol.value(), kVol, 1e-7) << scale;
    }
}

TEST(EwmaVol, IsUsableAfterOneHalfLifeOfPrices) {
    EwmaVol vol{kTenMinutes};
    for (int second = 0; second < 600; second += 10) {
        vol.on_price(UsdPrice{60'000.0 + second}, at_second(second));
        EXPECT_FALSE(vol.estimate().usable());
    }
    EXPECT_EQ(vol.estimate().status, VolStatus::WarmingUp);
    vol.on_price(UsdPrice{60'000.0}, at_second(600));
    EXPECT_TRUE(vol.estimate().usable());
}

TEST(EwmaVol, CountsTheReturnAcrossAShortPauseAtItsTrueTime) {
    EwmaVol often{kTenMinutes};
    EwmaVol paused{kTenMinutes};
    for (int second = 0; second <= 1'200; second += 10) {
        often.on_price(UsdPrice{60'000.0 + (second / 10 % 2)}, at_second(second));
        paused.on_price(UsdPrice{60'000.0 + (second / 10 % 2)}, at_second(second));
    }
    paused.on_price(UsdPrice{60'100.0}, at_second(1'320));
    EXPECT_EQ(paused.gaps(), 0U);
    // The pause weighs what its time weighs.
    double const weight = 1.0 - std::exp2(-120.0 / 600.0);
    double const before = std::pow(often.estimate().vol.value(), 2) * (1.0 - std::exp2(-2.0));
    double const pause = std::pow(std::log(60'100.0 / 60'000.0), 2) / (120.0 / kSecondsPerYear);
    double const expected = ((1.0 - weight) * before + weight * pause) /
                            ((1.0 - weight) * (1.0 - std::exp2(-2.0)) + weight);
    EXPECT_NEAR(paused.estimate().vol.value(), std::sqrt(expected), 1e-9);
}

TEST(EwmaVol, DropsTheReturnAcrossALongPauseAndWarmsUpAfresh) {
    EwmaVol vol{kTenMinutes};
    for (int second = 0; second <= 6'000; second += 10) {
        vol.on_price(UsdPrice{60'000.0 + (second / 10 % 2)}, at_second(second));
    }
    VolEstimate const before = vol.estimate();
    ASSERT_TRUE(before.usable());
    vol.on_price(UsdPrice{90'000.0}, at_second(6'000 + 1'200));
    EXPECT_EQ(vol.gaps(), 1U);
    EXPECT_NEAR(vol.estimate().vol.value(), before.vol.value(), 1e-12);
    EXPECT_EQ(vol.estimate().status, VolStatus::WarmingUp) << "two half-lives of nothing";
    for (int second = 7'200; second <= 7'800; second += 10) {
        vol.on_price(UsdPrice{90'000.0 + (second / 10 % 2)}, at_second(second));
    }
    EXPECT_TRUE(vol.estimate().usable());
}

TEST(EwmaVol, LetsPricesWaitThatComeTooFast) {
    EwmaVol vol{{seconds(600), seconds(1), seconds(60)}};
    EwmaVol slow{{seconds(600), seconds(1), seconds(60)}};
    for (int tick = 0; tick <= 6'000; ++tick) {
        // Ten prices a second that jump to and fro; whole seconds climb evenly.
        double const noise = tick % 10 == 0 ? 0.0 : 50.0 * (tick % 2 == 0 ? 1.0 : -1.0);
        UsdPrice const price{60'000.0 + 0.1 * tick + noise};
        vol.on_price(price, at_second(0.1 * tick));
        if (tick % 10 == 0) {
            slow.on_price(price, at_second(0.1 * tick));
        }
    }
    EXPECT_NEAR(vol.estimate().vol.value(), slow.estimate().vol.value(), 1e-12);
}

TEST(EwmaVol, SpansPricesOfTheSameInstant) {
    EwmaVol vol{kTenMinutes};
    vol.on_price(UsdPrice{100.0}, at_second(0));
    EXPECT_TRUE(vol.on_price(UsdPrice{150.0}, at_second(0)));
    vol.on_price(UsdPrice{101.0}, at_second(60));
    EXPECT_NEAR(vol.estimate().vol.value(), 7.21381830907838679280, 1e-12);
}

TEST(EwmaVol, FadesAJumpByHalfInAHalfLife) {
    EwmaVol vol{kTenMinutes};
    double price = 60'000.0;
    int second = 0;
    for (; second <= 36'000; second += 10) {
        vol.on_price(UsdPrice{price}, at_second(second));
    }
    EXPECT_EQ(vol.estimate().vol.value(), 0.0);
    price *= 1.05;
    vol.on_price(UsdPrice{price}, at_second(second));
    double const jump = std::pow(vol.estimate().vol.value(), 2);
    EXPECT_GT(jump, 1.0);
    for (int passed = 10; passed <= 600; passed += 10) {
        vol.on_price(UsdPrice{price}, at_second(second + passed));
    }
    EXPECT_NEAR(std::pow(vol.estimate().vol.value(), 2), 0.5 * jump, 1e-9 * jump);
}

TEST(EwmaVol, IsZeroAndUsableWhereNothingMoves) {
    EwmaVol vol{kTenMinutes};
    for (int second = 0; second <= 700; second += 10) {
        vol.on_price(UsdPrice{60'000.0}, at_second(second));
    }
    EXPECT_EQ(vol.estimate().vol.value(), 0.0);
    EXPECT_TRUE(vol.estimate().usable());
}

TEST(EwmaVol, RefusesWhatIsNoPriceAndTimeThatRunsBackwards) {
    EwmaVol vol{kTenMinutes};
    EXPECT_FALSE(vol.on_price(UsdPrice{100.0}, WallTime{})) << "no stamp";
    vol.on_price(UsdPrice{100.0}, at_second(100));
    vol.on_price(UsdPrice{101.0}, at_second(160));
    VolEstimate const before = vol.estimate();
    EXPECT_FALSE(vol.on_price(UsdPrice{std::nan("")}, at_second(170)));
    EXPECT_FALSE(vol.on_price(UsdPrice{std::numeric_limits<double>::infinity()}, at_second(170)));
    EXPECT_FALSE(vol.on_price(UsdPrice{0.0}, at_second(170)));
    EXPECT_FALSE(vol.on_price(UsdPrice{-1.0}, at_second(170)));
    EXPECT_FALSE(vol.on_price(UsdPrice{120.0}, at_second(159)));
    EXPECT_EQ(vol.estimate().vol, before.vol);
    // And what comes after them is as if they had never been.
    vol.on_price(UsdPrice{100.5}, at_second(190));
    EXPECT_NEAR(vol.estimate().vol.value(), 6.55889582886977299986, 1e-12);
}

TEST(EwmaVolDeathTest, RefusesSettingsThatMakeNoSense) {
    EXPECT_DEATH(EwmaVol({Duration{}, Duration{}, seconds(1)}), "half_life");
    EXPECT_DEATH(EwmaVol({seconds(1), seconds(2), seconds(1)}), "longest_step");
}

}  // namespace
}  // namespace hedged::market
