// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/idle_policy.hpp"

#include <gtest/gtest.h>

namespace hedged::runtime {
namespace {

using config::Wait;

Instant at(Duration since_start) {
    return Instant{1'000'000'000} + since_start;
}

IdlePolicy adaptive_with_gap(Duration gap) {
    IdlePolicy policy(Wait::Adaptive);
    for (int i = 0; i < 200; ++i) {
        policy.on_work(at(gap * i));
    }
    return policy;
}

TEST(IdlePolicy, DoesWhatItsNameSays) {
    EXPECT_EQ(IdlePolicy(Wait::Spin).on_idle(at({})), IdleStep::Spin);
    EXPECT_EQ(IdlePolicy(Wait::Yield).on_idle(at({})), IdleStep::Yield);
    EXPECT_EQ(IdlePolicy(Wait::Block).on_idle(at({})), IdleStep::Park);
}

TEST(IdlePolicy, AdaptiveParksBeforeItHasSeenAnyWork) {
    EXPECT_EQ(IdlePolicy(Wait::Adaptive).on_idle(at({})), IdleStep::Park);
}

TEST(IdlePolicy, AdaptiveSpinsForTwoAndAHalfGaps) {
    const Duration gap = microseconds(200);
    const IdlePolicy policy = adaptive_with_gap(gap);
    EXPECT_GE(policy.spin_budget(), microseconds(490));
    EXPECT_LE(policy.spin_budget(), microseconds(510));
    const Instant last = at(gap * 199);
    EXPECT_EQ(policy.on_idle(last + microseconds(450)), IdleStep::Spin);
    EXPECT_EQ(policy.on_idle(last + microseconds(550)), IdleStep::Park);
}

TEST(IdlePolicy, AdaptiveDoesNotSpinForAFeedSlowerThanItsCap) {
    const IdlePolicy policy = adaptive_with_gap(milliseconds(5));
    EXPECT_EQ(policy.spin_budget(), Duration{});
    EXPECT_EQ(policy.on_idle(at(milliseconds(5) * 199) + nanoseconds(1)), IdleStep::Park);
}

TEST(IdlePolicy, AdaptiveRecoversFromAQuietNight) {
    IdlePolicy policy = adaptive_with_gap(microseconds(100));
    Instant now = at(seconds(30'000));
    policy.on_work(now);
    EXPECT_EQ(policy.on_idle(now + nanoseconds(1)), IdleStep::Park);
    for (int i = 0; i < 100; ++i) {
        now = now + microseconds(100);
        policy.on_work(now);
    }
    EXPECT_EQ(policy.on_idle(now + microseconds(100)), IdleStep::Spin);
}

}  // namespace
}  // namespace hedged::runtime
