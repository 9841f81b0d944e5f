// SPDX-License-Identifier: Apache-2.0
#include "hedged/hedging/delta_band.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hedged::hedging {
namespace {

DeltaBand asymmetric(HedgeTo to) {
    return {BookDelta{-0.5}, BookDelta{0.2}, BookDelta{1.0}, to};
}

TEST(DeltaBand, WantsNothingInsideAndOnItsEdges) {
    for (double delta : {-0.5, -0.1, 0.2, 0.9, 1.0}) {
        EXPECT_EQ(wanted_trade(asymmetric(HedgeTo::Target), BookDelta{delta}).value(), 0.0)
            << delta;
    }
}

TEST(DeltaBand, GoesBackToItsTargetFromEitherSide) {
    EXPECT_DOUBLE_EQ(wanted_trade(asymmetric(HedgeTo::Target), BookDelta{1.5}).value(), -1.3);
    EXPECT_DOUBLE_EQ(wanted_trade(asymmetric(HedgeTo::Target), BookDelta{-0.6}).value(), 0.8);
}

TEST(DeltaBand, GoesBackToTheEdgeItLeftBy) {
    EXPECT_DOUBLE_EQ(wanted_trade(asymmetric(HedgeTo::Edge), BookDelta{1.5}).value(), -0.5);
    EXPECT_DOUBLE_EQ(wanted_trade(asymmetric(HedgeTo::Edge), BookDelta{-0.75}).value(), 0.25);
}

TEST(DeltaBand, WantsNothingForADeltaThatIsNotANumber) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(wanted_trade(asymmetric(HedgeTo::Target), BookDelta{nan}).value(), 0.0);
}

TEST(DeltaBand, MeasuresTheDistanceOutside) {
    EXPECT_DOUBLE_EQ(asymmetric(HedgeTo::Edge).distance_outside(BookDelta{1.25}), 0.25);
    EXPECT_DOUBLE_EQ(asymmetric(HedgeTo::Edge).distance_outside(BookDelta{-0.75}), 0.25);
    EXPECT_EQ(asymmetric(HedgeTo::Edge).distance_outside(BookDelta{0.0}), 0.0);
}

TEST(DeltaBand, IsInvalidWhenItsTargetLiesOutsideOrItHasNoWidth) {
    EXPECT_TRUE(asymmetric(HedgeTo::Edge).valid());
    EXPECT_FALSE((DeltaBand{BookDelta{0.0}, BookDelta{2.0}, BookDelta{1.0}}.valid()));
    EXPECT_FALSE((DeltaBand{BookDelta{1.0}, BookDelta{1.0}, BookDelta{1.0}}.valid()));
}

}  // namespace
}  // namespace hedged::hedging
