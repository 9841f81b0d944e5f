// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/smile_dynamics.hpp"

#include "hedged/pricing/black76.hpp"
#include "hedged/pricing/svi.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <limits>

namespace hedged::pricing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kSlope = -0.35;
constexpr Vol kVol{0.6};
constexpr Years kYears{30.0 / 365.0};

OptionPoint option(Right right, double forward, double strike) {
    return {right, UsdPrice{forward}, UsdPrice{strike}, kYears};
}

SmileDynamicsSettings settings_of(SmileDynamics dynamics) {
    return {.dynamics = dynamics,
            .calls = {-0.25, 0.4, -0.5},
            .puts = {0.2, 0.3, 0.6},
            .max_adjustment_coins = 0.1};
}

constexpr SmileDynamics kMoving[] = {SmileDynamics::StickyMoneyness, SmileDynamics::StickyLocalVol,
                                     SmileDynamics::MinimumVariance};

// Vega times d sigma / dF, from the reference Greeks and the table of the specification.
double expected(SmileDynamics dynamics, const OptionPoint& o) {
    OptionValue const value = black76(o, kVol);
    double const vega = value.vega.value();
    double const forward = o.forward.value();
    double const delta = value.delta.value();
    SmileDynamicsSettings const s = settings_of(dynamics);
    const MinimumVarianceCoefficients& own = o.right == Right::Call ? s.calls : s.puts;
    switch (dynamics) {
        case SmileDynamics::StickyStrike:
            return 0.0;
        case SmileDynamics::StickyMoneyness:
            return -vega * kSlope / forward;
        case SmileDynamics::StickyLocalVol:
            return vega * kSlope / forward;
        case SmileDynamics::MinimumVariance:
            return vega / (forward * std::sqrt(kYears.value())) *
                   (own.a + own.b * delta + own.c * delta * delta);
    }
    return kNan;
}

TEST(SmileDynamics, AdjustsByVegaTimesTheMoveOfVolatility) {
    for (SmileDynamics const dynamics :
         {SmileDynamics::StickyStrike, kMoving[0], kMoving[1], kMoving[2]}) {
        for (Right const right : {Right::Call, Right::Put}) {
            for (double const strike : {30e3, 50e3, 60e3, 61e3, 75e3, 120e3}) {
                OptionPoint const o = option(right, 60e3, strike);
                DeltaAdjustment const adjusted =
                    delta_adjustment(settings_of(dynamics), o, kVol, kSlope);
                EXPECT_NEAR(adjusted.unlimited.value(), expected(dynamics, o), 1e-14);
            }
        }
    }
}

// Under sticky moneyness the option's price is F times a function of F / K alone when its smile
// is one of K / F, so the whole delta can be had by revaluing.
TEST(SmileDynamics, StickyMoneynessIsTheDeltaOfASmileThatMovesAlong) {
    SviSlice const slice{-0.0284, 0.1078, -0.028, 0.056, 0.3801, kYears};
    SmileDynamicsSettings const settings = settings_of(SmileDynamics::StickyMoneyness);
    for (double const strike : {40e3, 55e3, 60e3, 70e3, 90e3}) {
        auto const price = [&](double forward) {
            double const k = std::log(strike / forward);
            return black76(option(Right::Call, forward, strike), svi_vol(slice, k)).price.value();
        };
        double const h = 1.0;
        double const revalued = (price(60e3 + h) - price(60e3 - h)) / (2.0 * h);
        double const k = std::log(strike / 60e3);
        OptionPoint const o = option(Right::Call, 60e3, strike);
        DeltaAdjustment const adjusted =
            delta_adjustment(settings, o, svi_vol(slice, k), svi_vol_slope(slice, k));
        double const delta = black76(o, svi_vol(slice, k)).delta.value();
        EXPECT_NEAR(delta + adjusted.adjustment.value(), revalued, 1e-8) << strike;
    }
}

TEST(SmileDynamics, HasTheSlopeThatBumpingTheForwardGives) {
    for (SmileDynamics const dynamics : kMoving) {
        for (Right const right : {Right::Call, Right::Put}) {
            for (double const strike : {40e3, 55e3, 60e3, 62e3, 75e3, 100e3}) {
                auto const at = [&](double log_move) {
                    return delta_adjustment(settings_of(dynamics),
                                            option(right, 60e3 * std::exp(log_move), strike), kVol,
                                            kSlope);
                };
                double const h = 1e-5;
                double const bumped = (at(h).unlimited - at(-h).unlimited).value() / (2.0 * h);
                EXPECT_NEAR(at(0.0).slope, bumped, 1e-8) << to_string(dynamics) << strike;
            }
        }
    }
}

