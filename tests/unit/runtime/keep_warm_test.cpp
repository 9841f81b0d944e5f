// SPDX-License-Identifier: Apache-2.0
#include "runtime/keep_warm.hpp"

#include <gtest/gtest.h>

namespace hedged::runtime {
namespace {

TEST(KeepWarm, TheDoubleDecidesAnOrderOnEveryTick) {
    WarmEngine warm;
    for (int i = 0; i < 50; ++i) {
        (void)warm.run();
    }
    const std::uint64_t before = warm.orders();
    for (int i = 0; i < 1000; ++i) {
        (void)warm.run();
    }
    EXPECT_GE(warm.orders() - before, 990U);
}

TEST(KeepWarm, TheDoubleGoesOnForALongTime) {
    WarmEngine warm;
    for (int i = 0; i < 200'000; ++i) {
        (void)warm.run();
    }
    const std::uint64_t before = warm.orders();
    for (int i = 0; i < 1000; ++i) {
        (void)warm.run();
    }
    EXPECT_GE(warm.orders() - before, 990U);
}

// Two live engines see the same events; beside one of them the double runs all the time.
TEST(KeepWarm, LeavesALiveEngineAsItWouldBeWithoutIt) {
    engine::EngineConfig config = WarmEngine::config();
    engine::Engine with(config);
    engine::Engine without(config);
    WarmEngine warm;
    WarmCodec codec;
    Instant now{5'000'000'000};
    for (int step = 0; step < 500; ++step) {
        now = now + milliseconds(7);
        IndexPrice index;
        index.stamp = {now, WallTime{1'770'000'000'000'000'000}};
        index.underlying = UnderlyingIndex{0};
        index.price = UsdPrice{76'000.0 + step};
        Actions first;
        Actions second;
        for (const Event& event : {Event{ClockSync{index.stamp, microseconds(50)}}, Event{index},
                                   Event{Timer{now}}, Event{BatchEnd{now}}}) {
            with.on(event, first);
            (void)warm.run();
            (void)codec.run();
            without.on(event, second);
        }
        ASSERT_EQ(with.state_hash(), without.state_hash()) << step;
        ASSERT_EQ(first.size(), second.size()) << step;
    }
    EngineView one;
    EngineView other;
    with.view(one);
    without.view(other);
    EXPECT_EQ(one.counters.events, other.counters.events);
    EXPECT_EQ(one.counters.orders_sent, 0U) << "the double's orders are nobody else's";
    EXPECT_GT(warm.orders(), 100U);
}

TEST(KeepWarm, TheCodecDecodesAndEncodes) {
    WarmCodec codec;
    EXPECT_GT(codec.run(), 100U);
}

}  // namespace
}  // namespace hedged::runtime
