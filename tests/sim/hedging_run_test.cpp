// SPDX-License-Identifier: Apache-2.0
// The book is hedged end to end in virtual time, and an auditor that reads only the exchange's own
// numbers says how well.
#include "sim/trading_floor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace hedged::sim {
namespace {

bool hedging(const TradingFloor& floor) {
    return floor.view().state == TradingState::Normal;
}

std::uint64_t notes_of(const TradingFloor& floor, NoteKind kind) {
    return floor.notes[static_cast<std::size_t>(kind)];
}

std::size_t most_in(const std::vector<Instant>& times, Duration window) {
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] >= window) {
            ++first;
        }
        most = std::max(most, last - first + 1);
    }
    return most;
}

TEST(HedgingRun, BringsTheBookIntoItsBandAfterLoggingIn) {
    TradingFloor floor{short_gamma_floor(1)};
    ASSERT_TRUE(floor.run_until([&] { return hedging(floor); }, seconds(10)))
        << to_string(floor.view().underlyings[0].why);
    floor.run(seconds(3));
    EXPECT_LE(std::fabs(floor.true_delta()), 0.6);
    EXPECT_FALSE(floor.view().underlyings[0].index.value() <= 0.0);
}

TEST(HedgingRun, KeepsTheBookInItsBandThroughTheRecordedFall) {
    for (std::uint64_t const seed : {1U}) {
        TradingFloor floor{short_gamma_floor(seed)};
        double const start = floor.exchange.index_price();
        floor.run(seconds(56));
        SCOPED_TRACE("seed " + std::to_string(seed));
        EXPECT_LT(floor.exchange.index_price() / start, 0.88) << "the recorded fall was seen";
        EXPECT_EQ(floor.view().state, TradingState::Normal);
        double const share = floor.outside.seconds() / floor.watched.seconds();
        EXPECT_GT(floor.watched.seconds(), 50.0);
        EXPECT_LT(share, 0.15) << "share of time outside the band";
        EXPECT_LT(floor.worst_outside, 1.0) << "coins beyond the band";
        EXPECT_GT(floor.placed_at.size(), 10U);
        EXPECT_LE(most_in(floor.placed_at, seconds(1)), 4U);
        EXPECT_EQ(std::set<std::uint64_t>(floor.placed_ids.begin(), floor.placed_ids.end()).size(),
                  floor.placed_ids.size());
        EXPECT_EQ(notes_of(floor, NoteKind::PositionMismatch), 0U);
        EXPECT_EQ(notes_of(floor, NoteKind::Overfill), 0U);
        EXPECT_EQ(notes_of(floor, NoteKind::GreekDisagreement), 0U);
        RecordProperty("outside_share_percent", static_cast<int>(100.0 * share));
        RecordProperty("orders", static_cast<int>(floor.placed_at.size()));
    }
}

TEST(HedgingRun, RepeatsItselfForASeed) {
    auto const fingerprint = [](std::uint64_t seed) {
        TradingFloor floor{short_gamma_floor(seed)};
        floor.run(seconds(5));
        return std::tuple{floor.hash, floor.placed_at.size(), floor.engine->state_hash()};
    };
    EXPECT_EQ(fingerprint(5), fingerprint(5));
    EXPECT_NE(fingerprint(5), fingerprint(6));
}

TEST(HedgingRun, KnowsThePositionThatTheExchangeKnows) {
    TradingFloor floor{short_gamma_floor(4)};
    floor.run(seconds(10));
    floor.operate(OperatorVerb::Hold);
    floor.run(seconds(3));
    auto const view = floor.view();
    ASSERT_GT(view.position_count, 0U);
    for (std::uint32_t i = 0; i < view.position_count; ++i) {
        auto const& line = view.positions[i];
        EXPECT_DOUBLE_EQ(line.size, floor.true_position(line.instrument.view()))
            << line.instrument.view();
    }
    EXPECT_NEAR(view.underlyings[0].delta.value(), floor.true_delta(), 0.05);
}

}  // namespace
}  // namespace hedged::sim