TEST(SmileDynamics, LimitsEveryRegime) {
    for (SmileDynamics const dynamics : kMoving) {
        SmileDynamicsSettings settings = settings_of(dynamics);
        settings.calls.a = -2.0;
        OptionPoint const o = option(Right::Call, 60e3, 61e3);
        for (double const slope : {-3.0, 3.0}) {
            DeltaAdjustment const adjusted = delta_adjustment(settings, o, kVol, slope);
            EXPECT_EQ(adjusted.status, AdjustmentStatus::Limited);
            EXPECT_DOUBLE_EQ(std::fabs(adjusted.adjustment.value()), 0.1);
            EXPECT_GT(std::fabs(adjusted.unlimited.value()), 0.1);
            EXPECT_GT(adjusted.adjustment.value() * adjusted.unlimited.value(), 0.0);
        }
        settings.max_adjustment_coins = 5.0;
        EXPECT_EQ(delta_adjustment(settings, o, kVol, 3.0).status, AdjustmentStatus::Ok);
        settings.max_adjustment_coins = 0.0;
        EXPECT_EQ(delta_adjustment(settings, o, kVol, 3.0).adjustment.value(), 0.0);
    }
}

// A put's delta is negative, so that b turns the other way for it.
TEST(SmileDynamics, ReadsTheSignedDeltaOfAPut) {
    SmileDynamicsSettings settings = settings_of(SmileDynamics::MinimumVariance);
    settings.calls = settings.puts = {0.0, 0.1, 0.0};
    EXPECT_GT(delta_adjustment(settings, option(Right::Call, 60e3, 60e3), kVol, kNan).adjustment,
              BlackDelta{0.0});
    EXPECT_LT(delta_adjustment(settings, option(Right::Put, 60e3, 60e3), kVol, kNan).adjustment,
              BlackDelta{0.0});
}

TEST(SmileDynamics, AdjustsNothingWithoutASlopeThatItNeeds) {
    OptionPoint const o = option(Right::Call, 60e3, 60e3);
    for (SmileDynamics const dynamics : kMoving) {
        DeltaAdjustment const adjusted = delta_adjustment(settings_of(dynamics), o, kVol, kNan);
        bool const needs = dynamics != SmileDynamics::MinimumVariance;
        EXPECT_EQ(adjusted.status, needs ? AdjustmentStatus::NoSlope : AdjustmentStatus::Ok);
        EXPECT_EQ(adjusted.adjustment.value() == 0.0, needs);
        EXPECT_EQ(adjusted.slope == 0.0, needs);
    }
}

TEST(SmileDynamics, AdjustsNothingOnBadInput) {
    SmileDynamicsSettings const good = settings_of(SmileDynamics::MinimumVariance);
    OptionPoint const o = option(Right::Call, 60e3, 60e3);
    auto const expect_none = [&](const SmileDynamicsSettings& settings, const OptionPoint& point,
                                 Vol vol, AdjustmentStatus status) {
        DeltaAdjustment const adjusted = delta_adjustment(settings, point, vol, kSlope);
        EXPECT_EQ(adjusted.status, status);
        EXPECT_EQ(adjusted.adjustment.value(), 0.0);
        EXPECT_EQ(adjusted.unlimited.value(), 0.0);
        EXPECT_EQ(adjusted.slope, 0.0);
    };
    expect_none(good, option(Right::Call, kNan, 60e3), kVol, AdjustmentStatus::BadOption);
    expect_none(good, option(Right::Call, 60e3, 0.0), kVol, AdjustmentStatus::BadOption);
    expect_none(good, o, Vol{kNan}, AdjustmentStatus::BadOption);
    OptionPoint expired = o;
    expired.expires_in = Years{-0.001};
    expect_none(good, expired, kVol, AdjustmentStatus::BadOption);
    SmileDynamicsSettings bad = good;
    bad.calls.c = kNan;
    expect_none(bad, o, kVol, AdjustmentStatus::BadCoefficient);
    bad.calls.c = 101.0;
    expect_none(bad, o, kVol, AdjustmentStatus::BadCoefficient);
    bad = good;
    bad.max_adjustment_coins = kNan;
    expect_none(bad, o, kVol, AdjustmentStatus::BadCoefficient);
    bad.max_adjustment_coins = -0.1;
    expect_none(bad, o, kVol, AdjustmentStatus::BadCoefficient);
}

TEST(SmileDynamics, StaysANumberForAnyStrikeThatIsOne) {
    for (double const strike : {1e-120, 1e-9, 1e15, 1e120}) {
        DeltaAdjustment const adjusted =
            delta_adjustment(settings_of(SmileDynamics::MinimumVariance),
                             option(Right::Put, 60e3, strike), kVol, kSlope);
        EXPECT_EQ(adjusted.status, AdjustmentStatus::Ok);
        EXPECT_EQ(adjusted.adjustment.value(), 0.0);
        EXPECT_EQ(adjusted.slope, 0.0);
    }
}

TEST(SmileDynamics, HasNoVegaLeftAtTheEnd) {
    OptionPoint o = option(Right::Call, 60e3, 60e3);
    o.expires_in = Years{1e-16};
    DeltaAdjustment const adjusted =
        delta_adjustment(settings_of(SmileDynamics::MinimumVariance), o, Vol{1e-3}, kSlope);
    EXPECT_EQ(adjusted.status, AdjustmentStatus::Ok);
    EXPECT_EQ(adjusted.adjustment.value(), 0.0);
}

}  // namespace
}  // namespace hedged::pricing
