// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/price_grid.hpp"

#include "hedged/core/random.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace hedged::market {
namespace {

TEST(PriceGrid, UsesTheCoarseTickStrictlyAboveItsPrice) {
    InstrumentSpec const option = test::call_option();

    EXPECT_EQ(tick_at(option, 0.0049), (DecimalStep{1, -4}));
    EXPECT_EQ(tick_at(option, 0.0050), (DecimalStep{1, -4}));
    EXPECT_EQ(tick_at(option, 0.0051), (DecimalStep{5, -4}));
    EXPECT_EQ(tick_at(option, 0.5), (DecimalStep{5, -4}));
}

TEST(PriceGrid, RoundsABuyDownAndASellUp) {
    InstrumentSpec const perp = test::perpetual();

    EXPECT_EQ(round_price(perp, 92'283.7, Side::Buy), PriceTicks{184'567});
    EXPECT_EQ(round_price(perp, 92'283.7, Side::Sell), PriceTicks{184'568});
    EXPECT_EQ(price_from_ticks(perp, PriceTicks{184'567}), 92'283.5);
}

TEST(PriceGrid, LeavesAPriceOnTheGridAlone) {
    InstrumentSpec const option = test::call_option();
    for (double const price : {0.0001, 0.0003, 0.005, 0.0055, 0.0405}) {
        auto const down = round_price(option, price, Rounding::Down);
        ASSERT_TRUE(down.has_value()) << price;
        EXPECT_EQ(down, round_price(option, price, Rounding::Up)) << price;
        EXPECT_EQ(price_from_ticks(option, *down), price);
    }
}

TEST(PriceGrid, CountsSmallestTicksWhereTheCoarseTickHolds) {
    InstrumentSpec const option = test::call_option();

    EXPECT_EQ(round_price(option, 0.0407, Rounding::Down), PriceTicks{405});
    EXPECT_EQ(round_price(option, 0.0407, Rounding::Up), PriceTicks{410});
}

TEST(PriceGrid, RoundingAcrossABoundaryLandsOnTheOtherSidesGrid) {
    InstrumentSpec spec = test::call_option();
    spec.tick_steps.clear();
    // The boundary 7 is no multiple of the coarse tick 5.
    spec.tick = DecimalStep{1, 0};
    (void)spec.tick_steps.push_back(TickStep{7.0, DecimalStep{5, 0}});

    EXPECT_EQ(round_price(spec, 9.0, Rounding::Down), PriceTicks{7});
    EXPECT_EQ(round_price(spec, 7.5, Rounding::Up), PriceTicks{10});
    EXPECT_EQ(round_price(spec, 7.0, Rounding::Up), PriceTicks{7});
}

TEST(PriceGrid, HasNoTicksForPricesThatAreNone) {
    InstrumentSpec const perp = test::perpetual();
    for (double const price : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity(), 1e300}) {
        EXPECT_FALSE(round_price(perp, price, Rounding::Down).has_value()) << price;
        EXPECT_FALSE(round_price(perp, price, Rounding::Up).has_value()) << price;
    }
    EXPECT_FALSE(round_price(perp, 0.4, Rounding::Down).has_value());
    EXPECT_EQ(round_price(perp, 0.4, Rounding::Up), PriceTicks{1});
}

TEST(PriceGrid, RefusesACoarseTickThatSmallestTicksCannotCount) {
    InstrumentSpec spec = test::call_option();
    spec.tick_steps[0].tick = DecimalStep{25, -5};

    EXPECT_FALSE(round_price(spec, 0.01, Rounding::Down).has_value());
    EXPECT_FALSE(round_price(spec, 0.01, Rounding::Up).has_value());
    EXPECT_FALSE(on_grid(spec, PriceTicks{100}));
    EXPECT_TRUE(round_price(spec, 0.004, Rounding::Down).has_value());
}

TEST(PriceGrid, KnowsWhatIsOnIt) {
    InstrumentSpec const option = test::call_option();

    EXPECT_TRUE(on_grid(option, PriceTicks{49}));
    EXPECT_TRUE(on_grid(option, PriceTicks{50}));
    EXPECT_FALSE(on_grid(option, PriceTicks{51}));
    EXPECT_TRUE(on_grid(option, PriceTicks{55}));
    EXPECT_FALSE(on_grid(option, PriceTicks{0}));
    EXPECT_FALSE(on_grid(option, PriceTicks{-5}));
}

TEST(PriceGrid, GivesTheDoubleThatTheDecimalTextReadsAs) {
    InstrumentSpec spec = test::perpetual();
    spec.tick = DecimalStep{1, -1};

    EXPECT_EQ(price_from_ticks(spec, PriceTicks{3}), 0.3);
    EXPECT_EQ(price_from_ticks(spec, PriceTicks{764'855}), 76'485.5);
}

// Goal: rounding is the nearest acceptable price on the stated side. Method: random grids small
// enough to list every acceptable price, and prices drawn across them.
TEST(PriceGrid, RoundsToTheNearestAcceptablePriceOnAnyGrid) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Random random(seed);
        InstrumentSpec spec = test::perpetual();
        spec.tick = DecimalStep{1 + static_cast<std::int64_t>(random.below(5)), -2};
        std::int64_t const base = spec.tick.mantissa;
        std::int64_t boundary = 0;
        std::int64_t stride = 1;
        std::vector<std::pair<std::int64_t, std::int64_t>> steps{{0, 1}};
        for (std::uint64_t i = random.below(4); i > 0; --i) {
            boundary += 1 + static_cast<std::int64_t>(random.below(40));
            stride *= 1 + static_cast<std::int64_t>(random.below(4));
            steps.emplace_back(boundary, stride);
            (void)spec.tick_steps.push_back(
                TickStep{DecimalStep{base * boundary, -2}.value(), DecimalStep{base * stride, -2}});
        }
        std::set<std::int64_t> acceptable;
        for (std::int64_t ticks = 1; ticks < 600; ++ticks) {
            std::int64_t holds = 1;
            for (auto const& [above, tick] : steps) {
                holds = ticks > above ? tick : holds;
            }
            if (ticks % holds == 0) {
                acceptable.insert(ticks);
            }
            ASSERT_EQ(on_grid(spec, PriceTicks{ticks}), ticks % holds == 0)
                << "seed " << seed << " ticks " << ticks;
        }
        for (int i = 0; i < 100; ++i) {
            double const ticks = random.uniform() * 300.0;
            double const price = ticks * spec.tick.value();
            auto const above = acceptable.lower_bound(static_cast<std::int64_t>(std::ceil(ticks)));
            auto const up = round_price(spec, price, Rounding::Up);
            ASSERT_TRUE(up && above != acceptable.end()) << "seed " << seed;
            ASSERT_EQ(up->value(), *above) << "seed " << seed << " price " << price;
            auto const down = round_price(spec, price, Rounding::Down);
            auto below = acceptable.upper_bound(static_cast<std::int64_t>(std::floor(ticks)));
            if (below == acceptable.begin()) {
                ASSERT_FALSE(down.has_value()) << "seed " << seed << " price " << price;
            } else {
                ASSERT_TRUE(down.has_value()) << "seed " << seed << " price " << price;
                ASSERT_EQ(down->value(), *--below) << "seed " << seed << " price " << price;
            }
        }
    }
}

}  // namespace
}  // namespace hedged::market
