// SPDX-License-Identifier: Apache-2.0
#include "runtime/snapshot.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace hedged::runtime {
namespace {

using Block = std::array<std::uint64_t, 512>;

TEST(Snapshot, HasNothingBeforeTheFirstPublish) {
    Snapshot<int> snapshot;
    (void)snapshot.latest();
    EXPECT_FALSE(snapshot.any());
}

TEST(Snapshot, GivesTheNewestAndKeepsItUntilTheNext) {
    Snapshot<int> snapshot;
    for (int i = 1; i <= 5; ++i) {
        snapshot.draft() = i;
        snapshot.publish();
    }
    const int& seen = snapshot.latest();
    EXPECT_EQ(seen, 5);
    snapshot.draft() = 6;
    snapshot.publish();
    EXPECT_EQ(seen, 5);
    EXPECT_EQ(snapshot.latest(), 6);
    EXPECT_EQ(snapshot.latest(), 6);
    EXPECT_TRUE(snapshot.any());
}

TEST(Snapshot, IsNeverTornBetweenTwoThreads) {
    constexpr std::uint64_t kRounds = 20'000;
    Snapshot<Block> snapshot;
    std::thread writer([&snapshot] {
        for (std::uint64_t i = 1; i <= kRounds; ++i) {
            snapshot.draft().fill(i);
            snapshot.publish();
        }
    });
    std::uint64_t last = 0;
    bool whole = true;
    while (last < kRounds) {
        const Block& block = snapshot.latest();
        whole = whole && block.front() >= last;
        for (const std::uint64_t word : block) {
            whole = whole && word == block.front();
        }
        last = block.front();
    }
    writer.join();
    EXPECT_TRUE(whole);
}

}  // namespace
}  // namespace hedged::runtime
