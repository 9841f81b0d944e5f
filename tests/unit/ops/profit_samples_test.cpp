// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/profit_samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace hedged::ops {
namespace {

class Samples : public ::testing::Test {
protected:
    Samples() : view_(std::make_unique<EngineView>()) {
        view_->state = TradingState::Normal;
        view_->underlying_count = 1;
        view_->market_time = wall_from_milliseconds(1'770'000'000'000);
        view_->underlyings[0].profit.measured = true;
    }
    void sample(double hedged, double unhedged) {
        view_->underlyings[0].profit.hedged = BookProfit{hedged};
        view_->underlyings[0].profit.unhedged = BookProfit{unhedged};
        samples_.sample(*view_);
        view_->market_time = view_->market_time + seconds(3'600);
    }
    std::unique_ptr<EngineView> view_;
    ProfitSamples samples_;
};

TEST_F(Samples, GiveTheDeviationOfTheChanges) {
    // Changes 1, 3, 5: mean 3, deviation 2. And 10, 30, 50.
    for (double const profit : {100.0, 101.0, 104.0, 109.0}) {
        sample(profit, 10.0 * profit);
    }
    ProfitSpread const spread = samples_.spread(0);
    EXPECT_EQ(spread.changes, 3U);
    EXPECT_DOUBLE_EQ(spread.hedged.value(), 2.0);
    EXPECT_DOUBLE_EQ(spread.unhedged.value(), 20.0);
    EXPECT_DOUBLE_EQ(spread.ratio(), 0.1);
    EXPECT_DOUBLE_EQ(spread.market_seconds, 3'600.0);
}

TEST_F(Samples, KnowNothingOfOneChange) {
    sample(1.0, 1.0);
    EXPECT_FALSE(samples_.spread(0).known());
    sample(2.0, 3.0);
    EXPECT_FALSE(samples_.spread(0).known());
    sample(4.0, 3.0);
    EXPECT_TRUE(samples_.spread(0).known());
}

TEST_F(Samples, HaveNoRatioToABookThatDoesNotMove) {
    for (int i = 0; i < 3; ++i) {
        sample(i, 5.0);
    }
    EXPECT_EQ(samples_.spread(0).ratio(), 0.0);
}

TEST_F(Samples, BeginWhenTheDeskFirstTradesAndItsBookIsWhole) {
    view_->state = TradingState::Hold;
    sample(1'000.0, 1'000.0);
    view_->state = TradingState::Normal;
    view_->underlyings[0].legs_excluded = 1;
    sample(500.0, 500.0);
    view_->underlyings[0].legs_excluded = 0;
    for (double const profit : {1.0, 2.0, 3.0}) {
        sample(profit, profit);
    }
    EXPECT_EQ(samples_.spread(0).changes, 2U);
    EXPECT_EQ(samples_.spread(0).hedged.value(), 0.0);
}

TEST_F(Samples, GoOnWhileAnOperatorHoldsTheDesk) {
    sample(1.0, 1.0);
    view_->state = TradingState::Hold;
    sample(2.0, 2.0);
    EXPECT_EQ(samples_.spread(0).changes, 1U);
}

TEST_F(Samples, AreNoneBeyondTheUnderlyings) {
    EXPECT_EQ(samples_.spread(kUnderlyingsMax).changes, 0U);
}

}  // namespace
}  // namespace hedged::ops
