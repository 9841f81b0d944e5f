// SPDX-License-Identifier: Apache-2.0
// One instrument with everything that moves: its book, mark, statistics and who cares about it.
// Plain state; the classes around it act on it. One thread.
#pragma once

#include "hedged/exchange/instrument.hpp"
#include "hedged/exchange/market_view.hpp"

#include "exchange/black76.hpp"
#include "exchange/day_stats.hpp"
#include "exchange/grid.hpp"
#include "exchange/order_book.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace hedged::exchange {

// All of one mark was computed at `time`, so a ticker's row is consistent in itself.
struct MarkState {
    WallTime time;
    double price = 0.0;       // as published: futures to 0.01, options to 1e-6
    double forward = 0.0;     // options: underlying_price; futures: same as price
    double volatility = 0.0;  // fraction
    Averaging averaging;      // in the settlement window of an expiring instrument
    Greeks greeks;            // rounded as published
    double min_price = 0.0;
    double max_price = 0.0;
};

struct Listing {
    Instrument meta;
    Grid prices;                    // of the finest tick: what the book counts in
    std::vector<Grid> step_prices;  // of each of meta.tick_steps
    Grid amounts;                   // lots of min_trade_amount
    std::size_t track = 0;  // of an option: Surface::options(); of a dated future: expiries()

    OrderBook book;
    std::uint64_t change_id = 0;
    Quote quote;
    MarkState mark;

    std::optional<double> last_price;
    std::optional<double> settlement_price;
    std::optional<double> delivery_price;
    int tick_direction = 1;
    std::uint64_t trade_seq = 0;
    DayStatsMeter stats;
    std::deque<PublicTrade> trades;  // newest last
    double recorded_open_interest = 0.0;

    double pressure = 0.0;  // recent taker flow in clips, signed; fades
    WallTime pressure_time;
    std::optional<double> bid_width;  // options: of the recorded quotes, in coin
    std::optional<double> ask_width;
    std::uint64_t house_key = 0;  // of the levels shown; differs when they must be remade
    bool house_bids = true;
    bool house_asks = true;

    int watchers = 0;
    int holders = 0;      // accounts, the house apart
    int user_orders = 0;  // resting

    [[nodiscard]] bool cared_for() const noexcept {
        return watchers > 0 || holders > 0 || user_orders > 0;
    }
    [[nodiscard]] bool accepts_orders() const noexcept { return meta.active() && !meta.halted; }
    [[nodiscard]] double amount_of(std::int64_t lots) const noexcept { return amounts.value(lots); }
    [[nodiscard]] double price_of(std::int64_t ticks) const noexcept { return prices.value(ticks); }
    [[nodiscard]] OptionInputs option_inputs() const noexcept {
        return {meta.option_type, mark.forward, meta.strike, years_between(mark.time, meta.expiry),
                mark.volatility};
    }
    // The grid of the tick that applies at `price`.
    [[nodiscard]] const Grid& grid_at(double price) const noexcept {
        const Grid* grid = &prices;
        for (std::size_t i = 0; i < step_prices.size(); ++i) {
            grid = price > meta.tick_steps[i].above_price ? &step_prices[i] : grid;
        }
        return *grid;
    }
    // Coins that `lots` stand for at `price`; for turnover and size.
    [[nodiscard]] double coins_of(std::int64_t lots, double price) const noexcept {
        return meta.is_option() ? amount_of(lots) : amount_of(lots) / price;
    }
};

}  // namespace hedged::exchange
