// SPDX-License-Identifier: Apache-2.0
// A real daemon, killed again and again against a real exchange; the long run is deploy/crash.sh.
#include "integration/crash/campaign.hpp"

#include <gtest/gtest.h>

#include <future>

namespace hedged::crash {
namespace {

TEST(Crash, NeverHedgesTwiceNorRepeatsALabelHoweverOftenItIsKilled) {
    std::vector<std::future<Outcome>> pairs;
    for (const std::uint64_t seed : {1U, 2U}) {
        pairs.push_back(std::async(std::launch::async, [seed] { return Campaign(seed).run(8); }));
    }
    int kills = 0;
    int orders = 0;
    for (auto& pair : pairs) {
        const Outcome outcome = pair.get();
        for (const std::string& fault : outcome.faults) {
            ADD_FAILURE() << fault;
        }
        kills += outcome.kills;
        orders += outcome.orders;
    }
    EXPECT_EQ(kills, 16);
    EXPECT_GT(orders, 4) << "there was hardly anything to do twice";
}

TEST(Crash, ReadsTheEpochOfALabelAsTheDaemonWritesIt) {
    EXPECT_EQ(epoch_of_label("dhpapr000100000z"), 1U);
    EXPECT_EQ(epoch_of_label("dhpapr001a000001"), 46U);
    EXPECT_EQ(epoch_of_label("dhothr001a000001"), 0U);
    EXPECT_EQ(epoch_of_label(""), 0U);
}

}  // namespace
}  // namespace hedged::crash
