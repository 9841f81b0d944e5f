// SPDX-License-Identifier: Apache-2.0
// The index path: pinned, seeded, and a bridge in distribution.
#include "core_market.hpp"
#include "exchange/index_path.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace hedged::exchange::test {
namespace {

const std::vector<IndexPin> kPins{
    {kNoon, 80'000.0}, {after(kNoon, 3'600.0), 79'000.0}, {after(kNoon, 9'000.0), 82'000.0}};

TEST(IndexPath, HitsEveryRecordedPointWhateverTheStep) {
    for (const double step : {0.02, 7.0, 333.3}) {
        IndexPath path{kPins, 0.6, kNoon, 5};
        for (const IndexPin& pin : kPins) {
            for (WallTime t = kNoon; t < pin.time; t = after(t, step)) {
                path.advance_to(std::max(t, kNoon));
            }
            path.advance_to(pin.time);
            EXPECT_NEAR(path.price(), pin.price, 1e-9) << "step " << step;
        }
    }
}

TEST(IndexPath, StepsOverARecordedPointLandBeyondIt) {
    IndexPath path{kPins, 0.0, kNoon, 5};
    path.advance_to(after(kNoon, 3'600.0 + 2'700.0));
    EXPECT_NEAR(path.price(), std::sqrt(79'000.0 * 82'000.0), 1e-6);
}

TEST(IndexPath, IsTheSameForTheSameSeedAndSteps) {
    IndexPath a{kPins, 0.6, kNoon, 5};
    IndexPath b{kPins, 0.6, kNoon, 5};
    IndexPath other{kPins, 0.6, kNoon, 6};
    bool differs = false;
    for (int i = 1; i < 500; ++i) {
        const WallTime t = after(kNoon, i * 25.0);
        a.advance_to(t);
        b.advance_to(t);
        other.advance_to(t);
        ASSERT_EQ(a.price(), b.price());
        differs = differs || a.price() != other.price();
    }
    EXPECT_TRUE(differs);
}

// At the middle of a bridge over T the log price has variance sigma^2 T / 4, however it got there.
TEST(IndexPath, HasABridgesVarianceAtTheMiddle) {
    const double years = 3'600.0 / (365.0 * 86'400.0);
    for (const int steps : {1, 10}) {
        double sum = 0.0;
        constexpr int kPaths = 4'000;
        for (int i = 0; i < kPaths; ++i) {
            IndexPath path{kPins, 0.6, kNoon, static_cast<std::uint64_t>(1'000 + i)};
            for (int k = 1; k <= steps; ++k) {
                path.advance_to(after(kNoon, 1'800.0 * k / steps));
            }
            const double middle = 0.5 * (std::log(80'000.0) + std::log(79'000.0));
            sum += std::pow(std::log(path.price()) - middle, 2.0);
        }
        const double expected = 0.36 * years / 4.0;
        // The sample variance of 4000 normals has a relative deviation of 2.2 %.
        EXPECT_NEAR(sum / kPaths / expected, 1.0, 0.10) << steps;
    }
}

TEST(IndexPath, WalksOnAfterTheLastRecordedPoint) {
    IndexPath path{kPins, 0.6, kNoon, 5};
    path.advance_to(after(kNoon, 9'000.0));
    path.advance_to(after(kNoon, 9'000.0 + 86'400.0));
    EXPECT_NE(path.price(), 82'000.0);
    EXPECT_NEAR(std::log(path.price() / 82'000.0), 0.0, 6.0 * 0.6 / std::sqrt(365.0));
}

TEST(IndexPath, ReturnsToItsPointsAfterAShock) {
    IndexPath path{kPins, 0.6, kNoon, 5};
    path.advance_to(after(kNoon, 60.0));
    const double before = path.price();
    path.shock(0.8);
    EXPECT_NEAR(path.price() / before, 0.8, 1e-12);
    EXPECT_GT(path.activity(), 10.0);
    path.advance_to(after(kNoon, 3'600.0));
    EXPECT_NEAR(path.price(), 79'000.0, 1e-9);
}

TEST(IndexPath, PublishesTheRecordedIndexAtTheRecordedTimes) {
    auto history = read_chain_folder(HEDGED_SOURCE_DIR "/config/replay/deribit_btc_202602");
    ASSERT_TRUE(history.ok()) << history.error();
    const ChainHistory recorded = history.value();
    Exchange exchange{ExchangeConfig{}, recorded};
    EXPECT_EQ(exchange.index_price(), 76'485.48);
    for (const ChainSnapshot& snapshot : recorded) {
        exchange.advance(snapshot.time - milliseconds(700));
        exchange.advance(snapshot.time);
        EXPECT_NEAR(exchange.index_price(), snapshot.index, 1e-9);
    }
    EXPECT_NEAR(recorded.back().index / recorded.front().index, 0.847, 0.001);
}

}  // namespace
}  // namespace hedged::exchange::test
