// SPDX-License-Identifier: Apache-2.0
// A book of which everything expires at 08:00 UTC: the hedge has to melt away with the deltas
// during the averaging half hour, so that the book lands flat.
#include "sim/trading_floor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hedged::sim {
namespace {

constexpr std::int64_t kEight = 1'770'192'000'000;  // 4 February 2026, 08:00 UTC
constexpr std::int64_t kMinute = 60'000;
constexpr double kSpeed = 60.0;  // a minute of market a second

FloorOptions all_expire_at_eight() {
    FloorOptions options = short_gamma_floor(3);
    options.speed = static_cast<std::int64_t>(kSpeed);
    options.start = wall_from_milliseconds(kEight - 45 * kMinute);
    // Two deep in the money whose deltas have to be unwound, two near the money.
    options.positions = {{"BTC-4FEB26-70000-C", -6.0, 0.0},
                         {"BTC-4FEB26-84000-P", 2.0, 0.0},
                         {"BTC-4FEB26-76000-P", -3.0, 0.0},
                         {"BTC-4FEB26-77000-C", 3.0, 0.0}};
    return options;
}

class Settlement : public ::testing::Test {
protected:
    Settlement() : floor(all_expire_at_eight()) {
        EXPECT_TRUE(floor.run_until([&] { return floor.view().state == TradingState::Normal; },
                                    seconds(15)));
    }
    void run_to_minute(std::int64_t before_eight) {
        WallTime const when = wall_from_milliseconds(kEight - before_eight * kMinute);
        EXPECT_TRUE(floor.run_until([&] { return floor.view().market_time >= when; }, seconds(60)));
    }
    // Coins at the index; short is negative.
    [[nodiscard]] double hedge() const {
        return floor.true_position("BTC-PERPETUAL") / floor.view().underlyings[0].index.value();
    }
    [[nodiscard]] double band() const { return floor.view().underlyings[0].band_upper.value(); }

    TradingFloor floor;
};

TEST_F(Settlement, LandsFlatWithoutATradeAtTheLastMoment) {
    run_to_minute(31);
    double const at_start = hedge();
    ASSERT_GT(std::fabs(at_start), 3.0) << "nothing to unwind";
    run_to_minute(15);
    EXPECT_LT(std::fabs(hedge()), 0.75 * std::fabs(at_start));
    run_to_minute(1);
    double const before = hedge();
    EXPECT_LE(std::fabs(before), 1.5 * band());
    run_to_minute(-3);
    ASSERT_LE(floor.view().underlyings[0].legs, 1U) << "settled, but for the perpetual";
    EXPECT_LE(std::fabs(hedge()), band() + 1e-3);
    EXPECT_LE(std::fabs(hedge() - before), 1.5 * band());
}

TEST_F(Settlement, KeepsTheDeltaInItsBandAllTheWay) {
    run_to_minute(31);
    double worst = 0.0;
    while (floor.view().market_time < wall_from_milliseconds(kEight + 3 * kMinute)) {
        floor.run(milliseconds(20));
        UnderlyingView const coin = floor.view().underlyings[0];
        worst = std::max(worst, std::fabs(coin.delta.value()));
    }
    // A hedge takes a step or two, in which a near strike may move the delta on.
    EXPECT_LE(worst, 2.0 * band());
    EXPECT_EQ(floor.view().underlyings[0].legs_excluded, 0U);
}

TEST_F(Settlement, TellsThatEachLegHasExpired) {
    run_to_minute(-3);
    EXPECT_EQ(floor.notes[static_cast<std::size_t>(NoteKind::LegExpired)], 4U);
    EXPECT_EQ(floor.notes[static_cast<std::size_t>(NoteKind::LegUnpriced)], 0U);
    EXPECT_EQ(floor.notes[static_cast<std::size_t>(NoteKind::AccountDisagreement)], 0U);
    EXPECT_EQ(floor.notes[static_cast<std::size_t>(NoteKind::GreekDisagreement)], 0U);
}

}  // namespace
}  // namespace hedged::sim
