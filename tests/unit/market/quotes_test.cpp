// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/quotes.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace hedged::market {
namespace {

using test::at_ms;
using test::quote_at;
using test::venue_ms;

constexpr InstrumentIndex kPerp{0};
const FreshnessLimit kLimit{milliseconds(500), milliseconds(400)};

class QuotesTest : public ::testing::Test {
protected:
    void SetUp() override { clock.on(test::clock_sync(0)); }
    QuoteStatus status(std::int64_t now_ms) {
        return quotes.status(kPerp, clock, at_ms(now_ms), kLimit);
    }

    VenueClock clock;
    Quotes quotes{8};
};

TEST_F(QuotesTest, IsMissingUntilTheFirstOne) {
    EXPECT_EQ(status(0), QuoteStatus::Missing);
    EXPECT_EQ(quotes.quote(kPerp), nullptr);
    EXPECT_EQ(quotes.ticker(kPerp), nullptr);
    EXPECT_EQ(quotes.mark_vol(kPerp), nullptr);
}

TEST_F(QuotesTest, KeepsTheLastOfEachKind) {
    quotes.on(quote_at(1, kPerp, 100.0, 101.0));
    quotes.on(quote_at(2, kPerp, 102.0, 103.0));
    Ticker ticker;
    ticker.instrument = kPerp;
    ticker.mark_price = 102.4;
    quotes.on(ticker);
    quotes.on(MarkVol{test::stamp_ms(2), kPerp, 102.6, Vol{0.5}});

    EXPECT_EQ(quotes.quote(kPerp)->bid_price, 102.0);
    EXPECT_EQ(quotes.ticker(kPerp)->mark_price, 102.4);
    EXPECT_EQ(quotes.mark_vol(kPerp)->vol, Vol{0.5});
    EXPECT_EQ(status(2), QuoteStatus::Usable);
    EXPECT_EQ(mid_of(*quotes.quote(kPerp)), 102.5);
}

TEST_F(QuotesTest, IsFreshUpToItsAgeLimitAndStaleBeyond) {
    // The exchange stamps it 200 ms late, so that only the age is at its limit.
    Quote quote = quote_at(0, kPerp, 100.0, 101.0);
    quote.stamp.venue = venue_ms(200);
    quotes.on(quote);

    EXPECT_EQ(status(500), QuoteStatus::Usable);
    EXPECT_EQ(quotes.status(kPerp, clock, at_ms(500) + nanoseconds(1), kLimit), QuoteStatus::Stale);
}

TEST_F(QuotesTest, IsStaleWhenTheExchangeMadeItTooLongAgoHoweverLatelyItCame) {
    Quote quote = quote_at(1'000, kPerp, 100.0, 101.0);
    quote.stamp.venue = venue_ms(600);
    quotes.on(quote);

    EXPECT_EQ(status(1'000), QuoteStatus::Usable);
    EXPECT_EQ(status(1'001), QuoteStatus::Stale);
}

TEST_F(QuotesTest, IsStaleWhenItsStampLiesInTheFuture) {
    Quote quote = quote_at(0, kPerp, 100.0, 101.0);
    quote.stamp.venue = venue_ms(401);
    quotes.on(quote);

    EXPECT_EQ(status(0), QuoteStatus::Stale);
    EXPECT_EQ(status(1), QuoteStatus::Usable);
}

TEST_F(QuotesTest, IsStaleWhileTheExchangeClockIsUnknown) {
    quotes.on(quote_at(0, kPerp, 100.0, 101.0));
    clock.forget();

    EXPECT_EQ(status(0), QuoteStatus::Stale);
}

TEST_F(QuotesTest, IsUnusableFromAGapUntilTheNextQuote) {
    quotes.on(quote_at(0, kPerp, 100.0, 101.0));
    quotes.on(MarketDataGap{test::stamp_ms(1), kPerp});
    EXPECT_EQ(status(1), QuoteStatus::Gap);

    // A ticker is no repair.
    Ticker ticker;
    ticker.instrument = kPerp;
    quotes.on(ticker);
    EXPECT_EQ(status(2), QuoteStatus::Gap);

    quotes.on(quote_at(3, kPerp, 100.0, 101.0));
    EXPECT_EQ(status(3), QuoteStatus::Usable);
    EXPECT_EQ(quotes.gaps(), 1U);
}

TEST_F(QuotesTest, IsUnusableAfterTheStreamDied) {
    quotes.on(quote_at(0, kPerp, 100.0, 101.0));
    quotes.on_stream_down();

    EXPECT_EQ(status(1), QuoteStatus::Gap);
}

TEST_F(QuotesTest, TellsCrossedAndLockedFromUsable) {
    quotes.on(quote_at(0, kPerp, 101.0, 101.0));
    EXPECT_EQ(status(0), QuoteStatus::Crossed);
    quotes.on(quote_at(0, kPerp, 101.5, 101.0));
    EXPECT_EQ(status(0), QuoteStatus::Crossed);
    quotes.on(quote_at(0, kPerp, 100.5, 101.0));
    EXPECT_EQ(status(0), QuoteStatus::Usable);
}

TEST_F(QuotesTest, TellsAnEmptySide) {
    quotes.on(quote_at(0, kPerp, 0.0, 101.0));
    EXPECT_EQ(status(0), QuoteStatus::EmptySide);
    quotes.on(quote_at(0, kPerp, 100.0, 0.0));
    EXPECT_EQ(status(0), QuoteStatus::EmptySide);
    Quote no_size = quote_at(0, kPerp, 100.0, 101.0);
    no_size.ask_amount = 0.0;
    quotes.on(no_size);
    EXPECT_EQ(status(0), QuoteStatus::EmptySide);
}

TEST_F(QuotesTest, NeverCallsANumberThatIsNoneUsable) {
    quotes.on(quote_at(0, kPerp, std::nan(""), 101.0));
    EXPECT_NE(status(0), QuoteStatus::Usable);
    quotes.on(quote_at(0, kPerp, 100.0, std::nan("")));
    EXPECT_NE(status(0), QuoteStatus::Usable);
}

TEST_F(QuotesTest, KeepsTheOneReceivedLastWhateverOrderTheyAreToldIn) {
    quotes.on(quote_at(2, kPerp, 100.0, 101.0));
    quotes.on(quote_at(1, kPerp, 90.0, 91.0));
    EXPECT_EQ(quotes.quote(kPerp)->bid_price, 100.0);
}

TEST_F(QuotesTest, DropsAndCountsWhatIsBeyondItsCapacity) {
    quotes.on(quote_at(0, InstrumentIndex{7}, 100.0, 101.0));
    quotes.on(quote_at(0, InstrumentIndex{8}, 100.0, 101.0));
    quotes.on(MarketDataGap{test::stamp_ms(1), InstrumentIndex{}});

    EXPECT_NE(quotes.quote(InstrumentIndex{7}), nullptr);
    EXPECT_EQ(quotes.quote(InstrumentIndex{8}), nullptr);
    EXPECT_EQ(quotes.dropped(), 2U);
}

TEST(QuoteStatusWords, EachUnusableStatusHasItsReason) {
    EXPECT_EQ(why_of(QuoteStatus::Missing), Why::QuoteStale);
    EXPECT_EQ(why_of(QuoteStatus::Gap), Why::QuoteStale);
    EXPECT_EQ(why_of(QuoteStatus::Stale), Why::QuoteStale);
    EXPECT_EQ(why_of(QuoteStatus::EmptySide), Why::QuoteEmpty);
    EXPECT_EQ(why_of(QuoteStatus::Crossed), Why::QuoteCrossed);
}

}  // namespace
}  // namespace hedged::market
