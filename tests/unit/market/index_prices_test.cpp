// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/index_prices.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

namespace hedged::market {
namespace {

const FreshnessLimit kLimit{milliseconds(500), milliseconds(500)};

TEST(IndexPrices, KeepTheLastPerUnderlying) {
    IndexPrices prices;
    prices.on(IndexPrice{test::stamp_ms(1), test::kBtc, UsdPrice{60'000.0}});
    prices.on(IndexPrice{test::stamp_ms(2), test::kBtc, UsdPrice{60'100.0}});

    EXPECT_EQ(prices.last(test::kBtc)->price, UsdPrice{60'100.0});
    EXPECT_FALSE(prices.last(test::kEth).has_value());
    EXPECT_FALSE(prices.last(UnderlyingIndex{}).has_value());
}

TEST(IndexPrices, KeepTheOneReceivedLastWhateverOrderTheyAreToldIn) {
    IndexPrices prices;
    EXPECT_TRUE(prices.on(IndexPrice{test::stamp_ms(2), test::kBtc, UsdPrice{60'100.0}}));
    EXPECT_FALSE(prices.on(IndexPrice{test::stamp_ms(1), test::kBtc, UsdPrice{60'000.0}}));
    EXPECT_EQ(prices.last(test::kBtc)->price, UsdPrice{60'100.0});
}

TEST(IndexPrices, GoStale) {
    IndexPrices prices;
    VenueClock clock;
    clock.on(test::clock_sync(0));
    prices.on(IndexPrice{test::stamp_ms(0), test::kBtc, UsdPrice{60'000.0}});

    EXPECT_TRUE(prices.fresh(test::kBtc, clock, test::at_ms(500), kLimit));
    EXPECT_FALSE(prices.fresh(test::kBtc, clock, test::at_ms(501), kLimit));
    EXPECT_FALSE(prices.fresh(test::kEth, clock, test::at_ms(0), kLimit));
}

TEST(IndexPrices, AreForgottenWithTheStream) {
    IndexPrices prices;
    prices.on(IndexPrice{test::stamp_ms(0), test::kBtc, UsdPrice{60'000.0}});
    prices.on_stream_down();

    EXPECT_FALSE(prices.last(test::kBtc).has_value());
}

TEST(IndexPrices, LockOneUnderlyingOrThePlatform) {
    IndexPrices prices;
    prices.on(PlatformLock{{}, test::kEth, true});
    EXPECT_FALSE(prices.locked(test::kBtc));
    EXPECT_TRUE(prices.locked(test::kEth));

    prices.on(PlatformLock{{}, UnderlyingIndex{}, true});
    EXPECT_TRUE(prices.locked(test::kBtc));

    prices.on(PlatformLock{{}, UnderlyingIndex{}, false});
    EXPECT_FALSE(prices.locked(test::kBtc));
    EXPECT_FALSE(prices.locked(test::kEth));
}

TEST(IndexPrices, TreatAnUnknownUnderlyingAsLocked) {
    EXPECT_TRUE(IndexPrices{}.locked(UnderlyingIndex{kUnderlyingsMax}));
    EXPECT_TRUE(IndexPrices{}.locked(UnderlyingIndex{}));
}

}  // namespace
}  // namespace hedged::market
