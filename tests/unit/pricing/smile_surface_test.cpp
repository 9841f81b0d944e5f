// SPDX-License-Identifier: Apache-2.0
// Which volatility a leg is priced with, and how the slices behind it come about.
#include "hedged/pricing/smile_surface.hpp"

#include "support/smile_scene.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

namespace hedged::pricing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Vol kNone{kNan};

class SmileSurfaceTest : public testing::Test, public test_support::SmileScene {
protected:
    [[nodiscard]] SmileReport report(std::size_t position = 0) const {
        return surface.report(position, now);
    }
    [[nodiscard]] Vol on_slice(double strike) const {
        return svi_vol(slice, log_moneyness(UsdPrice{strike}));
    }
    void fitted() {
        chain(month, slice);
        ASSERT_TRUE(drive());
    }

    WallTime month = expiry_in(30);
    SviSlice slice = slice_of(month, 0.6);
    Instant long_ago{};
};

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

TEST_F(SmileSurfaceTest, KeepsTheLastGoodSliceWhenAFitFails) {
    fitted();
    pass(seconds(11));
    forward(month);
    mark(month, 60e3, Vol{0.6});
    EXPECT_FALSE(drive());
    EXPECT_EQ(report().status, SviStatus::TooFewPoints);
    EXPECT_EQ(sigma(month, 70e3, kNone, long_ago).source, SigmaSource::Slice);
    EXPECT_EQ(surface.counters().fits_accepted, 1U);
    EXPECT_EQ(surface.counters().fits_refused, 1U);
}

TEST_F(SmileSurfaceTest, RefusesASliceThatMissesItsMarks) {
    forward(month);
    for (int i = 0; i < 16; ++i) {
        mark(month, 50e3 + 1.5e3 * i, Vol{i % 2 == 0 ? 0.5 : 0.7});
    }
    EXPECT_FALSE(drive());
    EXPECT_EQ(report().status, SviStatus::PoorFit);
    EXPECT_GT(report().rms, Vol{0.05});
    EXPECT_EQ(sigma(month, 60e3, kNone, long_ago).source, SigmaSource::Unpriced);
}

TEST_F(SmileSurfaceTest, FitsAgainOnlyAfterAWhileAndOnlyIfMarksCame) {
    fitted();
    EXPECT_FALSE(drive());
    pass(seconds(2));
    EXPECT_FALSE(drive());
    chain(month, slice);
    EXPECT_TRUE(drive());
    pass(seconds(1) - nanoseconds(1));
    chain(month, slice);
    EXPECT_FALSE(drive());
    pass(nanoseconds(1));
    EXPECT_TRUE(drive());
    EXPECT_EQ(surface.counters().fits_accepted, 3U);
}

TEST_F(SmileSurfaceTest, FitsFromTheLastSliceForLess) {
    fitted();
    std::uint32_t const cold = report().evaluations;
    pass(seconds(1));
    SviSlice moved = slice;
    moved.a += 1e-5;
    chain(month, moved);
    ASSERT_TRUE(drive());
    EXPECT_LT(report().evaluations, cold);
    EXPECT_LT(report().rms, Vol{1e-8});
}

TEST_F(SmileSurfaceTest, SpreadsAFitOverManyCalls) {
    chain(month, slice);
    int calls = 0;
    while (!drive(3)) {
        ASSERT_LT(++calls, 200);
        EXPECT_TRUE(surface.fitting());
        EXPECT_LE(report().evaluations, static_cast<std::uint32_t>(3 * calls));
    }
    EXPECT_FALSE(surface.fitting());
    // Gathering and concluding are the other two.
    std::uint32_t const evaluations = report().evaluations;
    EXPECT_EQ((evaluations + 2 + 2) / 3, static_cast<std::uint32_t>(calls + 1));
    test_support::SmileScene at_once;
    at_once.chain(month, slice);
    ASSERT_TRUE(at_once.drive());
    EXPECT_EQ(at_once.surface.report(0, at_once.now).slice.a, report().slice.a);
    EXPECT_EQ(at_once.surface.report(0, at_once.now).evaluations, evaluations);
}

TEST_F(SmileSurfaceTest, DoesNothingWithoutABudget) {
    chain(month, slice);
    EXPECT_FALSE(drive(0));
    EXPECT_FALSE(drive(-5));
    EXPECT_FALSE(surface.fitting());
}

TEST_F(SmileSurfaceTest, TakesTheExpiriesInTurn) {
    WallTime const week = expiry_in(7);
    for (int i = 0; i < 3; ++i) {
        chain(month, slice);
        chain(week, slice_of(week, 0.6));
        while (surface.counters().fits_accepted < 2U * static_cast<unsigned>(i) + 1U) {
            static_cast<void>(drive(20));
        }
        EXPECT_TRUE(drive());
        pass(seconds(1));
    }
    EXPECT_EQ(surface.counters().fits_accepted, 6U);
    ASSERT_EQ(surface.expiry_count(), 2U);
    EXPECT_EQ(report(0).expiry, week);
    EXPECT_EQ(report(1).expiry, month);
}

TEST_F(SmileSurfaceTest, ReportsACalendarArbitrageAndKeepsTheSlice) {
    WallTime const week = expiry_in(7);
    chain(week, slice_of(week, 0.6));
    ASSERT_TRUE(drive());
    chain(month, slice);
    ASSERT_TRUE(drive());
    EXPECT_EQ(report(0).calendar, SviStatus::NotFitted);
    EXPECT_EQ(report(1).calendar, SviStatus::Ok);
    pass(seconds(11));
    // A month at a quarter of the volatility has less variance than the week.
    chain(month, slice_of(month, 0.15));
    ASSERT_TRUE(drive());
    EXPECT_EQ(report(1).calendar, SviStatus::Calendar);
    EXPECT_EQ(sigma(month, 60e3, kNone, long_ago).source, SigmaSource::Slice);
}

