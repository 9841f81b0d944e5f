// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/book.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace hedged::config {
namespace {

std::string faults_of(const std::string& text) {
    const auto loaded = load_book_text(text, "b.yaml");
    return loaded ? std::string{} : to_string(loaded.error());
}

TEST(Book, ReadsEveryBookThatIsShipped) {
    int books = 0;
    const auto folder = std::filesystem::path(HEDGED_SOURCE_DIR) / "config/books";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto loaded = load_book_file(entry.path().string());
        ASSERT_TRUE(loaded) << to_string(loaded.error());
        EXPECT_FALSE(loaded.value().positions.empty());
        EXPECT_GT(loaded.value().coin_balance, 0.0);
        ++books;
    }
    EXPECT_GE(books, 1);
}

TEST(Book, KeepsSignsAndPrices) {
    const auto loaded = load_book_text(
        "name: a\ncurrency: BTC\ncoin_balance: 2.5\npositions:\n"
        "  - {instrument: BTC-PERPETUAL, size: -1000, average_price: 70000}\n",
        "b.yaml");
    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded.value().positions.size(), 1U);
    EXPECT_EQ(loaded.value().positions[0].size, -1000.0);
    EXPECT_EQ(loaded.value().positions[0].average_price, 70'000.0);
}

TEST(Book, MayBeWithoutPositions) {
    EXPECT_EQ(faults_of("name: a\ncurrency: BTC\ncoin_balance: 1\n"), "");
}

TEST(Book, RefusesZeroTwinsAndUnknownKeys) {
    const std::string head = "name: a\ncurrency: BTC\ncoin_balance: 1\npositions:\n";
    EXPECT_NE(faults_of(head + "  - {instrument: X, size: 0}\n"), "");
    EXPECT_NE(faults_of(head + "  - {instrument: X, size: 1}\n  - {instrument: X, size: 2}\n"), "");
    EXPECT_NE(faults_of(head + "  - {instrument: X, sise: 1}\n").find("did you mean 'size'"),
              std::string::npos);
    EXPECT_NE(faults_of("currency: BTC\ncoin_balance: 1\n"), "");
}

}  // namespace
}  // namespace hedged::config
