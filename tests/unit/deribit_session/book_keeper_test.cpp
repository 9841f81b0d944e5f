// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/book_keeper.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hedged::deribit {
namespace {

using Levels = std::vector<BookLevel>;

constexpr Instant kStart{std::int64_t{5'000'000'000}};

BookKeeper keeper() {
    return BookKeeper{InstrumentIndex{4}, ChannelName{"book.X.raw"}, BackoffConfig{},
                      milliseconds(250)};
}

BookUpdate snapshot(std::uint64_t id, Instant at = kStart) {
    return BookUpdate{Stamp{at, {}}, InstrumentIndex{4}, true, false, id, std::nullopt};
}
BookUpdate change(std::uint64_t before, std::uint64_t id, Instant at = kStart) {
    return BookUpdate{Stamp{at, {}}, InstrumentIndex{4}, false, false, id, before};
}
BookLevel level(Side side, LevelAction action, double price, double amount) {
    return BookLevel{side, action, price, amount};
}

const Levels kTwoSides = {
    level(Side::Buy, LevelAction::New, 100.0, 10.0),
    level(Side::Sell, LevelAction::New, 101.0, 20.0),
};

TEST(BookKeeper, ShowsNothingBeforeASnapshot) {
    BookKeeper book = keeper();
    EXPECT_EQ(book.apply(change(1, 2), kTwoSides), BookVerdict::Waiting);
    EXPECT_FALSE(book.live());
    EXPECT_EQ(book.ladder().bids().size(), 0U);
}

TEST(BookKeeper, AppliesChangesThatChain) {
    BookKeeper book = keeper();
    EXPECT_EQ(book.apply(snapshot(5), kTwoSides), BookVerdict::Shown);
    EXPECT_EQ(book.apply(change(5, 9), Levels{level(Side::Buy, LevelAction::Change, 100.0, 30.0)}),
              BookVerdict::Shown);
    Quote const quote = book.quote();
    EXPECT_EQ(quote.bid_price, 100.0);
    EXPECT_EQ(quote.bid_amount, 30.0);
    EXPECT_EQ(quote.ask_price, 101.0);
    EXPECT_EQ(quote.instrument, InstrumentIndex{4});
}

TEST(BookKeeper, AppliesNothingOfAMessageThatDoesNotChainAndWaitsForASnapshot) {
    BookKeeper book = keeper();
    (void)book.apply(snapshot(5), kTwoSides);
    EXPECT_EQ(book.apply(change(6, 7), Levels{level(Side::Buy, LevelAction::New, 100.5, 1.0)}),
              BookVerdict::Lost);
    EXPECT_EQ(book.ladder().bids().size(), 0U);
    EXPECT_EQ(book.apply(change(7, 8), kTwoSides), BookVerdict::Waiting);
    EXPECT_EQ(book.apply(snapshot(20), kTwoSides), BookVerdict::Shown);
}

TEST(BookKeeper, LosesTheBookOverAChangeWithoutAnEarlierId) {
    BookKeeper book = keeper();
    (void)book.apply(snapshot(5), kTwoSides);
    BookUpdate update = change(5, 6);
    update.prev_change_id.reset();
    EXPECT_EQ(book.apply(update, Levels{}), BookVerdict::Lost);
}

TEST(BookKeeper, ReplacesTheBookByASnapshotSoThatNoGhostRemains) {
    BookKeeper book = keeper();
    (void)book.apply(snapshot(5), Levels{level(Side::Buy, LevelAction::New, 100.4, 1.0)});
    (void)book.apply(snapshot(50), kTwoSides);
    EXPECT_EQ(book.ladder().bids().size(), 1U);
    EXPECT_EQ(book.quote().bid_price, 100.0);
}

TEST(BookKeeper, TakesEachGroupedBookWhole) {
    BookKeeper book = keeper();
    BookUpdate grouped = snapshot(5);
    grouped.snapshot = false;
    grouped.grouped = true;
    EXPECT_EQ(book.apply(grouped, kTwoSides), BookVerdict::Shown);
    grouped.change_id = 90;
    EXPECT_EQ(book.apply(grouped, Levels{level(Side::Buy, LevelAction::New, 99.0, 1.0)}),
              BookVerdict::Shown);
    EXPECT_EQ(book.quote().bid_price, 99.0);
    EXPECT_EQ(book.quote().ask_price, 0.0);
}

TEST(BookKeeper, ShowsAShortCrossAsItIsAndLosesTheBookOverALongOne) {
    BookKeeper book = keeper();
    (void)book.apply(snapshot(1), kTwoSides);
    Levels const crossing{level(Side::Buy, LevelAction::New, 101.5, 1.0)};
    EXPECT_EQ(book.apply(change(1, 2), crossing), BookVerdict::Shown);
    EXPECT_GT(book.quote().bid_price, book.quote().ask_price);
    EXPECT_EQ(book.apply(change(2, 3, kStart + milliseconds(250)), Levels{}), BookVerdict::Shown);
    EXPECT_EQ(book.apply(change(3, 4, kStart + milliseconds(251)), Levels{}), BookVerdict::Crossed);
    EXPECT_FALSE(book.live());
}

TEST(BookKeeper, ForgivesACrossThatEnds) {
    BookKeeper book = keeper();
    (void)book.apply(snapshot(1), kTwoSides);
    (void)book.apply(change(1, 2), Levels{level(Side::Buy, LevelAction::New, 101.5, 1.0)});
    (void)book.apply(change(2, 3, kStart + milliseconds(100)),
                     Levels{level(Side::Buy, LevelAction::Delete, 101.5, 0.0)});
    EXPECT_EQ(book.apply(change(3, 4, kStart + seconds(9)),
                         Levels{level(Side::Buy, LevelAction::New, 101.5, 1.0)}),
              BookVerdict::Shown);
}

TEST(BookKeeper, CountsLevelsThatItNeverHad) {
    BookKeeper book = keeper();
    (void)book.apply(snapshot(1), kTwoSides);
    (void)book.apply(change(1, 2), Levels{level(Side::Buy, LevelAction::Delete, 55.0, 0.0)});
    EXPECT_EQ(book.inconsistencies(), 1U);
    EXPECT_TRUE(book.live());
}

TEST(BookKeeper, WaitsLongerForEachResyncThatFails) {
    Random random{3};
    BookKeeper book{InstrumentIndex{4}, ChannelName{"b"}, BackoffConfig{seconds(1), seconds(8)},
                    milliseconds(250)};
    Duration whole = seconds(1);
    for (int i = 0; i < 6; ++i) {
        book.plan_resync(kStart, Duration{}, random);
        EXPECT_LE(book.resync_at() - kStart, whole);
        EXPECT_GE((book.resync_at() - kStart) * 2, whole);
        whole = std::min(whole * 2, seconds(8));
    }
}

}  // namespace
}  // namespace hedged::deribit