TEST_F(SmileSurfaceTest, ForgetsAnExpiryThatHasPassed) {
    WallTime const soon = kStart + seconds(60);
    chain(soon, slice_of(soon, 0.6));
    chain(month, slice);
    ASSERT_TRUE(drive());
    EXPECT_EQ(surface.expiry_count(), 2U);
    pass(seconds(60) - nanoseconds(1));
    static_cast<void>(drive());
    EXPECT_EQ(surface.expiry_count(), 2U);
    pass(nanoseconds(1));
    static_cast<void>(drive());
    ASSERT_EQ(surface.expiry_count(), 1U);
    EXPECT_EQ(report().expiry, month);
    EXPECT_EQ(sigma(soon, 60e3, Vol{0.6}, now).source, SigmaSource::Unpriced);
    EXPECT_EQ(surface.counters().bad_inputs, 0U);
    forward(soon);
    mark(soon, 60e3, Vol{0.6});
    EXPECT_EQ(surface.expiry_count(), 1U);
    EXPECT_EQ(surface.counters().bad_inputs, 2U);
}

TEST_F(SmileSurfaceTest, StopsTheFitOfAnExpiryThatPasses) {
    WallTime const soon = kStart + seconds(60);
    chain(soon, slice_of(soon, 0.6));
    EXPECT_FALSE(drive(10));
    EXPECT_TRUE(surface.fitting());
    pass(seconds(60));
    EXPECT_FALSE(drive());
    EXPECT_FALSE(surface.fitting());
    EXPECT_EQ(surface.expiry_count(), 0U);
}

TEST_F(SmileSurfaceTest, RefusesAnExpiryBeyondItsRoomUntilOneHasPassed) {
    for (int i = 0; i < static_cast<int>(kSmileExpiriesMax); ++i) {
        forward(expiry_in(1 + i));
    }
    EXPECT_EQ(surface.counters().expiries_refused, 0U);
    forward(expiry_in(100));
    EXPECT_EQ(surface.counters().expiries_refused, 1U);
    EXPECT_EQ(surface.expiry_count(), kSmileExpiriesMax);
    pass(seconds(86'400));
    static_cast<void>(drive());
    forward(expiry_in(100));
    EXPECT_EQ(surface.counters().expiries_refused, 1U);
    ASSERT_EQ(surface.expiry_count(), kSmileExpiriesMax);
    EXPECT_EQ(report(kSmileExpiriesMax - 1).expiry, expiry_in(100));
}

// The place of an expiry that has gone must not keep anything of it.
TEST_F(SmileSurfaceTest, StartsAnewInAPlaceThatWasUsed) {
    WallTime const soon = kStart + seconds(60);
    chain(soon, slice_of(soon, 0.6));
    ASSERT_TRUE(drive());
    pass(seconds(60));
    static_cast<void>(drive());
    forward(month);
    EXPECT_EQ(report().strikes, 0U);
    EXPECT_EQ(report().status, SviStatus::NotFitted);
    EXPECT_FALSE(report().usable);
    EXPECT_TRUE(std::isnan(report().at_the_money.value()));
}

TEST_F(SmileSurfaceTest, RefusesAStrikeBeyondItsRoomButNotAKnownOne) {
    for (int i = 0; i < static_cast<int>(kSmileStrikesMax); ++i) {
        mark(month, 30e3 + 500.0 * i, Vol{0.6});
    }
    EXPECT_EQ(surface.counters().strikes_refused, 0U);
    mark(month, 29e3, Vol{0.6});
    EXPECT_EQ(surface.counters().strikes_refused, 1U);
    mark(month, 30e3, Vol{0.7});
    EXPECT_EQ(surface.counters().strikes_refused, 1U);
    EXPECT_EQ(report().strikes, kSmileStrikesMax);
    forward(month);
    static_cast<void>(drive());
    EXPECT_EQ(report().points, kSmileStrikesMax);
}

TEST_F(SmileSurfaceTest, RefusesNumbersThatAreNone) {
    surface.on_forward(month, kNan, now);
    surface.on_forward(month, 0.0, now);
    surface.on_forward(month, std::numeric_limits<double>::infinity(), now);
    surface.on_mark(month, UsdPrice{kNan}, Right::Call, Vol{0.6}, 1.0, now);
    surface.on_mark(month, UsdPrice{-1.0}, Right::Call, Vol{0.6}, 1.0, now);
    surface.on_mark(month, UsdPrice{60e3}, Right::Call, kNone, 1.0, now);
    surface.on_mark(month, UsdPrice{60e3}, Right::Call, Vol{0.0}, 1.0, now);
    surface.on_mark(month, UsdPrice{60e3}, Right::Call, Vol{0.6}, kNan, now);
    surface.on_mark(month, UsdPrice{60e3}, Right::Call, Vol{0.6}, -1.0, now);
    EXPECT_EQ(surface.counters().bad_inputs, 9U);
    EXPECT_EQ(surface.expiry_count(), 0U);
}

TEST_F(SmileSurfaceTest, KeepsItsSlicesWhenItIsMoved) {
    fitted();
    SmileSurface const moved = std::move(surface);
    EXPECT_EQ(moved.sigma(month, UsdPrice{70e3}, kNone, long_ago, now, market_now, kIndex).source,
              SigmaSource::Slice);
}

}  // namespace
}  // namespace hedged::pricing
