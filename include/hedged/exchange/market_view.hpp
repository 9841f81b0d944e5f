// SPDX-License-Identifier: Apache-2.0
// What the market looks like, as values that the front may keep. Prices and amounts are in the
// instrument's own units (instrument.hpp); volatilities here are in percent, as Deribit's ticker
// writes them; an empty side has price and amount 0. BookSnapshot and its diff allocate.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/types.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hedged::exchange {

struct Level {
    double price = 0.0;
    double amount = 0.0;
    friend bool operator==(const Level&, const Level&) noexcept = default;
};

struct Quote {
    Level bid;
    Level ask;
    friend bool operator==(const Quote&, const Quote&) noexcept = default;
};

struct BookSnapshot {
    InstrumentId instrument;
    WallTime timestamp;
    std::uint64_t change_id = 0;
    std::vector<Level> bids;  // best first
    std::vector<Level> asks;
};

enum class LevelAction : std::uint8_t { New, Change, Delete };

struct LevelChange {
    LevelAction action = LevelAction::New;
    Level level;  // amount 0 on Delete
};

struct BookChange {
    InstrumentId instrument;
    WallTime timestamp;
    std::uint64_t change_id = 0;
    std::uint64_t prev_change_id = 0;
    std::vector<LevelChange> bids;
    std::vector<LevelChange> asks;
    [[nodiscard]] bool empty() const noexcept { return bids.empty() && asks.empty(); }
};

// What turns `from` into `to`, chained on from's change id. A front keeps the last snapshot that it
// sent on a channel and asks for the difference at its own pace.
[[nodiscard]] BookChange book_change(const BookSnapshot& from, const BookSnapshot& to);

// As Deribit publishes them (maths.md 2.1): vega and rho per point, theta USD per day with its
// short-dated rule, delta unadjusted and decayed inside the settlement window.
struct Greeks {
    double delta = 0.0;
    double gamma = 0.0;
    double vega = 0.0;
    double theta = 0.0;
    double rho = 0.0;
};

struct DayStats {
    std::optional<double> high;
    std::optional<double> low;
    double price_change = 0.0;  // percent
    double volume = 0.0;        // coins
    double volume_usd = 0.0;
};

struct Ticker {
    InstrumentId instrument;
    WallTime timestamp;
    bool open = true;
    double index_price = 0.0;
    double mark_price = 0.0;
    std::optional<double> last_price;
    std::optional<double> settlement_price;  // mark at the last daily settlement
    std::optional<double> delivery_price;    // once expired
    double estimated_delivery_price = 0.0;   // index; inside the window mixed with the mean so far
    double min_price = 0.0;
    double max_price = 0.0;
    double open_interest = 0.0;  // futures USD, options coins
    Quote quote;
    DayStats stats;
    // perpetual
    double current_funding = 0.0;  // rate per 8 h after the dead zone, now
    double funding_8h = 0.0;       // mean rate of the last 8 h
    double interest_value = 0.0;
    // options
    double underlying_price = 0.0;
    double mark_iv = 0.0;
    double bid_iv = 0.0;  // 0 without a bid, as Deribit
    double ask_iv = 0.0;  // 500 without an ask, as Deribit
    double interest_rate = 0.0;
    Greeks greeks;
};

// One entry of markprice.options; iv here is a FRACTION, as on that channel.
struct OptionMark {
    InstrumentId instrument;
    WallTime timestamp;
    double mark_price = 0.0;
    double iv = 0.0;
};

struct PublicTrade {
    TradeId trade_id;
    std::uint64_t trade_seq = 0;
    InstrumentId instrument;
    WallTime timestamp;
    int tick_direction = 0;  // 0 up, 1 zero-up, 2 down, 3 zero-down
    double price = 0.0;
    double amount = 0.0;
    double mark_price = 0.0;
    double index_price = 0.0;
    std::optional<double> iv;    // percent, options only
    Side direction = Side::Buy;  // of the taker
};

}  // namespace hedged::exchange
