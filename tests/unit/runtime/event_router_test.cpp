// SPDX-License-Identifier: Apache-2.0
#include "runtime/event_router.hpp"

#include <gtest/gtest.h>

namespace hedged::runtime {
namespace {

TEST(EventRouter, ConflatesMarketDataAndKeepsEverythingElse) {
    Lines lines(8, 1);
    EventRouter router(lines);
    Quote quote;
    quote.instrument = InstrumentIndex{3};
    for (int i = 0; i < 10; ++i) {
        router.route(quote);
        router.route(Fill{});
        router.route(ConnectionChange{});
        router.route(InstrumentDefinition{});
        router.route(OrderReply{});
    }
    EXPECT_EQ(lines.market.size(), 1U);
    EXPECT_EQ(lines.account.size(), 40U);
    EXPECT_TRUE(router.take_routed());
    EXPECT_FALSE(router.take_routed());
}

TEST(EventRouter, GivesTheAccountConnectionUpOnceWhenItsQueuePassesTheLimit) {
    Lines lines(8, 1);
    EventRouter router(lines);
    for (std::size_t i = 0; i < kAccountEvents; ++i) {
        router.route(Fill{});
    }
    EXPECT_FALSE(router.take_overflow());
    router.route(Fill{});
    EXPECT_TRUE(router.take_overflow());
    EXPECT_FALSE(router.take_overflow()) << "one disconnect is enough";
    router.route(ConnectionChange{});
    EXPECT_FALSE(router.take_overflow());
    EXPECT_EQ(lines.account.size(), kAccountEvents + 2) << "nothing is dropped";
    EXPECT_EQ(lines.account_overflows.load(), 1U);
}

TEST(EventRouter, IsReadyForTheNextOverflowAfterTheEngineCaughtUp) {
    Lines lines(8, 1);
    EventRouter router(lines);
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = 0; i <= kAccountEvents; ++i) {
            router.route(Fill{});
        }
        EXPECT_TRUE(router.take_overflow()) << round;
        Event event;
        while (lines.account.pop(event)) {
        }
    }
    EXPECT_EQ(lines.account_overflows.load(), 2U);
}

TEST(EventRouterDeathTest, AbortsRatherThanLoseAnAccountEvent) {
    Lines lines(8, 1);
    EventRouter router(lines);
    for (std::size_t i = 0; i < 2 * kAccountEvents; ++i) {
        router.route(Fill{});
    }
    EXPECT_DEATH(router.route(Fill{}), "");
}

}  // namespace
}  // namespace hedged::runtime
