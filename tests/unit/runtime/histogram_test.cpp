// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/histogram.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hedged::runtime {
namespace {

TEST(Histogram, IsExactForShortTimes) {
    Histogram histogram;
    for (int ns = 1; ns <= 60; ++ns) {
        histogram.record(nanoseconds(ns));
    }
    EXPECT_EQ(histogram.quantile(0.5), nanoseconds(30));
    EXPECT_EQ(histogram.quantile(1.0), nanoseconds(60));
    EXPECT_EQ(histogram.count(), 60U);
}

TEST(Histogram, IsZeroWhenNothingWasRecorded) {
    const Histogram histogram;
    EXPECT_EQ(histogram.quantile(0.99), Duration{});
    EXPECT_EQ(histogram.count(), 0U);
}

TEST(Histogram, StaysWithinItsErrorOfTheTrueQuantile) {
    Random random(7);
    Histogram histogram;
    std::vector<std::int64_t> values;
    for (int i = 0; i < 20'000; ++i) {
        const auto ns = static_cast<std::int64_t>(std::exp(random.uniform() * 24.0));
        values.push_back(ns);
        histogram.record(nanoseconds(ns));
    }
    std::sort(values.begin(), values.end());
    for (const double part : {0.01, 0.25, 0.5, 0.9, 0.99, 0.999}) {
        const auto rank = static_cast<std::size_t>(std::ceil(part * 20'000.0)) - 1;
        const auto truth = static_cast<double>(values[rank]);
        const auto reported = static_cast<double>(histogram.quantile(part).nanoseconds());
        EXPECT_GE(reported, truth) << part;
        EXPECT_LE(reported, truth * (1.0 + 1.0 / 32.0)) << part;
    }
    EXPECT_EQ(histogram.maximum().nanoseconds(), values.back());
}

TEST(Histogram, KeepsTheTrueMaximumBeyondItsRange) {
    Histogram histogram;
    histogram.record(seconds(500));
    histogram.record(Duration{-5});
    EXPECT_EQ(histogram.maximum(), seconds(500));
    EXPECT_EQ(histogram.count(), 2U);
    EXPECT_EQ(histogram.quantile(0.1), Duration{});
}

}  // namespace
}  // namespace hedged::runtime
