// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/venue_clock.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

namespace hedged::market {
namespace {

using test::at_ms;
using test::venue_ms;

TEST(VenueClock, KnowsNothingBeforeTheFirstSync) {
    VenueClock const clock;

    EXPECT_FALSE(clock.known());
    EXPECT_FALSE(clock.market_time(at_ms(1)).has_value());
    EXPECT_FALSE(clock.lag(venue_ms(0), at_ms(1)).has_value());
    EXPECT_FALSE(clock.error_bound(at_ms(1)).has_value());
}

TEST(VenueClock, PlacesTheStampHalfARoundTripBack) {
    VenueClock clock;
    // Sent at 0 ms, answered at 20 ms: the exchange read its clock at about 10 ms of ours.
    clock.on(ClockSync{Stamp{at_ms(20), venue_ms(500)}, milliseconds(20)});

    EXPECT_EQ(clock.market_time(at_ms(10)), venue_ms(500));
    EXPECT_EQ(clock.market_time(at_ms(40)), venue_ms(530));
    EXPECT_EQ(clock.error_bound(at_ms(10)), milliseconds(10));
}

TEST(VenueClock, MeasuresLagInBothDirections) {
    VenueClock clock;
    clock.on(test::clock_sync(0));

    EXPECT_EQ(clock.lag(venue_ms(100), at_ms(350)), milliseconds(250));
    EXPECT_EQ(clock.lag(venue_ms(400), at_ms(350)), milliseconds(-50));
}

TEST(VenueClock, DoesNotTrustAnAbsentStamp) {
    VenueClock clock;
    clock.on(test::clock_sync(0));

    EXPECT_FALSE(clock.lag(WallTime{}, at_ms(1)).has_value());
}

TEST(VenueClock, RunsMarketTimeFasterInARehearsalButKeepsLagReal) {
    VenueClock clock(60);
    clock.on(test::clock_sync(0));

    EXPECT_EQ(clock.market_time(at_ms(1'000)), venue_ms(60'000));
    // Stamped 6 s of market time ago, which is 100 ms of ours.
    EXPECT_EQ(clock.lag(venue_ms(54'000), at_ms(1'000)), milliseconds(100));
}

TEST(VenueClock, KeepsAGoodAnchorOverASlowSample) {
    VenueClock clock;
    clock.on(test::clock_sync(0, 2'000));
    clock.on(ClockSync{Stamp{at_ms(2'000), venue_ms(900)}, milliseconds(2'000)});

    EXPECT_EQ(clock.market_time(at_ms(2'000)), venue_ms(2'000));
}

TEST(VenueClock, TakesASlowerSampleOnceTheAnchorHasAged) {
    VenueClock clock;
    clock.on(test::clock_sync(0, 2'000));
    // 4 ms of error against 1 ms plus 100 ppm of 40 s: 5 ms.
    clock.on(ClockSync{Stamp{at_ms(40'004), venue_ms(40'100)}, milliseconds(8)});

    EXPECT_EQ(clock.market_time(at_ms(40'000)), venue_ms(40'100));
    EXPECT_EQ(clock.error_bound(at_ms(40'000)), milliseconds(4));
}

TEST(VenueClock, GrowsItsErrorWithAge) {
    VenueClock clock;
    clock.on(test::clock_sync(0));

    EXPECT_EQ(clock.error_bound(at_ms(100'000)), milliseconds(10));
}

TEST(VenueClock, IgnoresSamplesWithoutAStampOrWithANegativeRoundTrip) {
    VenueClock clock;
    clock.on(ClockSync{Stamp{at_ms(10), WallTime{}}, milliseconds(1)});
    clock.on(ClockSync{Stamp{at_ms(10), venue_ms(1)}, milliseconds(-1)});

    EXPECT_FALSE(clock.known());
}

ClockSync sync_at(std::int64_t local_ms, std::int64_t stated_ms) {
    return {Stamp{at_ms(local_ms), venue_ms(stated_ms)}, milliseconds(2)};
}

TEST(VenueClock, DoesNotBelieveASingleSampleThatSaysItJumped) {
    VenueClock clock;
    EXPECT_FALSE(clock.on(sync_at(0, 0)));
    EXPECT_FALSE(clock.on(sync_at(10'000, 900'000'000)));
    EXPECT_EQ(clock.market_time(at_ms(10'000)), venue_ms(10'001));
    EXPECT_FALSE(clock.on(sync_at(20'000, 20'000)));
    EXPECT_FALSE(clock.on(sync_at(30'000, 5'000))) << "another lie, not the same";
    EXPECT_EQ(clock.market_time(at_ms(30'000)), venue_ms(30'001));
}

TEST(VenueClock, BelievesAJumpThatTheNextSampleConfirms) {
    VenueClock clock;
    (void)clock.on(sync_at(0, 0));
    EXPECT_FALSE(clock.on(sync_at(10'000, 70'000)));
    EXPECT_TRUE(clock.on(sync_at(20'000, 80'000)));
    EXPECT_EQ(clock.market_time(at_ms(20'000)), venue_ms(80'001));
}

TEST(VenueClock, DoesNotBelieveTwoSamplesThatContradictEachOther) {
    VenueClock clock;
    (void)clock.on(sync_at(0, 0));
    EXPECT_FALSE(clock.on(sync_at(10'000, 70'000)));
    EXPECT_FALSE(clock.on(sync_at(20'000, 170'000)));
    EXPECT_EQ(clock.market_time(at_ms(20'000)), venue_ms(20'001));
    EXPECT_TRUE(clock.on(sync_at(30'000, 180'000)));
}

TEST(VenueClock, TakesASmallStepForNoJump) {
    VenueClock clock;
    (void)clock.on(sync_at(0, 0));
    EXPECT_FALSE(clock.on(sync_at(10'000, 10'900)));
    EXPECT_EQ(clock.market_time(at_ms(10'000)), venue_ms(10'901));
}

TEST(VenueClock, ForgetsOnDemand) {
    VenueClock clock;
    clock.on(test::clock_sync(0));
    clock.forget();

    EXPECT_FALSE(clock.market_time(at_ms(1)).has_value());
}

TEST(VenueClockDeathTest, RefusesASpeedBelowOne) {
    EXPECT_DEATH(VenueClock(0), "speed");
}

}  // namespace
}  // namespace hedged::market
