// SPDX-License-Identifier: Apache-2.0
// The order book against a naive one that keeps a list in order of arrival and searches it.
#include "hedged/core/random.hpp"

#include "exchange/order_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace hedged::exchange {
namespace {

struct NaiveOrder {
    Side side;
    std::int64_t ticks;
    std::int64_t lots;
    OrderId id;
};

class NaiveBook {
public:
    std::vector<NaiveOrder> orders;  // oldest first

    [[nodiscard]] NaiveOrder* best(Side side) {
        NaiveOrder* found = nullptr;
        for (NaiveOrder& order : orders) {
            if (order.side == side &&
                (found == nullptr || ahead(side, order.ticks, found->ticks))) {
                found = &order;
            }
        }
        return found;
    }
    std::optional<BookFill> take_one(Side taker, std::int64_t limit, std::int64_t lots) {
        NaiveOrder* order = best(opposite(taker));
        if (order == nullptr || ahead(opposite(taker), limit, order->ticks)) {
            return std::nullopt;
        }
        const BookFill fill{{order->ticks, order->lots, order->id, kHouse},
                            std::min(lots, order->lots)};
        order->lots -= fill.lots;
        std::erase_if(orders, [](const NaiveOrder& o) { return o.lots == 0; });
        return fill;
    }
    [[nodiscard]] std::vector<BookEntry> side(Side side) const {
        std::vector<BookEntry> entries;
        for (const NaiveOrder& order : orders) {
            if (order.side == side) {
                entries.push_back({order.ticks, order.lots, order.id, kHouse});
            }
        }
        std::stable_sort(entries.begin(), entries.end(),
                         [side](const BookEntry& a, const BookEntry& b) {
                             return ahead(side, a.ticks, b.ticks);
                         });
        return entries;
    }
};

void expect_same(const OrderBook& book, const NaiveBook& naive, std::uint64_t seed, int step) {
    for (const Side side : {Side::Buy, Side::Sell}) {
        const auto actual = book.side(side);
        const auto expected = naive.side(side);
        ASSERT_EQ(actual.size(), expected.size()) << "seed " << seed << " step " << step;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_EQ(actual[i].ticks, expected[i].ticks) << "seed " << seed << " step " << step;
            EXPECT_EQ(actual[i].lots, expected[i].lots) << "seed " << seed << " step " << step;
            EXPECT_EQ(actual[i].order, expected[i].order) << "seed " << seed << " step " << step;
        }
    }
}

void random_step(OrderBook& book, NaiveBook& naive, Random& random, std::uint64_t& next_id) {
    const Side side = random.below(2) == 0 ? Side::Buy : Side::Sell;
    const auto ticks = static_cast<std::int64_t>(90 + random.below(20));
    auto lots = static_cast<std::int64_t>(1 + random.below(9));
    if (random.below(4) == 0 && !naive.orders.empty()) {
        const NaiveOrder chosen = naive.orders[random.below(naive.orders.size())];
        if (random.below(2) == 0) {
            EXPECT_TRUE(book.remove(chosen.side, chosen.id));
            std::erase_if(naive.orders, [&](const auto& o) { return o.id == chosen.id; });
        } else {
            const std::int64_t left = (chosen.lots + 1) / 2;
            EXPECT_TRUE(book.reduce(chosen.side, chosen.id, left));
            for (NaiveOrder& order : naive.orders) {
                order.lots = order.id == chosen.id ? left : order.lots;
            }
        }
        return;
    }
    while (lots > 0) {
        const auto expected = naive.take_one(side, ticks, lots);
        const auto actual = book.take_one(side, ticks, lots);
        ASSERT_EQ(actual.has_value(), expected.has_value());
        if (!expected) {
            break;
        }
        EXPECT_EQ(actual->maker.order, expected->maker.order);
        EXPECT_EQ(actual->lots, expected->lots);
        lots -= expected->lots;
    }
    if (lots > 0) {
        const OrderId id{next_id++};
        book.add(side, {ticks, lots, id, AccountId{1}});
        naive.orders.push_back({side, ticks, lots, id});
    }
}

