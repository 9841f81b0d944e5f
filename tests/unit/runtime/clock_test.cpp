// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/clock.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <thread>

namespace hedged::runtime {
namespace {

std::int64_t kernel_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

TEST(Clock, FollowsTheKernelsClock) {
    const ClockReport report = calibrate_clock();
    EXPECT_TRUE(report.source == ClockSource::Tsc || !report.reason.empty());
    const std::int64_t start = kernel_ns();
    while (kernel_ns() - start < 20'000'000) {
        const std::int64_t before = kernel_ns();
        const std::int64_t ours = monotonic_now().nanoseconds();
        const std::int64_t after = kernel_ns();
        // 20 us for a clock that is off by 0.05 % over this loop, and for its base.
        ASSERT_GE(ours, before - 20'000);
        ASSERT_LE(ours, after + 20'000);
    }
}

TEST(Clock, NeverRunsBackwardsOnOneThread) {
    (void)calibrate_clock();
    Instant last = monotonic_now();
    for (int i = 0; i < 200'000; ++i) {
        const Instant now = monotonic_now();
        ASSERT_GE(now, last);
        last = now;
    }
}

}  // namespace
}  // namespace hedged::runtime
