// SPDX-License-Identifier: Apache-2.0
#include "hedged/gateway/trade_id_set.hpp"

#include "hedged/core/random.hpp"

#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

namespace hedged::gateway {
namespace {

using test::kBtc;
using test::kEth;

TEST(TradeIdSet, TakesEachTradeOnce) {
    TradeIdSet set(16);
    EXPECT_TRUE(set.insert(kBtc, TradeId{"100"}, Side::Buy));
    EXPECT_FALSE(set.insert(kBtc, TradeId{"100"}, Side::Buy));
    EXPECT_EQ(set.size(), 1U);
}

TEST(TradeIdSet, TellsUnderlyingsApart) {
    TradeIdSet set(16);
    EXPECT_TRUE(set.insert(kBtc, TradeId{"100"}, Side::Buy));
    EXPECT_TRUE(set.insert(kEth, TradeId{"100"}, Side::Buy));
    EXPECT_TRUE(set.insert(kBtc, TradeId{"100"}, Side::Sell)) << "the other side of a self-trade";
    EXPECT_FALSE(set.insert(kBtc, TradeId{"100"}, Side::Sell));
}

TEST(TradeIdSet, ComparesWholeIds) {
    TradeIdSet set(16);
    std::string const longest(39, '9');
    EXPECT_TRUE(set.insert(kBtc, TradeId{longest}, Side::Buy));
    EXPECT_TRUE(set.insert(kBtc, TradeId{longest.substr(1)}, Side::Buy));
    EXPECT_TRUE(set.insert(kBtc, TradeId{""}, Side::Buy));
    EXPECT_FALSE(set.insert(kBtc, TradeId{longest}, Side::Buy));
}

TEST(TradeIdSet, ForgetsTheOldestWhenFullAndNoSooner) {
    TradeIdSet set(3);
    EXPECT_TRUE(set.insert(kBtc, TradeId{"1"}, Side::Buy));
    EXPECT_TRUE(set.insert(kBtc, TradeId{"2"}, Side::Buy));
    EXPECT_TRUE(set.insert(kBtc, TradeId{"3"}, Side::Buy));
    EXPECT_TRUE(set.contains(kBtc, TradeId{"1"}, Side::Buy));

    EXPECT_TRUE(set.insert(kBtc, TradeId{"4"}, Side::Buy));
    EXPECT_FALSE(set.contains(kBtc, TradeId{"1"}, Side::Buy));
    EXPECT_TRUE(set.contains(kBtc, TradeId{"2"}, Side::Buy));
    EXPECT_EQ(set.size(), 3U);
}

TEST(TradeIdSet, RemembersAsManyAsItSays) {
    TradeIdSet set;
    for (std::size_t i = 0; i < kTradesRemembered; ++i) {
        ASSERT_TRUE(set.insert(kBtc, TradeId{std::to_string(i)}, Side::Buy));
    }
    EXPECT_EQ(set.size(), kTradesRemembered);
    EXPECT_TRUE(set.contains(kBtc, TradeId{"0"}, Side::Buy));
    EXPECT_TRUE(set.insert(kBtc, TradeId{"one more"}, Side::Buy));
    EXPECT_FALSE(set.contains(kBtc, TradeId{"0"}, Side::Buy));
    for (std::size_t i = 1; i < kTradesRemembered; ++i) {
        ASSERT_TRUE(set.contains(kBtc, TradeId{std::to_string(i)}, Side::Buy)) << i;
    }
}

TEST(TradeIdSetProperty, AnswersLikeAListSearchedFromEndToEnd) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        std::size_t const capacity = 1 + random.below(70);
        TradeIdSet set(capacity);
        std::deque<std::pair<UnderlyingIndex, std::string>> list;
        std::uint64_t const range = 1 + random.below(3 * capacity);
        for (int step = 0; step < 5'000; ++step) {
            UnderlyingIndex const underlying{static_cast<std::uint8_t>(random.below(2))};
            std::string const id = "ETH-" + std::to_string(random.below(range));
            std::pair const trade{underlying, id};
            bool const there = std::find(list.begin(), list.end(), trade) != list.end();
            ASSERT_EQ(set.contains(underlying, TradeId{id}, Side::Buy), there) << step;
            ASSERT_EQ(set.insert(underlying, TradeId{id}, Side::Buy), !there) << step;
            if (!there) {
                list.push_back(trade);
                if (list.size() > capacity) {
                    list.pop_front();
                }
            }
            ASSERT_EQ(set.size(), list.size()) << step;
        }
    }
}

}  // namespace
}  // namespace hedged::gateway
