// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/range_vol.hpp"

#include "support/simulated_prices.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace hedged::market {
namespace {

using namespace test_support;

constexpr double kVol = 0.6;
constexpr double kBarSeconds = 300.0;
constexpr double kPerBar = kVol * kVol * kBarSeconds / kSecondsPerYear;
constexpr double kStandardErrors = 4.0;

PriceBar bar(double previous_close, double open, double high, double low, double close) {
    return {WallTime{1},
            UsdPrice{previous_close},
            UsdPrice{open},
            UsdPrice{high},
            UsdPrice{low},
            UsdPrice{close},
            2};
}

const std::vector<PriceBar> kByHand = {bar(100, 101, 104, 99, 102), bar(102, 102, 103, 98, 99),
                                       bar(99, 99.5, 106, 99, 105)};

// Bars with the true extremes of the path.
std::vector<PriceBar> exact_bars(Brownian& market, int count, int steps = 30) {
    std::vector<PriceBar> bars;
    for (int i = 0; i < count; ++i) {
        UsdPrice const open = market.price();
        UsdPrice high = open;
        UsdPrice low = open;
        for (int step = 0; step < steps; ++step) {
            market.step(kBarSeconds / steps);
            high = std::max(high, market.high());
            low = std::min(low, market.low());
        }
        bars.push_back({WallTime{1}, open, open, high, low, market.price(), 2});
    }
    return bars;
}

TEST(RangeVol, AgreesWithNumbersWorkedOutByHand) {
    // mpmath, 30 digits
    EXPECT_NEAR(*parkinson_variance(kByHand), 0.00115071318544348315144, 1e-17);
    EXPECT_NEAR(rogers_satchell(kByHand[0]), 0.00116545396273704493115, 1e-17);
    EXPECT_NEAR(*yang_zhang_variance(kByHand), 0.00105758450019103262712, 1e-17);
    EXPECT_NEAR(annualised(*parkinson_variance(kByHand), seconds(300)).value(),
                10.9983166918314799397, 1e-12);
}

TEST(RangeVol, TakesTheWeightOfYangAndZhang) {
    EXPECT_NEAR(yang_zhang_k(2), 0.0783410138248847926267, 1e-16);
    EXPECT_NEAR(yang_zhang_k(3), 0.10179640718562874251497, 1e-16);
    EXPECT_NEAR(yang_zhang_k(288), 0.144867721725704444906, 1e-16);
}

TEST(RangeVol, HasNoWeightAndNoEstimateForOneBar) {
    EXPECT_EQ(yang_zhang_k(1), 0.0);
    EXPECT_EQ(yang_zhang_k(0), 0.0);
    EXPECT_FALSE(yang_zhang_variance(std::span{kByHand}.first(1)).has_value());
    EXPECT_TRUE(parkinson_variance(std::span{kByHand}.first(1)).has_value());
    EXPECT_FALSE(parkinson_variance({}).has_value());
}

TEST(RangeVol, IsZeroForBarsThatDoNotMove) {
    std::vector<PriceBar> const flat(5, bar(100, 100, 100, 100, 100));
    EXPECT_EQ(*parkinson_variance(flat), 0.0);
    EXPECT_EQ(*yang_zhang_variance(flat), 0.0);
    EXPECT_EQ(annualised(0.0, seconds(300)).value(), 0.0);
}

TEST(RangeVol, FindsTheVolatilityOfASimulatedMarket) {
    Brownian market{11, kVol};
    std::vector<double> parkinson;
    std::vector<double> yang_zhang;
    for (int batch = 0; batch < 100; ++batch) {
        auto const bars = exact_bars(market, 50);
        parkinson.push_back(*parkinson_variance(bars) / kPerBar);
        yang_zhang.push_back(*yang_zhang_variance(bars) / kPerBar);
    }
    Mean const p = mean_of(parkinson);
    Mean const y = mean_of(yang_zhang);
    EXPECT_NEAR(p.value, 1.0, kStandardErrors * p.standard_error);
    EXPECT_NEAR(y.value, 1.0, kStandardErrors * y.standard_error);
    EXPECT_LT(p.standard_error, 0.015) << "the test has teeth";
    EXPECT_LT(y.standard_error, 0.015);
}

TEST(RangeVol, TakesADriftForVolatilityWithParkinsonOnly) {
    // As much drift in a bar as one standard deviation.
    double const drift = kVol * std::sqrt(kSecondsPerYear / kBarSeconds);
    Brownian market{12, kVol, drift};
    std::vector<double> parkinson;
    std::vector<double> yang_zhang;
    for (int batch = 0; batch < 100; ++batch) {
        auto const bars = exact_bars(market, 50);
        parkinson.push_back(*parkinson_variance(bars) / kPerBar);
        yang_zhang.push_back(*yang_zhang_variance(bars) / kPerBar);
    }
    Mean const y = mean_of(yang_zhang);
    EXPECT_NEAR(y.value, 1.0, kStandardErrors * y.standard_error);
    EXPECT_GT(mean_of(parkinson).value, 1.2);
}

TEST(RangeVol, CountsAJumpBetweenBars) {
    std::vector<PriceBar> bars(10, bar(100, 100, 100, 100, 100));
    bars[4] = bar(100, 110, 110, 110, 110);
    // One of ten: sample variance x^2 (1 - 1/10) / 9.
    double const x = std::log(1.1);
    EXPECT_NEAR(*yang_zhang_variance(bars), x * x / 10.0, 1e-17);
    EXPECT_EQ(*parkinson_variance(bars), 0.0) << "it looks inside bars";
}

TEST(RangeVol, ReadsLowByWhatTheHeaderStatesWhenPricesAreFew) {
    constexpr int kPrices = 300;
    Brownian market{13, kVol};
    std::vector<double> ratio;
    for (int i = 0; i < 3'000; ++i) {
        UsdPrice const open = market.price();
        PriceBar seen{WallTime{1}, open, open, open, open, open, kPrices};
        for (int step = 0; step < kPrices; ++step) {
            market.step(kBarSeconds / kPrices);
            seen.high = std::max(seen.high, market.price());
            seen.low = std::min(seen.low, market.price());
        }
        seen.close = market.price();
        ratio.push_back(*parkinson_variance(std::span{&seen, 1}) / kPerBar);
    }
    Mean const mean = mean_of(ratio);
    double const stated = 1.0 - 1.34 / std::sqrt(kPrices) + 0.49 / kPrices;
    EXPECT_NEAR(mean.value, stated, kStandardErrors * mean.standard_error);
    EXPECT_GT(1.0 - mean.value, kStandardErrors * mean.standard_error) << "it is seen to be low";
}

}  // namespace
}  // namespace hedged::market
