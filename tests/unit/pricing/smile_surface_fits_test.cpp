// SPDX-License-Identifier: Apache-2.0
// How the slices of a surface come about, one expiry after the other, and what it has room for.
#include "unit/pricing/smile_surface_bench.hpp"

#include <limits>
#include <utility>

namespace hedged::pricing {
namespace {

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
