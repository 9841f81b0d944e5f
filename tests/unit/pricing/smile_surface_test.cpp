// SPDX-License-Identifier: Apache-2.0
// Which volatility a leg is priced with, and what a slice rests on.
#include "unit/pricing/smile_surface_bench.hpp"

#include <limits>
#include <utility>

namespace hedged::pricing {
namespace {

TEST_F(SmileSurfaceTest, PrefersTheOptionsOwnFreshVolatility) {
    fitted();
    SigmaChoice const choice = sigma(month, 70e3, Vol{0.8}, now - seconds(3));
    EXPECT_EQ(choice.source, SigmaSource::Published);
    EXPECT_EQ(choice.vol, Vol{0.8});
    EXPECT_EQ(choice.received, now - seconds(3));
}

TEST_F(SmileSurfaceTest, NeedsNothingElseForAFreshVolatility) {
    EXPECT_EQ(sigma(month, 70e3, Vol{0.8}, now).source, SigmaSource::Published);
}

TEST_F(SmileSurfaceTest, TakesTheSliceOnceTheOptionsOwnIsStale) {
    fitted();
    SigmaChoice const choice = sigma(month, 71'234.0, Vol{0.8}, now - seconds(3) - nanoseconds(1));
    EXPECT_EQ(choice.source, SigmaSource::Slice);
    EXPECT_NEAR(choice.vol.value(), on_slice(71'234.0).value(), 1e-8);
    EXPECT_EQ(choice.received, now);
}

TEST_F(SmileSurfaceTest, TakesTheSliceForAnOptionThatHasNone) {
    fitted();
    for (Vol const bad : {kNone, Vol{0.0}, Vol{11.0}, Vol{-0.5}}) {
        EXPECT_EQ(sigma(month, 70e3, bad, now).source, SigmaSource::Slice);
    }
}

TEST_F(SmileSurfaceTest, FollowsTheIndexWithTheForward) {
    fitted();
    UsdPrice const higher = kIndex * 1.02;
    double const k = std::log(70e3 / (kForwardToIndex * higher.value()));
    SigmaChoice const choice =
        surface.sigma(month, UsdPrice{70e3}, kNone, long_ago, now, market_now, higher);
    EXPECT_NEAR(choice.vol.value(), svi_vol(slice, k).value(), 1e-8);
    EXPECT_NEAR(*surface.slope(month, UsdPrice{70e3}, now, higher), svi_vol_slope(slice, k), 1e-6);
}

TEST_F(SmileSurfaceTest, IsUnpricedWithoutAnyData) {
    SigmaChoice const choice = sigma(month, 70e3, Vol{0.8}, long_ago);
    EXPECT_EQ(choice.source, SigmaSource::Unpriced);
    EXPECT_TRUE(std::isnan(choice.vol.value()));
    EXPECT_FALSE(surface.slope(month, UsdPrice{70e3}, now, kIndex).has_value());
}

TEST_F(SmileSurfaceTest, IsUnpricedWithABadIndexOrStrike) {
    fitted();
    for (double const bad : {kNan, 0.0, -1.0, std::numeric_limits<double>::infinity()}) {
        EXPECT_EQ(
            surface.sigma(month, UsdPrice{70e3}, kNone, long_ago, now, market_now, UsdPrice{bad})
                .source,
            SigmaSource::Unpriced);
        EXPECT_EQ(sigma(month, bad, Vol{0.8}, now).source, SigmaSource::Unpriced);
        EXPECT_FALSE(surface.slope(month, UsdPrice{70e3}, now, UsdPrice{bad}).has_value());
        EXPECT_FALSE(surface.slope(month, UsdPrice{bad}, now, kIndex).has_value());
    }
}

TEST_F(SmileSurfaceTest, IsUnpricedAtAStrikeBeyondAnyLogarithm) {
    fitted();
    for (double const strike : {1e-300, 1e308}) {
        EXPECT_EQ(sigma(month, strike, kNone, long_ago).source, SigmaSource::Unpriced);
        EXPECT_FALSE(surface.slope(month, UsdPrice{strike}, now, kIndex).has_value());
    }
}

TEST_F(SmileSurfaceTest, DoesNotFitWithoutAnIndex) {
    chain(month, slice);
    EXPECT_FALSE(surface.drive(now, market_now, UsdPrice{kNan}, 1'000));
    EXPECT_FALSE(surface.fitting());
    EXPECT_TRUE(drive());
}

TEST_F(SmileSurfaceTest, ASliceAgesWithItsDataNotWithItsFit) {
    chain(month, slice);
    pass(seconds(9));
    ASSERT_TRUE(drive());
    pass(seconds(21));
    EXPECT_EQ(sigma(month, 70e3, kNone, long_ago).source, SigmaSource::Slice);
    EXPECT_TRUE(report().usable);
    pass(nanoseconds(1));
    EXPECT_EQ(sigma(month, 70e3, kNone, long_ago).source, SigmaSource::Unpriced);
    EXPECT_FALSE(surface.slope(month, UsdPrice{70e3}, now, kIndex).has_value());
    EXPECT_FALSE(report().usable);
}

TEST_F(SmileSurfaceTest, ASliceIsAsOldAsItsOldestMark) {
    chain(month, slice);
    Instant const first = now;
    pass(seconds(5));
    chain(month, slice);
    surface.on_mark(month, UsdPrice{63'500.0}, Right::Call, on_slice(63'500.0), 1.0, first);
    ASSERT_TRUE(drive());
    EXPECT_EQ(sigma(month, 70e3, kNone, long_ago).received, first);
    EXPECT_EQ(report().data_received, first);
}

TEST_F(SmileSurfaceTest, LeavesOldMarksOutOfAFit) {
    mark(month, 59'999.0, Vol{3.0});
    pass(seconds(10) + nanoseconds(1));
    fitted();
    EXPECT_EQ(report().points, 21U);
    EXPECT_LT(report().rms, Vol{1e-8});
}

TEST_F(SmileSurfaceTest, DoesNotFitOnAnOldForward) {
    chain(month, slice);
    pass(seconds(10) + nanoseconds(1));
    for (int i = 0; i < 8; ++i) {
        mark(month, 50e3 + 2e3 * i, Vol{0.6});
    }
    EXPECT_FALSE(drive());
    EXPECT_EQ(report().status, SviStatus::NotFitted);
    forward(month);
    EXPECT_TRUE(drive());
}

TEST_F(SmileSurfaceTest, DoesNotFitWithoutAForward) {
    for (int i = 0; i < 8; ++i) {
        mark(month, 50e3 + 2e3 * i, Vol{0.6});
    }
    EXPECT_FALSE(drive());
    EXPECT_FALSE(report().has_forward);
    EXPECT_EQ(sigma(month, 60e3, kNone, long_ago).source, SigmaSource::Unpriced);
}

TEST_F(SmileSurfaceTest, TakesTheOutOfTheMoneyTwin) {
    chain(month, slice);
    for (int i = -10; i <= 10; ++i) {
        double const strike = 60'000.0 * std::exp(0.25 * i * slice.s);
        bool const call_is_out = strike >= kForwardToIndex * kIndex.value();
        surface.on_mark(month, UsdPrice{strike}, call_is_out ? Right::Put : Right::Call, Vol{2.5},
                        1.0, now);
    }
    ASSERT_TRUE(drive());
    EXPECT_EQ(report().strikes, 21U);
    EXPECT_LT(report().rms, Vol{1e-8});
}

TEST_F(SmileSurfaceTest, TakesTheOtherTwinWhenTheFirstIsOld) {
    for (int i = 0; i < 12; ++i) {
        mark(month, 50e3 + 2e3 * i, Vol{2.5});
    }
    pass(seconds(11));
    forward(month);
    for (int i = 0; i < 12; ++i) {
        double const strike = 50e3 + 2e3 * i;
        bool const call_is_out = strike >= kForwardToIndex * kIndex.value();
        surface.on_mark(month, UsdPrice{strike}, call_is_out ? Right::Put : Right::Call,
                        on_slice(strike), 1.0, now);
    }
    ASSERT_TRUE(drive());
    EXPECT_EQ(report().points, 12U);
    EXPECT_LT(report().rms, Vol{1e-7});
}

TEST_F(SmileSurfaceTest, LeavesOutAMarkThatNobodyTrusts) {
    chain(month, slice);
    surface.on_mark(month, UsdPrice{61'111.0}, Right::Call, Vol{2.5}, 0.0, now);
    ASSERT_TRUE(drive());
    EXPECT_LT(report().rms, Vol{1e-8});
}

// Too few strikes for a slice, but the money still has a strike on either side.
class MovedVolatility : public SmileSurfaceTest {
protected:
    void money(double level) {
        forward(month);
        mark(month, 60e3, Vol{level});
        mark(month, 61e3, Vol{level});
        static_cast<void>(drive());
    }
};

TEST_F(MovedVolatility, IsTheLastOneMovedByTheMoneysShift) {
    money(0.60);
    Instant const own = now;
    pass(seconds(20));
    money(0.65);
    EXPECT_EQ(report().status, SviStatus::TooFewPoints);
    SigmaChoice const choice = sigma(month, 80e3, Vol{0.90}, own);
    EXPECT_EQ(choice.source, SigmaSource::LastMoved);
    EXPECT_NEAR(choice.vol.value(), 0.95, 1e-12);
    EXPECT_EQ(choice.received, now);
    EXPECT_NEAR(report().at_the_money.value(), 0.65, 1e-12);
}

TEST_F(MovedVolatility, CountsTheShiftFromWhenTheLastOneCame) {
    money(0.60);
    pass(seconds(10));
    money(0.62);
    pass(seconds(5));
    Instant const own = now;
    pass(seconds(5));
    money(0.66);
    // Half way between the samples of 0.62 and 0.66.
    EXPECT_NEAR(sigma(month, 80e3, Vol{0.90}, own).vol.value(), 0.92, 1e-12);
}

TEST_F(MovedVolatility, KeepsTheLastSampleBeforeASilence) {
    money(0.60);
    pass(seconds(1));
    money(0.70);
    Instant const own = now;
    pass(seconds(60));
    money(0.71);
    EXPECT_NEAR(sigma(month, 80e3, Vol{0.90}, own).vol.value(), 0.91, 1e-12);
}

TEST_F(MovedVolatility, NeedsTheMoneyAtThatTime) {
    Instant const own = now;
    pass(seconds(20));
    money(0.65);
    EXPECT_EQ(sigma(month, 80e3, Vol{0.90}, own).source, SigmaSource::Unpriced);
}

TEST_F(MovedVolatility, NeedsFreshMarksAtTheMoney) {
    money(0.60);
    Instant const own = now;
    pass(seconds(10));
    EXPECT_EQ(sigma(month, 80e3, Vol{0.90}, own).source, SigmaSource::LastMoved);
    pass(nanoseconds(1));
    EXPECT_EQ(sigma(month, 80e3, Vol{0.90}, own).source, SigmaSource::Unpriced);
}

TEST_F(MovedVolatility, IsNotUsedForever) {
    money(0.60);
    Instant const own = now;
    for (int i = 0; i < 60; ++i) {
        pass(seconds(5));
        money(0.60);
    }
    EXPECT_EQ(sigma(month, 80e3, Vol{0.90}, own).source, SigmaSource::LastMoved);
    pass(seconds(1));
    money(0.60);
    EXPECT_EQ(sigma(month, 80e3, Vol{0.90}, own).source, SigmaSource::Unpriced);
}

TEST_F(MovedVolatility, NeverLeavesTheBounds) {
    money(0.60);
    Instant const own = now;
    pass(seconds(20));
    money(0.40);
    EXPECT_EQ(sigma(month, 80e3, Vol{0.15}, own).source, SigmaSource::Unpriced);
    EXPECT_EQ(sigma(month, 80e3, kNone, own).source, SigmaSource::Unpriced);
}

TEST_F(MovedVolatility, NeedsAStrikeOnEitherSideOfTheMoney) {
    forward(month);
    mark(month, 61e3, Vol{0.6});
    mark(month, 62e3, Vol{0.6});
    static_cast<void>(drive());
    EXPECT_TRUE(std::isnan(report().at_the_money.value()));
    // 1.2 standard deviations below.
    mark(month, 60'600.0 * std::exp(-1.2 * 0.6 * std::sqrt(30.0 / 365.0)), Vol{0.6});
    pass(seconds(1));
    static_cast<void>(drive());
    EXPECT_TRUE(std::isnan(report().at_the_money.value()));
}

}  // namespace
}  // namespace hedged::pricing
