// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/settlement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

SettlementProgress progress(std::int32_t left, double mean) {
    return {300, left, seconds(6), UsdPrice{mean}};
}
OptionPoint at(Right right, double index, double strike) {
    return {right, UsdPrice{index}, UsdPrice{strike}, Years{}};
}

// A mean of 300 samples gathers a little more than a third of the window: (n + 1)(2n + 1) / 6n^2.
TEST(VarianceTime, IsThatOfTheMeanOfTheSamples) {
    SettlementWindow const window;
    constexpr double kYear = 365.0 * 86'400.0;
    for (std::int64_t const left : {86'400, 7'200, 1'800, 900, 300}) {
        Duration const time = seconds(left);
        auto const progress = settlement_progress(window, time, UsdPrice{60'000});
        double const before = std::fmax(time.seconds() - window.length.seconds(), 0.0) / kYear;
        double const mean = averaged_total_vol(Vol{0.6}, progress);
        double const exact = before + mean * mean / (0.6 * 0.6);
        EXPECT_NEAR(variance_time(window, time).value() / exact, 1.0, 0.04) << left;
        EXPECT_LE(variance_time(window, time).value(), exact) << left;
    }
}

TEST(VarianceTime, IsTwentyMinutesShortBeforeTheWindowAndNothingAfterIt) {
    SettlementWindow const window;
    EXPECT_NEAR(variance_time(window, seconds(86'400)).value() * 365.0 * 86'400.0, 85'200.0, 1e-6);
    EXPECT_EQ(variance_time(window, Duration{}).value(), 0.0);
    EXPECT_EQ(variance_time(window, seconds(-5)).value(), 0.0);
}

TEST(SettlementProgress, CountsTheSamplesThatAreStillToCome) {
    SettlementWindow const window{};
    auto const left = [&](Duration d) {
        return settlement_progress(window, d, UsdPrice{1.0}).samples_left;
    };
    EXPECT_EQ(left(seconds(7200)), 300);
    EXPECT_EQ(left(seconds(1800)), 300);
    EXPECT_EQ(left(seconds(1794)), 299);
    EXPECT_EQ(left(seconds(6)), 1);
    EXPECT_EQ(left(nanoseconds(1)), 1);
    EXPECT_EQ(left(seconds(0)), 0);
    EXPECT_EQ(left(seconds(-5)), 0);
}

TEST(SettlementProgress, HasNoSamplesInAWindowThatCannotBe) {
    for (Duration const bad : {seconds(0), seconds(-6)}) {
        for (SettlementWindow const& window :
             {SettlementWindow{.sample_interval = bad}, SettlementWindow{.length = bad}}) {
            SettlementProgress const p = settlement_progress(window, seconds(60), UsdPrice{1.0});
            EXPECT_EQ(p.samples_total, 0);
            EXPECT_EQ(p.samples_left, 0);
            EXPECT_EQ(undetermined_share(p), 0.0);
        }
    }
    // More samples than can be counted.
    SettlementWindow const dense{.length = seconds(1800), .sample_interval = nanoseconds(1)};
    EXPECT_EQ(settlement_progress(dense, seconds(60), UsdPrice{1.0}).samples_total, 0);
}

TEST(SettlementProgress, StandsAtItsEndsHoweverFarTheExpiry) {
    auto const left = [](std::int64_t ns) {
        return settlement_progress({}, nanoseconds(ns), UsdPrice{1.0}).samples_left;
    };
    EXPECT_EQ(left(std::numeric_limits<std::int64_t>::max()), 300);
    EXPECT_EQ(left(std::numeric_limits<std::int64_t>::min()), 0);
}

TEST(AveragedOption, IsOneOrdinaryOptionOnASingleRemainingSample) {
    // One sample of one: the mean is the index at one instant, 6 s away.
    SettlementProgress const single{1, 1, seconds(6), UsdPrice{}};
    OptionPoint const p{Right::Call, UsdPrice{60'000}, UsdPrice{60'005},
                        Years{6.0 / (365.0 * 86'400.0)}};
    OptionValue const averaged = averaged_option(p, Vol{0.6}, single);
    OptionValue const plain = black76(p, Vol{0.6});
    EXPECT_NEAR(averaged.price.value(), plain.price.value(), 1e-9);
    EXPECT_NEAR(averaged.delta.value(), plain.delta.value(), 1e-10);
    EXPECT_NEAR(averaged.gamma.value(), plain.gamma.value(), 1e-9 * plain.gamma.value());
    EXPECT_NEAR(averaged.vega.value(), plain.vega.value(), 1e-9 * plain.vega.value());
    EXPECT_NEAR(averaged.theta.value() / plain.theta.value(), 1.0, 1e-9);
}

TEST(AveragedOption, DecaysADeepCallToTheUndeterminedShare) {
    OptionValue const v =
        averaged_option(at(Right::Call, 60'000, 1'000), Vol{0.6}, progress(75, 60'000));
    EXPECT_EQ(v.status, PricingStatus::Ok);
    EXPECT_DOUBLE_EQ(v.delta.value(), 0.25);
    EXPECT_EQ(v.gamma.value(), 0.0);
    // Worth the mean so far and the index for the rest, less the strike.
    EXPECT_NEAR(v.price.value(), 59'000.0, 1e-7);
    EXPECT_EQ(averaged_option(at(Right::Put, 60'000, 1'000), Vol{0.6}, progress(75, 60'000))
                  .price.value(),
              0.0);
}

TEST(AveragedOption, KeepsParityInsideTheWindow) {
    for (std::int32_t const left : {1, 2, 30, 150, 299, 300}) {
        OptionValue const c =
            averaged_option(at(Right::Call, 60'100, 60'000), Vol{0.8}, progress(left, 59'900));
        OptionValue const p =
            averaged_option(at(Right::Put, 60'100, 60'000), Vol{0.8}, progress(left, 59'900));
        double const share = left / 300.0;
        double const mean = share * 60'100.0 + (1.0 - share) * 59'900.0;
        EXPECT_NEAR((c.price - p.price).value(), mean - 60'000.0, 1e-9);
        EXPECT_NEAR((c.delta - p.delta).value(), share, 1e-12);
        EXPECT_EQ(c.gamma, p.gamma);
    }
}

TEST(AveragedOption, IsIntrinsicAtTheMeanOnceEverySampleIsTaken) {
    // The index has since moved below the strike; the mean decides.
    OptionValue const v =
        averaged_option(at(Right::Call, 55'000, 60'000), Vol{0.6}, progress(0, 61'000));
    EXPECT_EQ(v.status, PricingStatus::Expired);
    EXPECT_EQ(v.price.value(), 1'000.0);
    EXPECT_EQ(v.premium.value(), 1'000.0 / 61'000.0);
    EXPECT_EQ(v.delta.value(), 0.0);
    EXPECT_EQ(v.gamma.value(), 0.0);
}

TEST(AveragedOption, RefusesAMissingMeanOnceSamplesWereTaken) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    OptionPoint const p = at(Right::Call, 60'000, 60'000);
    EXPECT_EQ(averaged_option(p, Vol{0.6}, progress(299, nan)).status, PricingStatus::BadForward);
    EXPECT_EQ(averaged_option(p, Vol{0.6}, progress(299, 0.0)).status, PricingStatus::BadForward);
    EXPECT_EQ(averaged_option(p, Vol{0.6}, progress(0, nan)).status, PricingStatus::BadForward);
    EXPECT_TRUE(std::isnan(averaged_option(p, Vol{0.6}, progress(0, nan)).price.value()));
    EXPECT_EQ(averaged_option(p, Vol{0.6}, progress(300, nan)).status, PricingStatus::Ok);
}

TEST(AveragedOption, RefusesAWindowThatCannotBe) {
    OptionPoint const p = at(Right::Call, 60'000, 60'000);
    SettlementProgress more = progress(301, 60'000);
    EXPECT_EQ(averaged_option(p, Vol{0.6}, more).status, PricingStatus::BadTime);
    more.samples_total = 0;
    EXPECT_EQ(averaged_option(p, Vol{0.6}, more).status, PricingStatus::BadTime);
    EXPECT_EQ(averaged_option(p, Vol{0.0}, progress(10, 60'000)).status, PricingStatus::BadVol);
}

}  // namespace
}  // namespace hedged::pricing
