// SPDX-License-Identifier: Apache-2.0
#include "runtime/market_conflater.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <map>
#include <thread>

namespace hedged::runtime {
namespace {

Quote quote(std::uint32_t instrument, double price) {
    Quote out;
    out.instrument = InstrumentIndex{instrument};
    out.bid_price = price;
    out.bid_amount = price;
    out.ask_price = price;
    out.ask_amount = price;
    return out;
}

TEST(MarketConflater, GivesTheNewestOfOneKindForOneInstrument) {
    MarketConflater conflater(4, 1);
    ASSERT_TRUE(conflater.put(quote(1, 10.0)));
    ASSERT_TRUE(conflater.put(quote(2, 20.0)));
    ASSERT_TRUE(conflater.put(quote(1, 11.0)));
    EXPECT_EQ(conflater.conflated(), 1U);
    MarketEvent event;
    ASSERT_TRUE(conflater.pop(event));
    EXPECT_EQ(std::get<Quote>(event).bid_price, 11.0);
    ASSERT_TRUE(conflater.pop(event));
    EXPECT_EQ(std::get<Quote>(event).bid_price, 20.0);
    EXPECT_FALSE(conflater.pop(event));
}

TEST(MarketConflater, KeepsKindsApart) {
    MarketConflater conflater(4, 2);
    Ticker ticker;
    ticker.instrument = InstrumentIndex{1};
    MarkVol mark;
    mark.instrument = InstrumentIndex{1};
    IndexPrice index;
    index.underlying = UnderlyingIndex{1};
    ASSERT_TRUE(conflater.put(quote(1, 10.0)));
    ASSERT_TRUE(conflater.put(ticker));
    ASSERT_TRUE(conflater.put(mark));
    ASSERT_TRUE(conflater.put(index));
    EXPECT_EQ(conflater.conflated(), 0U);
    std::array<int, 5> seen{};
    MarketEvent event;
    while (conflater.pop(event)) {
        ++seen[event.index()];
    }
    EXPECT_EQ(seen, (std::array<int, 5>{1, 1, 1, 1, 0}));
}

TEST(MarketConflater, NeverShowsAQuoteFromBeforeAGap) {
    MarketConflater conflater(4, 1);
    MarketDataGap gap;
    gap.instrument = InstrumentIndex{1};
    MarketEvent event;
    ASSERT_TRUE(conflater.put(quote(1, 10.0)));
    ASSERT_TRUE(conflater.put(gap));
    ASSERT_TRUE(conflater.pop(event));
    EXPECT_TRUE(std::holds_alternative<MarketDataGap>(event));
    EXPECT_FALSE(conflater.pop(event));
    ASSERT_TRUE(conflater.put(gap));
    ASSERT_TRUE(conflater.put(quote(1, 12.0)));
    ASSERT_TRUE(conflater.pop(event));
    EXPECT_EQ(std::get<Quote>(event).bid_price, 12.0);
}

TEST(MarketConflater, CountsWhatLiesBeyondItsTable) {
    MarketConflater conflater(4, 1);
    EXPECT_FALSE(conflater.put(quote(4, 1.0)));
    EXPECT_FALSE(conflater.put(quote(InstrumentIndex::kNone, 1.0)));
    IndexPrice index;
    index.underlying = UnderlyingIndex{1};
    EXPECT_FALSE(conflater.put(index));
    EXPECT_EQ(conflater.out_of_range(), 3U);
    EXPECT_TRUE(conflater.empty());
}

TEST(MarketConflater, NeverHoldsMoreThanItsSlots) {
    MarketConflater conflater(3, 1);
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_TRUE(conflater.put(quote(static_cast<std::uint32_t>(i % 3), i)));
    }
    EXPECT_EQ(conflater.size(), 3U);
    EXPECT_EQ(conflater.conflated(), 9'997U);
}

// Against a map that keeps the newest: every interleaving of puts and pops on one thread.
TEST(MarketConflater, AgreesWithAPlainMapUnderRandomUse) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Random random(seed);
        MarketConflater conflater(5, 1);
        std::map<std::uint32_t, double> waiting;
        double next = 1.0;
        for (int step = 0; step < 2000; ++step) {
            if (random.below(3) != 0) {
                const auto instrument = static_cast<std::uint32_t>(random.below(5));
                ASSERT_TRUE(conflater.put(quote(instrument, next)));
                waiting[instrument] = next;
                next += 1.0;
                continue;
            }
            MarketEvent event;
            const bool any = conflater.pop(event);
            ASSERT_EQ(any, !waiting.empty()) << "seed " << seed << " step " << step;
            if (any) {
                const Quote& got = std::get<Quote>(event);
                ASSERT_EQ(waiting.at(got.instrument.raw), got.bid_price)
                    << "seed " << seed << " step " << step;
                waiting.erase(got.instrument.raw);
            }
        }
    }
}

TEST(MarketConflater, GivesWholeRisingValuesAndTheLastOneBetweenTwoThreads) {
    constexpr std::uint32_t kInstruments = 3;
    constexpr int kValues = 100'000;
    MarketConflater conflater(kInstruments, 1);
    std::atomic<bool> done{false};
    std::thread producer([&] {
        for (int i = 1; i <= kValues; ++i) {
            for (std::uint32_t instrument = 0; instrument < kInstruments; ++instrument) {
                (void)conflater.put(quote(instrument, i));
            }
        }
        done.store(true);
    });
    std::array<double, kInstruments> last{};
    bool whole = true;
    bool rising = true;
    const auto drain = [&] {
        MarketEvent event;
        while (conflater.pop(event)) {
            const Quote& got = std::get<Quote>(event);
            whole = whole && got.bid_price == got.ask_amount && got.bid_amount == got.ask_price &&
                    got.bid_price == got.bid_amount;
            rising = rising && got.bid_price > last.at(got.instrument.raw);
            last.at(got.instrument.raw) = got.bid_price;
        }
    };
    while (!done.load()) {
        drain();
    }
    drain();
    producer.join();
    EXPECT_TRUE(whole);
    EXPECT_TRUE(rising);
    for (const double value : last) {
        EXPECT_EQ(value, kValues);
    }
}

}  // namespace
}  // namespace hedged::runtime
