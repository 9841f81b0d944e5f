// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/realised_vol.hpp"

#include "hedged/market/range_vol.hpp"

#include "support/simulated_prices.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::market {
namespace {

using namespace test_support;

constexpr WallTime kStart = wall_from_milliseconds(1'770'000'000'000);
constexpr double kVol = 0.6;

WallTime at_second(std::int64_t second) {
    return kStart + seconds(second);
}

RealisedVolSettings quick() {
    RealisedVolSettings settings;
    settings.slow = {seconds(3'600), seconds(10), seconds(600)};
    settings.bars = {seconds(60), 30};
    settings.window_bars = 60;
    return settings;
}

// One price a second from `from` until `to`.
void run(RealisedVol& vol, Brownian& market, std::int64_t from, std::int64_t to) {
    for (std::int64_t second = from; second < to; ++second) {
        vol.on_price(market.price(), at_second(second));
        market.step(1.0);
    }
}

TEST(RealisedVol, KnowsNothingToStartWith) {
    RealisedVol const vol;
    EXPECT_EQ(vol.fast().status, VolStatus::NoData);
    EXPECT_EQ(vol.slow().status, VolStatus::NoData);
    EXPECT_EQ(vol.parkinson().status, VolStatus::NoData);
    EXPECT_EQ(vol.yang_zhang().status, VolStatus::NoData);
    EXPECT_EQ(vol.risk_vol().status, VolStatus::NoData);
}

TEST(RealisedVol, AgreesWithASimulatedMarketByAllFourEstimates) {
    RealisedVol vol{quick()};
    Brownian market{21, kVol};
    run(vol, market, 0, 6 * 3'600);
    ASSERT_TRUE(vol.fast().usable());
    ASSERT_TRUE(vol.slow().usable());
    ASSERT_TRUE(vol.parkinson().usable());
    ASSERT_TRUE(vol.yang_zhang().usable());
    EXPECT_EQ(vol.bars_held(), 60U);
    // Four standard errors of a volatility each: sqrt(ln 2 dt / (2 half-life) / 2) for a weighted
    // mean, sqrt(0.407 / 60) / 2 for Parkinson's and no more for Yang and Zhang's; and what sixty
    // prices see of the range of a minute, 1 - 1.34/sqrt(60) + 0.49/60 of its square.
    double const fast = std::sqrt(std::log(2.0) / (2.0 * 600.0) / 2.0);
    double const slow = std::sqrt(std::log(2.0) * 10.0 / (2.0 * 3'600.0) / 2.0);
    double const range = 0.5 * std::sqrt(0.407 / 60.0);
    double const seen = std::sqrt(1.0 - 1.34 / std::sqrt(60.0) + 0.49 / 60.0);
    EXPECT_NEAR(vol.fast().vol.value() / kVol, 1.0, 4.0 * fast);
    EXPECT_NEAR(vol.slow().vol.value() / kVol, 1.0, 4.0 * slow);
    EXPECT_NEAR(vol.parkinson().vol.value() / kVol, seen, 4.0 * range);
    EXPECT_NEAR(vol.yang_zhang().vol.value() / kVol, seen, 4.0 * range);
}

TEST(RealisedVol, TakesTheLargerOfFastAndSlowForRisk) {
    RealisedVol vol{quick()};
    Brownian wild{22, 2.0};
    run(vol, wild, 0, 7'200);
    EXPECT_EQ(vol.risk_vol().vol, std::max(vol.fast().vol, vol.slow().vol));
    for (std::int64_t second = 7'200; second < 14'400; ++second) {
        vol.on_price(wild.price(), at_second(second));
    }
    EXPECT_LT(vol.fast().vol, vol.slow().vol) << "calm since two hours";
    EXPECT_EQ(vol.risk_vol().vol, vol.slow().vol);
    double const calm = wild.price().value();
    for (std::int64_t second = 14'400; second < 14'430; ++second) {
        vol.on_price(UsdPrice{calm * (second % 2 == 0 ? 1.002 : 1.0)}, at_second(second));
    }
    EXPECT_GT(vol.fast().vol, vol.slow().vol) << "nervous since half a minute";
    EXPECT_EQ(vol.risk_vol().vol, vol.fast().vol);
}

TEST(RealisedVol, CanBeUsedForRiskAsSoonAsTheFastOneCan) {
    RealisedVol vol;
    Brownian market{23, kVol};
    run(vol, market, 0, 600);
    EXPECT_FALSE(vol.risk_vol().usable());
    run(vol, market, 600, 602);
    EXPECT_TRUE(vol.risk_vol().usable());
    EXPECT_EQ(vol.slow().status, VolStatus::WarmingUp);
}

TEST(RealisedVol, SeesAJumpDuringALongPauseInTheSlowEstimate) {
    RealisedVol vol{quick()};
    Brownian market{24, kVol};
    run(vol, market, 0, 7'200);
    Vol const before = vol.risk_vol().vol;
    vol.on_price(market.price() * 1.1, at_second(7'500));
    EXPECT_EQ(vol.gaps(), 1U);
    EXPECT_GT(vol.slow().vol.value(), 3.0 * before.value());
    EXPECT_EQ(vol.risk_vol().vol, vol.slow().vol);
}

TEST(RealisedVol, NeedsHalfAWindowOfBars) {
    RealisedVol vol{quick()};
    Brownian market{25, kVol};
    // The first interval is not whole: thirty bars are complete in the thirty-second.
    run(vol, market, 0, 31 * 60);
    EXPECT_EQ(vol.parkinson().status, VolStatus::WarmingUp);
    EXPECT_EQ(vol.yang_zhang().status, VolStatus::WarmingUp);
    run(vol, market, 31 * 60, 31 * 60 + 1);
    EXPECT_TRUE(vol.parkinson().usable());
    EXPECT_TRUE(vol.yang_zhang().usable());
}

TEST(RealisedVol, HasNoYangZhangOfOneBar) {
    RealisedVol vol{quick()};
    Brownian market{26, kVol};
    run(vol, market, 0, 121);
    EXPECT_EQ(vol.bars_held(), 1U);
    EXPECT_EQ(vol.parkinson().status, VolStatus::WarmingUp);
    EXPECT_EQ(vol.yang_zhang().status, VolStatus::NoData);
}

TEST(RealisedVol, LetsBarsGoThatAreOlderThanTheWindow) {
    RealisedVol vol{quick()};
    Brownian market{27, kVol};
    run(vol, market, 0, 7'200);
    ASSERT_TRUE(vol.parkinson().usable());
    // Two hours of silence, then three minutes: only the bars of those are within an hour.
    run(vol, market, 14'400, 14'400 + 181);
    EXPECT_EQ(vol.bars_held(), 2U);
    EXPECT_EQ(vol.parkinson().status, VolStatus::WarmingUp);
    EXPECT_EQ(vol.empty_intervals(), 120U);
}

TEST(RealisedVol, KeepsTheWindowAtItsLength) {
    RealisedVol vol{quick()};
    Brownian market{28, kVol};
    run(vol, market, 0, 100 * 60);
    EXPECT_EQ(vol.bars_held(), 60U);
}

TEST(RealisedVol, CountsWhatItRefusesAndIsNotMovedByIt) {
    RealisedVol vol{quick()};
    Brownian market{29, kVol};
    run(vol, market, 0, 7'200);
    VolEstimate const fast = vol.fast();
    VolEstimate const slow = vol.slow();
    vol.on_price(UsdPrice{std::nan("")}, at_second(7'300));
    vol.on_price(UsdPrice{0.0}, at_second(7'300));
    vol.on_price(UsdPrice{-1.0}, at_second(7'300));
    vol.on_price(UsdPrice{1.0}, at_second(10));
    vol.on_price(UsdPrice{1.0}, WallTime{});
    EXPECT_EQ(vol.rejected_prices(), 5U);
    EXPECT_EQ(vol.fast().vol, fast.vol);
    EXPECT_EQ(vol.slow().vol, slow.vol);
    EXPECT_EQ(vol.empty_intervals(), 0U);
}

TEST(RealisedVolDeathTest, RefusesAWindowOfOneBar) {
    RealisedVolSettings settings;
    settings.window_bars = 1;
    EXPECT_DEATH(RealisedVol{settings}, "window_bars");
}

}  // namespace
}  // namespace hedged::market
