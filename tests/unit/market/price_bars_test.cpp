// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/price_bars.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::market {
namespace {

constexpr BarSettings kMinutes{seconds(60), 1};
// A whole minute.
constexpr WallTime kStart = wall_from_milliseconds(1'770'000'000'000);

WallTime at_second(std::int64_t second) {
    return kStart + seconds(second);
}

TEST(BarBuilder, TellsTheBarThatTheNextIntervalCompletes) {
    BarBuilder builder{kMinutes};
    builder.on_price(UsdPrice{100.0}, at_second(-1));
    builder.on_price(UsdPrice{101.0}, at_second(0));
    builder.on_price(UsdPrice{104.0}, at_second(20));
    builder.on_price(UsdPrice{99.0}, at_second(30));
    EXPECT_FALSE(builder.on_price(UsdPrice{102.0}, at_second(59)).has_value());

    auto const bar = builder.on_price(UsdPrice{200.0}, at_second(60));

    ASSERT_TRUE(bar.has_value());
    EXPECT_EQ(bar->start, kStart);
    EXPECT_EQ(bar->previous_close.value(), 100.0);
    EXPECT_EQ(bar->open.value(), 101.0);
    EXPECT_EQ(bar->high.value(), 104.0);
    EXPECT_EQ(bar->low.value(), 99.0);
    EXPECT_EQ(bar->close.value(), 102.0);
    EXPECT_EQ(bar->prices, 4U);
}

TEST(BarBuilder, DoesNotTellABarThatItSawOnlyTheEndOf) {
    BarBuilder builder{kMinutes};
    builder.on_price(UsdPrice{100.0}, at_second(30));
    EXPECT_FALSE(builder.on_price(UsdPrice{101.0}, at_second(60)).has_value());
    EXPECT_EQ(builder.unfit_bars(), 1U);
    EXPECT_TRUE(builder.on_price(UsdPrice{102.0}, at_second(120)).has_value());
}

TEST(BarBuilder, MakesNoBarOfAnEmptyInterval) {
    BarBuilder builder{kMinutes};
    builder.on_price(UsdPrice{100.0}, at_second(-1));
    builder.on_price(UsdPrice{100.0}, at_second(0));
    // Three empty ones; the bar before them is whole, the one after them is not.
    EXPECT_TRUE(builder.on_price(UsdPrice{110.0}, at_second(245)).has_value());
    EXPECT_EQ(builder.empty_intervals(), 3U);
    EXPECT_FALSE(builder.on_price(UsdPrice{111.0}, at_second(300)).has_value());
    auto const bar = builder.on_price(UsdPrice{112.0}, at_second(360));
    ASSERT_TRUE(bar.has_value());
    EXPECT_EQ(bar->previous_close.value(), 110.0);
}

TEST(BarBuilder, DoesNotTellABarOfTooFewPrices) {
    BarBuilder builder{{seconds(60), 3}};
    builder.on_price(UsdPrice{100.0}, at_second(-1));
    builder.on_price(UsdPrice{100.0}, at_second(0));
    builder.on_price(UsdPrice{103.0}, at_second(59));
    EXPECT_FALSE(builder.on_price(UsdPrice{101.0}, at_second(60)).has_value());
    EXPECT_EQ(builder.unfit_bars(), 2U) << "and the first";
    builder.on_price(UsdPrice{102.0}, at_second(61));
    builder.on_price(UsdPrice{103.0}, at_second(62));
    auto const bar = builder.on_price(UsdPrice{104.0}, at_second(120));
    ASSERT_TRUE(bar.has_value());
    EXPECT_EQ(bar->previous_close.value(), 103.0) << "its close is a close all the same";
}

TEST(BarBuilder, IgnoresWhatIsNoPriceAndTimeThatRunsBackwards) {
    BarBuilder builder{kMinutes};
    builder.on_price(UsdPrice{100.0}, at_second(-1));
    builder.on_price(UsdPrice{100.0}, at_second(10));
    builder.on_price(UsdPrice{std::nan("")}, at_second(20));
    builder.on_price(UsdPrice{0.0}, at_second(20));
    builder.on_price(UsdPrice{-5.0}, at_second(20));
    builder.on_price(UsdPrice{500.0}, at_second(9));
    builder.on_price(UsdPrice{500.0}, WallTime{});
    EXPECT_FALSE(builder.on_price(UsdPrice{std::nan("")}, at_second(100)).has_value());
    auto const bar = builder.on_price(UsdPrice{101.0}, at_second(60));
    ASSERT_TRUE(bar.has_value());
    EXPECT_EQ(bar->high.value(), 100.0);
    EXPECT_EQ(bar->low.value(), 100.0);
    EXPECT_EQ(bar->prices, 1U);
}

TEST(BarBuilderDeathTest, RefusesAnIntervalOfNothing) {
    EXPECT_DEATH(BarBuilder({Duration{}, 1}), "interval");
}

}  // namespace
}  // namespace hedged::market
