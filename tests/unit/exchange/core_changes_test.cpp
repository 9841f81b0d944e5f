// SPDX-License-Identifier: Apache-2.0
// What the front is told, and that it is enough to follow the market.
#include "core_market.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace hedged::exchange::test {
namespace {

constexpr std::string_view kPerp = "BTC-PERPETUAL";

bool contains(const std::vector<InstrumentId>& list, InstrumentId id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

void apply(const std::vector<LevelChange>& changes, std::map<double, double>& side) {
    for (const LevelChange& change : changes) {
        const bool known = side.contains(change.level.price);
        EXPECT_EQ(known, change.action != LevelAction::New);
        if (change.action == LevelAction::Delete) {
            EXPECT_EQ(change.level.amount, 0.0);
            side.erase(change.level.price);
        } else {
            side[change.level.price] = change.level.amount;
        }
    }
}

std::map<double, double> as_map(const std::vector<Level>& levels) {
    std::map<double, double> side;
    for (const Level& level : levels) {
        side[level.price] = level.amount;
    }
    return side;
}

TEST(Changes, BookDifferencesChainAndRebuildTheBook) {
    ExchangeConfig config;
    config.seed = 9;
    Floor floor{config};
    const InstrumentId perp = floor.id(kPerp);
    BookSnapshot last = floor.exchange.book(perp);
    std::map<double, double> bids = as_map(last.bids);
    std::map<double, double> asks = as_map(last.asks);
    int moved = 0;
    for (int i = 1; i <= 400; ++i) {
        floor.exchange.advance(after(kNoon, 0.1 * i));
        const BookSnapshot next = floor.exchange.book(perp);
        const BookChange change = book_change(last, next);
        EXPECT_EQ(change.prev_change_id, last.change_id);
        EXPECT_EQ(change.change_id, next.change_id);
        EXPECT_EQ(change.empty() || next.change_id > last.change_id, true);
        moved += change.empty() ? 0 : 1;
        apply(change.bids, bids);
        apply(change.asks, asks);
        ASSERT_EQ(bids, as_map(next.bids));
        ASSERT_EQ(asks, as_map(next.asks));
        last = next;
    }
    EXPECT_GT(moved, 100);
    EXPECT_GT(last.change_id, std::uint64_t{1} << 37U);
}

TEST(Changes, ABookThatIsNotListedHasNotChanged) {
    Floor floor{ExchangeConfig{}};
    Changes changes;
    floor.exchange.take_changes(changes);
    std::map<std::uint32_t, BookSnapshot> before;
    std::map<std::uint32_t, Quote> quotes;
    for (std::uint32_t raw = 0; raw < floor.exchange.instrument_count(); ++raw) {
        before[raw] = floor.exchange.book(InstrumentId{raw});
        quotes[raw] = floor.exchange.quote(InstrumentId{raw});
    }
    for (int i = 1; i <= 200; ++i) {
        floor.exchange.advance(after(kNoon, 0.05 * i));
        floor.exchange.take_changes(changes);
        EXPECT_EQ(std::set(changes.books.begin(), changes.books.end()).size(),
                  changes.books.size());
        for (std::uint32_t raw = 0; raw < floor.exchange.instrument_count(); ++raw) {
            const InstrumentId id{raw};
            const BookSnapshot now = floor.exchange.book(id);
            if (!contains(changes.books, id)) {
                ASSERT_TRUE(book_change(before[raw], now).empty()) << raw;
                ASSERT_EQ(before[raw].change_id, now.change_id);
            }
            if (!contains(changes.quotes, id)) {
                ASSERT_EQ(quotes[raw], floor.exchange.quote(id)) << raw;
            }
            quotes[raw] = floor.exchange.quote(id);
            before[raw] = now;
        }
    }
}

TEST(Changes, OneFillIsOneConsistentUpdateForEachAccount) {
    Floor floor;
    floor.no_house(kPerp);
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    const AccountId rival = floor.exchange.open_account("rival", 10.0);
    ASSERT_TRUE(floor.order(rival, kPerp, Side::Sell, 100.0, 80'000.0).ok());
    Changes changes;
    floor.exchange.take_changes(changes);
    const OrderOutcome bought = floor.order(desk, kPerp, Side::Buy, 300.0, 80'000.0);
    floor.exchange.take_changes(changes);
    ASSERT_EQ(changes.accounts.size(), 2U);
    for (const AccountChange& change : changes.accounts) {
        EXPECT_EQ(change.instrument, floor.id(kPerp));
        ASSERT_EQ(change.orders.size(), 1U);
        ASSERT_EQ(change.trades.size(), 1U);
        ASSERT_EQ(change.positions.size(), 1U);
        const bool is_desk = change.account == desk;
        EXPECT_EQ(change.positions[0].size, is_desk ? 100.0 : -100.0);
        EXPECT_EQ(change.orders[0].state, is_desk ? OrderState::Open : OrderState::Filled);
        EXPECT_EQ(change.trades[0].trade_id, bought.trades[0].trade_id);
    }
    ASSERT_EQ(changes.trades.size(), 1U);
    EXPECT_EQ(changes.trades[0].direction, Side::Buy);
    EXPECT_TRUE(contains(changes.books, floor.id(kPerp)));
    EXPECT_EQ(changes.portfolios.size(), 2U);
    floor.exchange.take_changes(changes);
    EXPECT_TRUE(changes.empty());
}

TEST(Changes, APositionWithoutAFillIsToldAsSuch) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    Changes changes;
    floor.exchange.take_changes(changes);
    floor.exchange.inject_position(desk, floor.id(kPerp), -500.0, 80'000.0);
    floor.exchange.take_changes(changes);
    ASSERT_EQ(changes.accounts.size(), 1U);
    EXPECT_TRUE(changes.accounts[0].trades.empty());
    EXPECT_TRUE(changes.accounts[0].orders.empty());
    ASSERT_EQ(changes.accounts[0].positions.size(), 1U);
    EXPECT_EQ(changes.accounts[0].positions[0].size, -500.0);
    EXPECT_TRUE(changes.trades.empty());
    EXPECT_NEAR(floor.exchange.cash_imbalance(), 0.0, 1e-12);
}

TEST(Changes, LocksAreToldOnce) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    Changes changes;
    floor.exchange.take_changes(changes);
    floor.exchange.set_platform_lock(true);
    floor.exchange.set_platform_lock(true);
    floor.exchange.set_account_lock(desk, true);
    floor.exchange.take_changes(changes);
    ASSERT_EQ(changes.platform_locks.size(), 1U);
    EXPECT_TRUE(changes.platform_locks[0].locked);
    ASSERT_EQ(changes.account_locks.size(), 1U);
    EXPECT_TRUE(floor.exchange.platform_locked());
}

TEST(Changes, WatchedOptionsAreMarkedAtEveryStep) {
    ExchangeConfig config = quiet();
    config.market.path_volatility = 0.6;
    config.market.option_round = seconds(3'600);
    auto history = read_chain_folder(HEDGED_SOURCE_DIR "/config/replay/deribit_btc_202602");
    ASSERT_TRUE(history.ok());
    Exchange exchange{config, history.value()};
    const InstrumentId far = exchange.find("BTC-25DEC26-200000-C")->id;
    const auto steps_marked = [&] {
        int marked = 0;
        for (int i = 0; i < 50; ++i) {
            exchange.advance(exchange.now() + milliseconds(20));
            marked += exchange.mark(far).timestamp == exchange.now() ? 1 : 0;
        }
        return marked;
    };
    EXPECT_LE(steps_marked(), 1);
    exchange.watch(far);
    EXPECT_EQ(steps_marked(), 50);
    exchange.unwatch(far);
    EXPECT_LE(steps_marked(), 1);
}

TEST(Changes, EveryOptionIsMarkedOncePerRound) {
    ExchangeConfig config;
    config.market.option_round = seconds(2);
    auto history = read_chain_folder(HEDGED_SOURCE_DIR "/config/replay/deribit_btc_202602");
    ASSERT_TRUE(history.ok());
    Exchange exchange{config, history.value()};
    for (int i = 0; i < 150; ++i) {
        exchange.advance(exchange.now() + milliseconds(20));
    }
    for (std::uint32_t raw = 0; raw < exchange.instrument_count(); ++raw) {
        const Duration age = exchange.now() - exchange.ticker(InstrumentId{raw}).timestamp;
        EXPECT_LE(age, milliseconds(2'040)) << exchange.instrument(InstrumentId{raw}).name;
    }
}

}  // namespace
}  // namespace hedged::exchange::test
