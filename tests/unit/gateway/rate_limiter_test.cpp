// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/rate_limiter.hpp"

#include "hedged/core/random.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace hedged::gateway {
namespace {

using test::at_ms;

// Four a second, ten a minute, twelve a day; five credits a second, burst 20, a quarter reserved.
constexpr RateLimits kLimits{4, 10, 12, 5.0, 20.0, 0.25};

RateLimitReport report(double per_second, double burst) {
    RateLimitReport report;
    report.orders_per_second = per_second;
    report.order_burst = burst;
    return report;
}

TEST(RateLimiter, LetsTheLastOrderOfASecondPassAndStopsTheNext) {
    RateLimiter limiter(kLimits);
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(limiter.take_order(at_ms(100 + i))) << i;
    }
    EXPECT_FALSE(limiter.counts_ok(at_ms(104)));
    EXPECT_FALSE(limiter.take_order(at_ms(1'099)));
    EXPECT_TRUE(limiter.take_order(at_ms(1'100)));
}

TEST(RateLimiter, StopsAtTheMinuteAndAtTheDay) {
    RateLimiter limiter(kLimits);
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(limiter.take_order(at_ms(i * 1'000))) << i;
    }
    EXPECT_FALSE(limiter.take_order(at_ms(59'999)));
    EXPECT_TRUE(limiter.take_order(at_ms(60'000)));
    EXPECT_TRUE(limiter.take_order(at_ms(61'000)));
    EXPECT_FALSE(limiter.take_order(at_ms(86'399'999)));
    EXPECT_TRUE(limiter.take_order(at_ms(86'400'000)));
}

TEST(RateLimiter, KeepsItsReserveForCancels) {
    RateLimiter limiter(RateLimits{1'000, 1'000, 1'000, 5.0, 20.0, 0.25});
    int orders = 0;
    while (limiter.take_order(at_ms(1))) {
        ++orders;
    }
    EXPECT_EQ(orders, 15);
    int cancels = 0;
    while (limiter.take_cancel(at_ms(1))) {
        ++cancels;
    }
    EXPECT_EQ(cancels, 5);
}

TEST(RateLimiter, DoesNotCountCancelsAsOrders) {
    RateLimiter limiter(kLimits);
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(limiter.take_cancel(at_ms(1)));
    }
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(limiter.take_order(at_ms(1)));
    }
}

TEST(RateLimiter, RefillsWithTimeUpToTheBurst) {
    RateLimiter limiter(kLimits);
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(limiter.take_cancel(at_ms(0)));
    }
    EXPECT_FALSE(limiter.take_cancel(at_ms(199)));
    EXPECT_TRUE(limiter.take_cancel(at_ms(200)));
    EXPECT_NEAR(limiter.tokens(at_ms(1'200)), 5.0, 1e-9);
    EXPECT_EQ(limiter.tokens(at_ms(3'600'000)), 20.0);
}

TEST(RateLimiter, EarnsNothingFromTimeThatStandsStillOrRunsBack) {
    RateLimiter limiter(kLimits);
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(limiter.take_cancel(at_ms(10'000)));
    }
    EXPECT_FALSE(limiter.take_cancel(at_ms(10'000)));
    EXPECT_FALSE(limiter.take_cancel(at_ms(1)));
    EXPECT_NEAR(limiter.tokens(at_ms(10'200)), 1.0, 1e-9);
}

TEST(RateLimiter, TakesNothingWhenItRefuses) {
    RateLimiter limiter(kLimits);
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(limiter.take_order(at_ms(0)));
    }
    double const before = limiter.tokens(at_ms(0));
    ASSERT_FALSE(limiter.take_order(at_ms(0)));
    EXPECT_EQ(limiter.tokens(at_ms(0)), before);
}

TEST(RateLimiter, StaysBelowWhatTheExchangeStates) {
    RateLimiter limiter(kLimits);
    limiter.on(report(2.0, 10.0), at_ms(0));
    EXPECT_DOUBLE_EQ(limiter.credit_rate(), 1.6);
    EXPECT_DOUBLE_EQ(limiter.credit_burst(), 8.0);
    EXPECT_DOUBLE_EQ(limiter.tokens(at_ms(0)), 8.0);
}

TEST(RateLimiter, NeverWidensWhatWasConfigured) {
    RateLimiter limiter(kLimits);
    limiter.on(report(2.0, 10.0), at_ms(0));
    limiter.on(report(1'000.0, 1'000.0), at_ms(0));
    EXPECT_DOUBLE_EQ(limiter.credit_rate(), 5.0);
    EXPECT_DOUBLE_EQ(limiter.credit_burst(), 20.0);
    // The tokens given up are earned again, not handed back.
    EXPECT_DOUBLE_EQ(limiter.tokens(at_ms(0)), 8.0);
}

TEST(RateLimiter, IgnoresAReportThatStatesNothing) {
    RateLimiter limiter(kLimits);
    double const nan = std::numeric_limits<double>::quiet_NaN();
    for (double const nothing : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()}) {
        limiter.on(report(nothing, nothing), at_ms(0));
        EXPECT_DOUBLE_EQ(limiter.credit_rate(), 5.0) << nothing;
        EXPECT_DOUBLE_EQ(limiter.credit_burst(), 20.0) << nothing;
    }
}

TEST(RateLimiter, HasNothingLeftAfterBeingThrottled) {
    RateLimiter limiter(kLimits);
    limiter.on_throttled(at_ms(0));
    EXPECT_FALSE(limiter.take_cancel(at_ms(0)));
    EXPECT_TRUE(limiter.take_cancel(at_ms(200)));
    EXPECT_FALSE(limiter.order_credits_ok(at_ms(1'300)));
    EXPECT_TRUE(limiter.order_credits_ok(at_ms(1'400)));
}

// Goal: no window of a second, a minute or any other length ever holds more than is allowed.
// Method: random bursts of orders and cancels; every window that ends at a message is counted.
TEST(RateLimiterProperty, NeverExceedsItsLimitsInAnyWindow) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        RateLimits limits;
        limits.orders_per_second = 1 + static_cast<std::uint32_t>(random.below(8));
        limits.orders_per_minute =
            limits.orders_per_second + static_cast<std::uint32_t>(random.below(60));
        limits.orders_per_day =
            limits.orders_per_minute + static_cast<std::uint32_t>(random.below(400));
        limits.credits_per_second = 0.5 + 10.0 * random.uniform();
        limits.credit_burst = 4.0 + 20.0 * random.uniform();
        limits.cancel_reserve = 0.25;
        RateLimiter limiter(limits);
        std::vector<std::int64_t> orders;
        std::vector<std::int64_t> all;
        std::int64_t ns = 0;
        for (int step = 0; step < 4'000; ++step) {
            ns += static_cast<std::int64_t>(random.below(4)) == 0
                      ? static_cast<std::int64_t>(random.below(3'000'000'000))
                      : static_cast<std::int64_t>(random.below(30'000'000));
            bool const order = random.below(3) != 0;
            if (order ? limiter.take_order(Instant{ns}) : limiter.take_cancel(Instant{ns})) {
                all.push_back(ns);
                if (order) {
                    orders.push_back(ns);
                }
            }
        }
        auto const most = [](const std::vector<std::int64_t>& sent, std::int64_t window) {
            std::size_t worst = 0;
            for (std::size_t first = 0, last = 0; last < sent.size(); ++last) {
                while (sent[last] - sent[first] >= window) {
                    ++first;
                }
                worst = std::max(worst, last - first + 1);
            }
            return worst;
        };
        ASSERT_LE(most(orders, 1'000'000'000), limits.orders_per_second);
        ASSERT_LE(most(orders, 60'000'000'000), limits.orders_per_minute);
        ASSERT_LE(most(orders, 86'400'000'000'000), limits.orders_per_day);
        for (double const window : {0.1, 1.0, 7.0, 60.0}) {
            double const budget = limits.credit_burst + limits.credits_per_second * window;
            ASSERT_LE(static_cast<double>(most(all, static_cast<std::int64_t>(window * 1e9))),
                      budget + 1e-6)
                << window;
        }
        ASSERT_GT(orders.size(), 20U);
    }
}

TEST(RateLimiterDeathTest, RefusesLimitsThatAreNotSet) {
    EXPECT_DEATH(RateLimiter(RateLimits{}), "orders_per_second");
    EXPECT_DEATH(RateLimiter(RateLimits{4, 10, 12, 5.0, 20.0, 0.0}), "cancel_reserve");
    EXPECT_DEATH(RateLimiter(RateLimits{4, 10, 12, 0.0, 20.0, 0.25}), "rate_");
}

TEST(RateLimiter, CountsWhatEarlierRunsSent) {
    RateLimits limits{4, 10, 20, 5.0, 20.0, 0.25};
    RateLimiter limiter(limits);
    Instant const now{seconds(1'000).nanoseconds()};
    limiter.restore(seconds(86'390), 15, now);
    limiter.restore(seconds(30), 5, now);
    EXPECT_FALSE(limiter.counts_ok(now));
    EXPECT_FALSE(limiter.counts_ok(now + milliseconds(9'999)));
    EXPECT_TRUE(limiter.counts_ok(now + seconds(10))) << "fifteen of them are a day old";
}

TEST(RateLimiter, StartsWithTheCreditsThatEarlierRunsLeft) {
    RateLimits limits{100, 1'000, 10'000, 5.0, 20.0, 0.25};
    RateLimiter limiter(limits);
    Instant const now{seconds(1'000).nanoseconds()};
    limiter.restore(seconds(2), 30, now);
    EXPECT_NEAR(limiter.tokens(now), 10.0, 1e-9) << "none two seconds ago, five a second since";
}

}  // namespace
}  // namespace hedged::gateway
