// SPDX-License-Identifier: Apache-2.0
#include "runtime/doorbell.hpp"

#include "runtime/bounded_queue.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace hedged::runtime {
namespace {

TEST(Doorbell, AsksForNoWakeUpWhileTheConsumerIsAwake) {
    Doorbell bell;
    EXPECT_FALSE(bell.needs_ring());
    bell.about_to_park();
    EXPECT_TRUE(bell.needs_ring());
    EXPECT_FALSE(bell.needs_ring()) << "one ring is enough";
    bell.about_to_park();
    bell.awake();
    EXPECT_FALSE(bell.needs_ring());
}

// The consumer parks for an hour: a lost wake-up would run into the time-out of the test.
TEST(Doorbell, NeverLosesAWakeUp) {
    constexpr int kItems = 20'000;
    BoundedQueue<int> queue(16);
    Doorbell bell;
    std::thread consumer([&] {
        int item = 0;
        for (int got = 0; got < kItems;) {
            if (queue.pop(item)) {
                ++got;
                continue;
            }
            bell.about_to_park();
            if (queue.empty()) {
                bell.park(seconds(3600));
            } else {
                bell.awake();
            }
        }
    });
    for (int i = 0; i < kItems;) {
        if (queue.push(i)) {
            bell.ring();
            ++i;
        } else {
            std::this_thread::yield();
        }
    }
    consumer.join();
    EXPECT_TRUE(queue.empty());
}

TEST(Doorbell, ReturnsFromParkingWhenItsTimeIsOver) {
    Doorbell bell;
    bell.about_to_park();
    bell.park(milliseconds(1));
    EXPECT_FALSE(bell.needs_ring());
}

}  // namespace
}  // namespace hedged::runtime
