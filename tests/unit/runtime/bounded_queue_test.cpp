// SPDX-License-Identifier: Apache-2.0
#include "runtime/bounded_queue.hpp"

#include "hedged/protocol/event.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace hedged::runtime {
namespace {

TEST(BoundedQueue, TakesExactlyItsCapacity) {
    for (const std::size_t capacity : {1U, 31U, 32U, 33U, 64U, 1000U, 5000U}) {
        BoundedQueue<int> queue(capacity);
        for (std::size_t i = 0; i < capacity; ++i) {
            ASSERT_TRUE(queue.push(static_cast<int>(i))) << capacity;
        }
        EXPECT_FALSE(queue.push(-1)) << capacity;
        EXPECT_EQ(queue.refused(), 1U);
        EXPECT_EQ(queue.high_water(), capacity);
    }
}

TEST(BoundedQueue, KeepsItsOrderAndItsCapacityOverManyLaps) {
    BoundedQueue<int> queue(100);
    int next_in = 0;
    int next_out = 0;
    for (int lap = 0; lap < 500; ++lap) {
        for (int i = 0; i < 100; ++i) {
            ASSERT_TRUE(queue.push(next_in++)) << lap;
        }
        ASSERT_FALSE(queue.push(0)) << lap;
        int got = -1;
        while (queue.pop(got)) {
            ASSERT_EQ(got, next_out++);
        }
    }
    EXPECT_EQ(next_out, next_in);
}

TEST(BoundedQueue, AnswersFalseWhenEmpty) {
    BoundedQueue<Event> queue(4);
    Event event;
    EXPECT_FALSE(queue.pop(event));
    EXPECT_TRUE(queue.empty());
}

TEST(BoundedQueue, LosesAndSwapsNothingBetweenTwoThreads) {
    constexpr int kItems = 200'000;
    BoundedQueue<int> queue(64);
    std::thread producer([&queue] {
        for (int i = 0; i < kItems;) {
            if (queue.push(i)) {
                ++i;
            } else {
                std::this_thread::yield();
            }
        }
    });
    int expected = 0;
    bool ordered = true;
    while (expected < kItems) {
        int got = -1;
        if (queue.pop(got)) {
            ordered = ordered && got == expected;
            ++expected;
        } else {
            std::this_thread::yield();
        }
    }
    producer.join();
    EXPECT_TRUE(ordered);
    EXPECT_TRUE(queue.empty());
    EXPECT_LE(queue.high_water(), 64U);
}

}  // namespace
}  // namespace hedged::runtime
