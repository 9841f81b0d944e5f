// SPDX-License-Identifier: Apache-2.0
// What is listed. Amounts of inverse futures and the perpetual are USD, of options coins; prices of
// futures are USD per coin, of options coin per coin. Metadata is constant once listed, except for
// `state` and `halted`. Allocates for names only.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/types.hpp"

#include <string>
#include <vector>

namespace hedged::exchange {

// The tick above `above_price`, strictly.
struct TickStep {
    double above_price = 0.0;
    double tick_size = 0.0;
};

struct Instrument {
    InstrumentId id;
    std::string name;  // "BTC-PERPETUAL", "BTC-27MAR26", "BTC-27MAR26-80000-C"
    Kind kind = Kind::Future;
    SettlementPeriod period = SettlementPeriod::Perpetual;
    std::string base_currency;  // "BTC": also quote currency of options and settlement currency
    std::string price_index;    // "btc_usd"
    std::string underlying;     // option: "BTC-27MAR26" or "SYN.BTC-8FEB26"; future: price_index
    OptionType option_type = OptionType::Call;  // options only
    double strike = 0.0;                        // options only, USD
    WallTime created;
    WallTime expiry;             // the perpetual: the last moment WallTime can hold
    double contract_size = 1.0;  // 10 USD or 1 coin
    double min_trade_amount = 1.0;
    double tick_size = 0.0;
    std::vector<TickStep> tick_steps;
    double maker_commission = 0.0;  // fraction of notional; an option's is in coin per coin
    double taker_commission = 0.0;
    double max_leverage = 0.0;  // futures; 0 for options
    InstrumentState state = InstrumentState::Created;
    bool halted = false;  // order entry refused with orderbook_closed, book still shown

    [[nodiscard]] bool is_option() const noexcept { return kind == Kind::Option; }
    [[nodiscard]] bool is_perpetual() const noexcept {
        return kind == Kind::Future && period == SettlementPeriod::Perpetual;
    }
    // Listed and tradable, apart from halts and platform locks.
    [[nodiscard]] bool active() const noexcept {
        return state == InstrumentState::Created || state == InstrumentState::Started;
    }
};

// The tick that applies at `price`.
[[nodiscard]] double tick_at(const Instrument& instrument, double price) noexcept;

}  // namespace hedged::exchange
