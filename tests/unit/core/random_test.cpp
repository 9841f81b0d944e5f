// SPDX-License-Identifier: Apache-2.0
#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged {
namespace {

TEST(Random, RepeatsItsSequenceForASeedAndNotForAnother) {
    Random a{1};
    Random b{1};
    Random c{2};
    bool differs = false;
    for (int i = 0; i < 100; ++i) {
        auto const draw = a.next();
        ASSERT_EQ(draw, b.next());
        differs = differs || draw != c.next();
    }
    EXPECT_TRUE(differs);
}

TEST(Random, DrawsUniformAndNormalNumbersWithTheRightMoments) {
    Random random{3};
    double sum = 0.0;
    double squares = 0.0;
    double uniform_sum = 0.0;
    constexpr int kDraws = 200'000;
    for (int i = 0; i < kDraws; ++i) {
        double const n = random.normal();
        sum += n;
        squares += n * n;
        uniform_sum += random.uniform();
    }
    EXPECT_NEAR(sum / kDraws, 0.0, 5.0 / std::sqrt(kDraws));
    EXPECT_NEAR(squares / kDraws, 1.0, 5.0 * std::sqrt(2.0 / kDraws));
    EXPECT_NEAR(uniform_sum / kDraws, 0.5, 5.0 * std::sqrt(1.0 / 12.0 / kDraws));
}

TEST(Random, StaysBelowItsBound) {
    Random random{4};
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_LT(random.below(7), 7U);
    }
}

}  // namespace
}  // namespace hedged
