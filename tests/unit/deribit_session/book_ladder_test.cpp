// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/book_ladder.hpp"

#include "hedged/core/random.hpp"

#include <gtest/gtest.h>

#include <map>

namespace hedged::venues {
namespace {

TEST(BookLadder, KeepsTheBestPriceOfEachSideInFront) {
    BookLadder book;
    EXPECT_TRUE(book.set(Side::Buy, 99.0, 1.0));
    EXPECT_TRUE(book.set(Side::Buy, 100.0, 2.0));
    EXPECT_TRUE(book.set(Side::Buy, 98.0, 3.0));
    EXPECT_TRUE(book.set(Side::Sell, 102.0, 4.0));
    EXPECT_TRUE(book.set(Side::Sell, 101.0, 5.0));

    EXPECT_EQ(book.bids().best(), (BookLevel{100.0, 2.0}));
    EXPECT_EQ(book.asks().best(), (BookLevel{101.0, 5.0}));
    EXPECT_EQ(book.bids().level(2), (BookLevel{98.0, 3.0}));
    EXPECT_FALSE(book.crossed());
}

TEST(BookLadder, ShowsAnEmptySideAsZero) {
    BookLadder book;
    EXPECT_TRUE(book.set(Side::Buy, 100.0, 2.0));

    EXPECT_EQ(book.asks().best(), BookLevel{});
    EXPECT_FALSE(book.crossed());
}

TEST(BookLadder, ReplacesAndRemovesLevels) {
    BookLadder book;
    EXPECT_TRUE(book.set(Side::Sell, 101.0, 5.0));
    EXPECT_TRUE(book.set(Side::Sell, 101.0, 7.0));
    EXPECT_EQ(book.asks().size(), 1U);
    EXPECT_EQ(book.asks().best().amount, 7.0);
    EXPECT_TRUE(book.set(Side::Sell, 101.0, 0.0));
    EXPECT_EQ(book.asks().size(), 0U);
}

TEST(BookLadder, SaysWhenALevelToRemoveIsNotThere) {
    BookLadder book;
    EXPECT_TRUE(book.set(Side::Sell, 101.0, 5.0));
    EXPECT_FALSE(book.set(Side::Sell, 102.0, 0.0));
}

TEST(BookLadder, CountsALockedBookAsCrossed) {
    BookLadder book;
    EXPECT_TRUE(book.set(Side::Buy, 100.0, 1.0));
    EXPECT_TRUE(book.set(Side::Sell, 100.0, 1.0));
    EXPECT_TRUE(book.crossed());
}

TEST(BookLadder, CutsTheWorstLevelAndThenIgnoresWhatLiesBeyond) {
    BasicBookLadder<4> book;
    for (double price : {100.0, 99.0, 98.0, 97.0, 96.0}) {
        EXPECT_TRUE(book.set(Side::Buy, price, 1.0));
    }
    EXPECT_EQ(book.bids().size(), 4U);
    EXPECT_TRUE(book.set(Side::Buy, 100.0, 0.0));
    EXPECT_TRUE(book.set(Side::Buy, 95.0, 1.0));
    EXPECT_EQ(book.bids().size(), 3U) << "95 may not close a hole that 96 left";
    EXPECT_TRUE(book.set(Side::Buy, 96.0, 0.0)) << "what was cut may be removed unseen";
    EXPECT_TRUE(book.set(Side::Buy, 98.5, 1.0));
    EXPECT_EQ(book.bids().level(1).price, 98.5);
}

TEST(BookLadder, AsksForASnapshotOnlyWhenCuttingHasLeftItThin) {
    BasicBookLadder<8> cut;
    for (int i = 0; i < 9; ++i) {
        EXPECT_TRUE(cut.set(Side::Buy, 100.0 - i, 1.0));
    }
    BasicBookLadder<8> whole;
    EXPECT_TRUE(whole.set(Side::Buy, 100.0, 1.0));
    EXPECT_FALSE(cut.exhausted());
    for (int i = 0; i < 7; ++i) {
        EXPECT_TRUE(cut.set(Side::Buy, 100.0 - i, 0.0));
    }
    EXPECT_TRUE(cut.exhausted());
    EXPECT_FALSE(whole.exhausted());
}

// Against an ordered map that holds everything: what the ladder shows is always the best part.
TEST(BookLadder, AgreesWithAFullBookUnderRandomChanges) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Random random{seed};
        BasicBookLadder<16> ladder;
        std::map<double, double> bids;
        for (int i = 0; i < 5'000 && !ladder.exhausted(); ++i) {
            double const price = static_cast<double>(random.below(60));
            bool const remove = random.below(2) == 0;
            if (remove && !bids.contains(price)) {
                continue;
            }
            double const amount = remove ? 0.0 : 1.0 + static_cast<double>(random.below(9));
            if (remove) {
                bids.erase(price);
            } else {
                bids[price] = amount;
            }
            ASSERT_TRUE(ladder.set(Side::Buy, price, amount)) << "seed " << seed;
            std::size_t rank = 0;
            for (auto level = bids.rbegin(); level != bids.rend(); ++level, ++rank) {
                if (rank == ladder.bids().size()) {
                    break;
                }
                ASSERT_EQ(ladder.bids().level(rank), (BookLevel{level->first, level->second}))
                    << "seed " << seed << " step " << i;
            }
            ASSERT_EQ(rank, ladder.bids().size()) << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace hedged::venues
