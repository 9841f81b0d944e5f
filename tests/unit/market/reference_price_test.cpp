// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/reference_price.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace hedged::market {
namespace {

TEST(ReferenceVote, IsTheMedianOfThree) {
    std::array const prices{60'100.0, 59'900.0, 60'010.0};
    Reference const result = vote(prices, 0.01);

    EXPECT_TRUE(result.ok);
    EXPECT_EQ(result.price, 60'010.0);
    EXPECT_EQ(result.sources, 3);
}

TEST(ReferenceVote, IsTheMiddleOfTwo) {
    std::array const prices{60'000.0, 60'100.0};
    EXPECT_EQ(vote(prices, 0.01).price, 60'050.0);
}

TEST(ReferenceVote, DoesNotTrustOneSourceAlone) {
    std::array const prices{60'000.0};
    Reference const result = vote(prices, 0.01);

    EXPECT_FALSE(result.ok);
    EXPECT_EQ(result.why, Why::QuoteStale);
    EXPECT_EQ(result.price, 60'000.0);
    EXPECT_FALSE(vote({}, 0.01).ok);
}

TEST(ReferenceVote, HoldsAtTheDisagreementLimitAndFailsBeyond) {
    std::array const inside{100.0, 100.0, 101.0};
    std::array const outside{100.0, 100.0, 101.0001};

    EXPECT_TRUE(vote(inside, 0.01).ok);
    EXPECT_FALSE(vote(outside, 0.01).ok);
    EXPECT_EQ(vote(outside, 0.01).why, Why::PricesDisagree);
}

TEST(ReferenceVote, SeesASourceThatFellAsWellAsOneThatRose) {
    std::array const fell{100.0, 100.0, 84.0};
    Reference const result = vote(fell, 0.01);

    EXPECT_FALSE(result.ok);
    EXPECT_NEAR(result.disagreement, 0.16, 1e-12);
}

TEST(ReferenceVote, HoldsAgainOnceTheOthersFollow) {
    std::array const moved{116.0, 115.9, 116.1};
    EXPECT_TRUE(vote(moved, 0.01).ok);
}

TEST(ReferenceVote, FailsOnANumberThatIsNoPrice) {
    for (double const bad :
         {std::nan(""), std::numeric_limits<double>::infinity(), 0.0, -60'000.0}) {
        std::array const prices{60'000.0, bad, 60'010.0};
        Reference const result = vote(prices, 0.01);
        EXPECT_FALSE(result.ok) << bad;
        EXPECT_EQ(result.why, Why::NonFinite) << bad;
    }
}

class ReferencePriceTest : public ::testing::Test {
protected:
    void SetUp() override {
        clock.on(test::clock_sync(0));
        indices.on(IndexPrice{test::stamp_ms(0), test::kBtc, UsdPrice{60'000.0}});
        quotes.on(test::quote_at(0, spec.index, 60'009.0, 60'011.0));
        ticker(0, 60'020.0);
    }
    void ticker(std::int64_t ms, double mark) {
        Ticker ticker;
        ticker.stamp = test::stamp_ms(ms);
        ticker.instrument = spec.index;
        ticker.mark_price = mark;
        quotes.on(ticker);
    }
    Reference reference(std::int64_t now_ms) {
        return reference_price(spec, quotes, indices, clock, test::at_ms(now_ms), limits);
    }

    static constexpr FreshnessLimit kLimit{milliseconds(500), milliseconds(500)};
    InstrumentSpec spec = test::perpetual();
    VenueClock clock;
    Quotes quotes{8};
    IndexPrices indices;
    ReferenceLimits limits{kLimit, kLimit, kLimit, 0.01};
};

TEST_F(ReferencePriceTest, FusesIndexMidAndMark) {
    EXPECT_EQ(reference(0).price, 60'010.0);
    EXPECT_EQ(reference(0).sources, 3);
    EXPECT_TRUE(reference(500).ok);
}

TEST_F(ReferencePriceTest, LeavesOutWhatIsStale) {
    EXPECT_EQ(reference(501).sources, 0);
    quotes.on(test::quote_at(400, spec.index, 60'009.0, 60'011.0));
    ticker(400, 60'020.0);

    EXPECT_EQ(reference(501).sources, 2);
    EXPECT_TRUE(reference(501).ok);
}

TEST_F(ReferencePriceTest, LeavesOutACrossedQuote) {
    quotes.on(test::quote_at(0, spec.index, 60'012.0, 60'011.0));
    EXPECT_EQ(reference(0).sources, 2);
    EXPECT_EQ(reference(0).price, 60'010.0);
}

TEST_F(ReferencePriceTest, LeavesOutAllDataOfAnInstrumentWithAGap) {
    quotes.on(MarketDataGap{test::stamp_ms(1), spec.index});
    EXPECT_EQ(reference(1).sources, 1);
    EXPECT_FALSE(reference(1).ok);
}

TEST_F(ReferencePriceTest, DoesNotTradeOnASpikeOfOneSource) {
    indices.on(IndexPrice{test::stamp_ms(1), test::kBtc, UsdPrice{50'400.0}});
    EXPECT_FALSE(reference(1).ok);
    EXPECT_EQ(reference(1).why, Why::PricesDisagree);
}

TEST_F(ReferencePriceTest, ComparesAnOptionWithItsOwnMarkOnly) {
    InstrumentSpec const option = test::call_option(1);
    quotes.on(test::quote_at(0, option.index, 0.0400, 0.0410));
    Ticker ticker;
    ticker.stamp = test::stamp_ms(0);
    ticker.instrument = option.index;
    ticker.mark_price = 0.0406;
    quotes.on(ticker);

    Reference const result =
        reference_price(option, quotes, indices, clock, test::at_ms(0), limits);
    EXPECT_TRUE(result.ok);
    EXPECT_EQ(result.sources, 2);
    EXPECT_NEAR(result.price, 0.04055, 1e-15);
}

}  // namespace
}  // namespace hedged::market
