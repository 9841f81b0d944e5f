// SPDX-License-Identifier: Apache-2.0
// The simulated market's quotes: around the mark, on the grid, uncrossed, and a counterparty.
#include "core_market.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace hedged::exchange::test {
namespace {

constexpr std::string_view kPerp = "BTC-PERPETUAL";

ChainHistory recorded() {
    auto history = read_chain_folder(HEDGED_SOURCE_DIR "/config/replay/deribit_btc_202602");
    EXPECT_TRUE(history.ok());
    return history.value();
}

bool on_grid(const Instrument& instrument, double price) {
    const double steps = price / tick_at(instrument, price);
    return std::fabs(steps - std::round(steps)) < 1e-6;
}

TEST(House, QuotesEveryBookUncrossedOnItsGridAroundTheMark) {
    Exchange exchange{ExchangeConfig{}, recorded()};
    for (int i = 0; i < 40; ++i) {
        exchange.advance(exchange.now() + seconds(977));
    }
    int two_sided = 0;
    for (std::uint32_t raw = 0; raw < exchange.instrument_count(); ++raw) {
        const InstrumentId id{raw};
        const Instrument& instrument = exchange.instrument(id);
        const BookSnapshot book = exchange.book(id);
        for (const auto* side : {&book.bids, &book.asks}) {
            for (const Level& level : *side) {
                EXPECT_TRUE(on_grid(instrument, level.price)) << instrument.name << level.price;
                EXPECT_GE(level.amount, instrument.min_trade_amount - 1e-12);
                EXPECT_GT(level.price, 0.0);
            }
        }
        EXPECT_TRUE(std::is_sorted(book.bids.begin(), book.bids.end(),
                                   [](const auto& a, const auto& b) { return a.price > b.price; }));
        if (!book.bids.empty() && !book.asks.empty()) {
            EXPECT_LT(book.bids.front().price, book.asks.front().price) << instrument.name;
            ++two_sided;
        }
    }
    EXPECT_GT(two_sided, 600);
}

TEST(House, PerpetualIsTightAndDeep) {
    Exchange exchange{ExchangeConfig{}, recorded()};
    exchange.advance(exchange.now() + seconds(30));
    const BookSnapshot book = exchange.book(exchange.find(kPerp)->id);
    EXPECT_GE(book.bids.size(), 10U);
    EXPECT_GE(book.asks.size(), 10U);
    EXPECT_LE(book.asks.front().price - book.bids.front().price, 5.0);
    for (const Level& level : book.bids) {
        EXPECT_GE(level.amount, 10'000.0);
        EXPECT_LE(level.amount, 2e6);
    }
}

TEST(House, OptionWidthsAreTheRecordedOnes) {
    const ChainHistory history = recorded();
    Exchange exchange{ExchangeConfig{}, history};
    int compared = 0;
    for (const ChainOption& row : history.front().options) {
        if (row.bid < 0.005 || row.ask <= row.bid) {
            continue;
        }
        const Quote quote = exchange.quote(exchange.find(row.name)->id);
        ASSERT_GT(quote.ask.price, 0.0) << row.name;
        // Rounded outward by at most a tick a side.
        EXPECT_GE(quote.ask.price - quote.bid.price, row.ask - row.bid - 0.0005 - 1e-9) << row.name;
        EXPECT_LE(quote.ask.price - quote.bid.price, row.ask - row.bid + 0.0015 + 1e-9) << row.name;
        ++compared;
    }
    EXPECT_GT(compared, 300);
}

TEST(House, SpreadsWidenWhenTheIndexJumps) {
    Floor floor;
    const auto spread = [&] {
        const Quote quote = floor.exchange.quote(floor.id(kPerp));
        return quote.ask.price - quote.bid.price;
    };
    const double calm = spread();
    ExchangeConfig config = quiet();
    config.market.path_volatility = 0.5;
    Floor stormy{config};
    stormy.exchange.shock_index(0.97);
    stormy.exchange.advance(after(kNoon, 0.02));
    const Quote quote = stormy.exchange.quote(stormy.id(kPerp));
    EXPECT_LE(calm, 1.0);
    EXPECT_GT(quote.ask.price - quote.bid.price, 5.0 * calm);
    EXPECT_NEAR(quote.bid.price, 0.97 * 80'000.0, 100.0);
}

TEST(House, TradesWithUsersOrdersThatTheMarketMovesThrough) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    const Order bid = floor.order(desk, kPerp, Side::Buy, 500.0, 79'900.0).order;
    const Order ask = floor.order(desk, kPerp, Side::Sell, 500.0, 80'100.0).order;
    floor.exchange.shock_index(0.998);
    floor.exchange.advance(after(kNoon, 1.0));
    EXPECT_EQ(floor.exchange.order(desk, bid.order_id)->state, OrderState::Filled);
    EXPECT_EQ(floor.exchange.order(desk, ask.order_id)->state, OrderState::Open);
    const auto trades = floor.exchange.user_trades(desk, {});
    ASSERT_EQ(trades.size(), 1U);
    EXPECT_EQ(trades[0].price, 79'900.0);  // at the resting price, not at the market's new one
    EXPECT_EQ(trades[0].liquidity, Liquidity::Maker);
    EXPECT_EQ(trades[0].fee, 0.0);
    EXPECT_EQ(floor.size(desk, kPerp), 500.0);
}

TEST(House, FillsALargeRestingOrderOnlyByWhatItShows) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 1'000.0);
    const Order bid = floor.order(desk, kPerp, Side::Buy, 90'000'000.0, 79'900.0).order;
    Changes changes;
    floor.exchange.take_changes(changes);
    floor.exchange.shock_index(0.998);
    floor.exchange.advance(after(kNoon, 1.0));
    floor.exchange.take_changes(changes);
    const Order after_step = *floor.exchange.order(desk, bid.order_id);
    EXPECT_EQ(after_step.state, OrderState::Open);
    EXPECT_GT(after_step.filled_amount, 0.0);
    EXPECT_LT(after_step.filled_amount, 20'000'000.0);
    // Several fills, one update: every trade, and the order as it stands after the last.
    ASSERT_EQ(changes.accounts.size(), 1U);
    EXPECT_GT(changes.accounts[0].trades.size(), 3U);
    ASSERT_EQ(changes.accounts[0].orders.size(), 1U);
    EXPECT_EQ(changes.accounts[0].orders[0].filled_amount, after_step.filled_amount);
    EXPECT_EQ(changes.accounts[0].positions.at(0).size, after_step.filled_amount);
    const BookSnapshot book = floor.exchange.book(floor.id(kPerp));
    EXPECT_EQ(book.bids.front().price, 79'900.0);
    EXPECT_TRUE(book.asks.empty() || book.asks.front().price > 79'900.0);
}

TEST(House, TakersHitWhoeverIsBest) {
    ExchangeConfig config = quiet();
    config.market.perpetual_takers_per_second = 20.0;
    Floor floor{config};
    floor.no_house(kPerp);
    const AccountId desk = floor.exchange.open_account("desk", 100.0);
    (void)floor.order(desk, kPerp, Side::Buy, 100'000.0, 79'999.0);
    (void)floor.order(desk, kPerp, Side::Sell, 100'000.0, 80'001.0);
    for (int i = 1; i <= 10; ++i) {
        floor.exchange.advance(after(kNoon, i));
    }
    const auto trades = floor.exchange.user_trades(desk, {});
    const auto sells = std::count_if(trades.begin(), trades.end(), [](const UserTrade& trade) {
        return trade.direction == Side::Sell;
    });
    EXPECT_GT(sells, 0);
    EXPECT_GT(static_cast<std::ptrdiff_t>(trades.size()) - sells, 0);
}

TEST(House, ASweepMovesItsQuotesForAWhile) {
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 1'000.0);
    const double before = floor.exchange.quote(floor.id(kPerp)).ask.price;
    ASSERT_TRUE(floor.market(desk, kPerp, Side::Buy, 600'000.0).ok());
    floor.exchange.advance(after(kNoon, 0.02));
    EXPECT_GT(floor.exchange.quote(floor.id(kPerp)).ask.price, before + 3.0);
    floor.exchange.advance(after(kNoon, 300.0));
    EXPECT_NEAR(floor.exchange.quote(floor.id(kPerp)).ask.price, before, 0.6);
}

TEST(House, RefillsALevelThatWasEatenAtTheNextStep) {
    constexpr std::string_view kCall = "BTC-6FEB26-80000-C";
    Floor floor;
    const AccountId desk = floor.exchange.open_account("desk", 10.0);
    const Level before = floor.exchange.quote(floor.id(kCall)).ask;
    ASSERT_TRUE(floor.market(desk, kCall, Side::Buy, 0.1).ok());
    EXPECT_NEAR(floor.exchange.quote(floor.id(kCall)).ask.amount, before.amount - 0.1, 1e-9);
    floor.exchange.advance(after(kNoon, 0.02));
    EXPECT_EQ(floor.exchange.quote(floor.id(kCall)).ask, before);
}

TEST(House, ADrainedSideStaysEmptyUntilRestored) {
    Floor floor;
    const InstrumentId perp = floor.id(kPerp);
    floor.exchange.set_house_quoting(perp, true, false);
    floor.exchange.advance(after(kNoon, 5.0));
    EXPECT_EQ(floor.exchange.quote(perp).ask.amount, 0.0);
    EXPECT_GT(floor.exchange.quote(perp).bid.amount, 0.0);
    EXPECT_EQ(floor.exchange.ticker(floor.id("BTC-6FEB26-80000-C")).bid_iv > 0.0, true);
    floor.exchange.set_house_quoting(perp, true, true);
    EXPECT_GT(floor.exchange.quote(perp).ask.amount, 0.0);
}

TEST(House, FreezesWhileThePlatformIsLocked) {
    ExchangeConfig config = quiet();
    config.market.path_volatility = 0.6;
    config.market.perpetual_takers_per_second = 50.0;
    Floor floor{config};
    floor.exchange.set_platform_lock(true);
    const Quote before = floor.exchange.quote(floor.id(kPerp));
    floor.exchange.advance(after(kNoon, 600.0));
    EXPECT_EQ(floor.exchange.quote(floor.id(kPerp)), before);
    EXPECT_TRUE(floor.exchange.last_trades(floor.id(kPerp), 1).empty());
    floor.exchange.set_platform_lock(false);
    floor.exchange.advance(after(kNoon, 601.0));
    EXPECT_NE(floor.exchange.quote(floor.id(kPerp)), before);
}

}  // namespace
}  // namespace hedged::exchange::test
