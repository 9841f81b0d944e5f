// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/time.hpp"

#include <gtest/gtest.h>

namespace hedged {
namespace {

template <class A, class B>
concept Subtractable = requires(A a, B b) {
    a - b;
};
static_assert(Subtractable<Instant, Instant>);
static_assert(!Subtractable<Instant, WallTime>);

TEST(Time, CountsYearsOf365DaysToTheMillisecond) {
    WallTime const now = wall_from_milliseconds(1'770'000'000'000);
    EXPECT_DOUBLE_EQ(years_between(now, now + seconds(365 * 86'400)), 1.0);
    EXPECT_LT(years_between(now, now - milliseconds(1)), 0.0);
}

TEST(Time, KeepsAnExpiryInTheYear3000InTheFuture) {
    WallTime const now = wall_from_milliseconds(1'770'000'000'000);
    EXPECT_GT(wall_from_milliseconds(32'503'708'800'000), now);
    EXPECT_LT(wall_from_milliseconds(-32'503'708'800'000), now);
}

TEST(Time, DifferencesOfOneClockAreDurations) {
    EXPECT_EQ((Instant{2'000} - Instant{500}), nanoseconds(1'500));
    EXPECT_EQ(milliseconds(3) + microseconds(2), nanoseconds(3'002'000));
}

}  // namespace
}  // namespace hedged
