// SPDX-License-Identifier: Apache-2.0
#include "hedged/risk/refusal_breaker.hpp"

#include "support/risk_scene.hpp"

#include <gtest/gtest.h>

namespace hedged::risk {
namespace {

using test::at_ms;

constexpr InstrumentIndex kPerp{0};
constexpr InstrumentIndex kFuture{1};

class RefusalBreakerTest : public ::testing::Test {
protected:
    BreakerVerdict refuse(std::int64_t ms, RefusalClass refusal = RefusalClass::Price,
                          InstrumentIndex instrument = kPerp) {
        return breaker.on_refusal(instrument, refusal, at_ms(ms));
    }
    RefusalBreaker breaker{test::sensible_limits()};
};

TEST_F(RefusalBreakerTest, HoldsOnTheThirdOfAKindWithinTenSeconds) {
    EXPECT_EQ(refuse(0), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(5'000), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(10'000), BreakerVerdict::HoldInstrument);
}

TEST_F(RefusalBreakerTest, LetsThemPassJustOutsideTheWindow) {
    EXPECT_EQ(refuse(0), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(5'000), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(10'001), BreakerVerdict::Continue);
}

TEST_F(RefusalBreakerTest, CountsEachKindApart) {
    EXPECT_EQ(refuse(0, RefusalClass::Price), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(1, RefusalClass::Size), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(2, RefusalClass::Price), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(3, RefusalClass::Money), BreakerVerdict::Continue);
}

TEST_F(RefusalBreakerTest, CountsEachInstrumentApart) {
    EXPECT_EQ(refuse(0), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(1), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(2, RefusalClass::Price, kFuture), BreakerVerdict::Continue);
}

TEST_F(RefusalBreakerTest, KillsOnTheTenthOfAnyKindWithinAMinute) {
    for (int i = 0; i < 9; ++i) {
        auto const kind = static_cast<RefusalClass>(i % 4);
        EXPECT_NE(refuse(i * 6'500, kind), BreakerVerdict::Kill) << i;
    }
    EXPECT_EQ(refuse(60'000, RefusalClass::Other), BreakerVerdict::Kill);
}

TEST_F(RefusalBreakerTest, DoesNotKillWhenTheFirstIsJustOutsideTheMinute) {
    for (int i = 0; i < 9; ++i) {
        (void)refuse(i * 6'500, static_cast<RefusalClass>(i % 4));
    }
    EXPECT_NE(refuse(60'001, RefusalClass::Other), BreakerVerdict::Kill);
}

TEST_F(RefusalBreakerTest, StillCountsAfterManyMoreThanItRemembers) {
    for (int i = 0; i < 500; ++i) {
        EXPECT_EQ(refuse(i * 60'000), BreakerVerdict::Continue) << i;
    }
    EXPECT_EQ(refuse(500 * 60'000), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(500 * 60'000 + 1), BreakerVerdict::Continue);
    EXPECT_EQ(refuse(500 * 60'000 + 2), BreakerVerdict::HoldInstrument);
}

TEST_F(RefusalBreakerTest, StartsAgainAfterAReset) {
    (void)refuse(0);
    (void)refuse(1);
    breaker.reset();
    EXPECT_EQ(refuse(2), BreakerVerdict::Continue);
}

}  // namespace
}  // namespace hedged::risk