TEST(OrderBook, AgreesWithANaiveBookOnRandomOrders) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Random random{seed};
        OrderBook book;
        NaiveBook naive;
        std::uint64_t next_id = 1;
        for (int step = 0; step < 400; ++step) {
            random_step(book, naive, random, next_id);
            expect_same(book, naive, seed, step);
            if (::testing::Test::HasFailure()) {
                return;
            }
        }
    }
}

TEST(OrderBook, IsNeverCrossedAfterMatching) {
    for (std::uint64_t seed = 100; seed < 120; ++seed) {
        Random random{seed};
        OrderBook book;
        NaiveBook naive;
        std::uint64_t next_id = 1;
        for (int step = 0; step < 300; ++step) {
            random_step(book, naive, random, next_id);
            const auto bids = book.side(Side::Buy);
            const auto asks = book.side(Side::Sell);
            if (!bids.empty() && !asks.empty()) {
                ASSERT_LT(bids.front().ticks, asks.front().ticks) << "seed " << seed;
            }
        }
    }
}

TEST(OrderBook, HouseLevelsWhosePriceStaysKeepTheirPlace) {
    OrderBook book;
    const std::vector<HouseLevel> first{{100, 5}, {99, 5}};
    ASSERT_TRUE(book.set_house(Side::Buy, first));
    book.add(Side::Buy, {100, 2, OrderId{7}, AccountId{1}});
    const std::vector<HouseLevel> second{{101, 1}, {100, 9}};
    ASSERT_TRUE(book.set_house(Side::Buy, second));
    const auto bids = book.side(Side::Buy);
    ASSERT_EQ(bids.size(), 3U);
    EXPECT_EQ(bids[0].ticks, 101);
    EXPECT_TRUE(bids[1].house());
    EXPECT_EQ(bids[1].lots, 9);
    EXPECT_EQ(bids[2].order, OrderId{7});
}

TEST(OrderBook, AHouseLevelThatReturnsQueuesBehindUsers) {
    OrderBook book;
    const std::vector<HouseLevel> level{{100, 5}};
    ASSERT_TRUE(book.set_house(Side::Sell, level));
    book.add(Side::Sell, {100, 2, OrderId{7}, AccountId{1}});
    ASSERT_TRUE(book.set_house(Side::Sell, {}));
    ASSERT_TRUE(book.set_house(Side::Sell, level));
    EXPECT_EQ(book.side(Side::Sell).front().order, OrderId{7});
}

TEST(OrderBook, SaysWhenHouseLevelsDidNotChange) {
    OrderBook book;
    const std::vector<HouseLevel> levels{{100, 5}, {99, 5}};
    EXPECT_TRUE(book.set_house(Side::Buy, levels));
    EXPECT_FALSE(book.set_house(Side::Buy, levels));
}

TEST(OrderBook, TakingFromUsersOnlyPassesOverTheHouse) {
    OrderBook book;
    const std::vector<HouseLevel> levels{{100, 5}};
    ASSERT_TRUE(book.set_house(Side::Sell, levels));
    book.add(Side::Sell, {101, 2, OrderId{7}, AccountId{1}});
    const auto fill = book.take_one(Side::Buy, 101, 10, OrderBook::Against::UsersOnly);
    ASSERT_TRUE(fill.has_value());
    EXPECT_EQ(fill->maker.order, OrderId{7});
    EXPECT_EQ(fill->lots, 2);
    EXPECT_FALSE(book.take_one(Side::Buy, 101, 10, OrderBook::Against::UsersOnly).has_value());
}

TEST(OrderBook, CountsWhatIsAvailableWithinALimit) {
    OrderBook book;
    book.add(Side::Sell, {100, 2, OrderId{1}, AccountId{1}});
    book.add(Side::Sell, {102, 3, OrderId{2}, AccountId{1}});
    EXPECT_EQ(book.available(Side::Buy, 99), 0);
    EXPECT_EQ(book.available(Side::Buy, 100), 2);
    EXPECT_EQ(book.available(Side::Buy, 102), 5);
    EXPECT_TRUE(book.crosses(Side::Buy, 100));
    EXPECT_FALSE(book.crosses(Side::Buy, 99));
}

}  // namespace
}  // namespace hedged::exchange
