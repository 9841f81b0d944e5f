// SPDX-License-Identifier: Apache-2.0
// Positions and the account, with Deribit's meanings (maths.md 3.5). Everything is in coin unless
// the name says usd; size is signed: USD for inverse futures, coins for options. Plain values.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/types.hpp"

#include <string>
#include <vector>

namespace hedged::exchange {

struct Position {
    InstrumentId instrument;
    Kind kind = Kind::Future;
    double size = 0.0;
    double size_currency = 0.0;      // futures: size / mark, coins
    double average_price = 0.0;      // futures: harmonic mean of entries; options: arithmetic, coin
    double average_price_usd = 0.0;  // options, at the index of each entry
    double mark_price = 0.0;
    double index_price = 0.0;
    double settlement_price = 0.0;  // the mark that the running session started from, 0 if none
    double delta = 0.0;             // coins; options: unadjusted, already times size
    double gamma = 0.0;
    double vega = 0.0;
    double theta = 0.0;
    double initial_margin = 0.0;
    double maintenance_margin = 0.0;
    double open_orders_margin = 0.0;
    double floating_profit_loss = 0.0;  // of the session, unrealised
    double realized_profit_loss = 0.0;  // of the session
    double total_profit_loss = 0.0;     // since entry, unrealised
    double realized_funding = 0.0;      // perpetual, of the session
    double leverage = 0.0;              // futures
};

struct AccountSummary {
    AccountId account;
    std::string currency;
    double balance = 0.0;
    double margin_balance = 0.0;  // balance + futures_session_upl + session_rpl
    double equity = 0.0;          // margin_balance + options_value
    double available_funds = 0.0;
    double available_withdrawal_funds = 0.0;
    double initial_margin = 0.0;  // open orders included
    double maintenance_margin = 0.0;
    double projected_initial_margin = 0.0;
    double projected_maintenance_margin = 0.0;
    double session_upl = 0.0;  // futures and options
    double session_rpl = 0.0;  // futures, funding included: cash at the next settlement
    double futures_pl = 0.0;
    double futures_session_upl = 0.0;
    double futures_session_rpl = 0.0;
    double options_pl = 0.0;
    double options_session_upl = 0.0;
    double options_session_rpl = 0.0;  // already cash
    double options_value = 0.0;
    double options_delta = 0.0;  // sum of unadjusted deltas
    double options_gamma = 0.0;
    double options_vega = 0.0;
    double options_theta = 0.0;
    double delta_total = 0.0;            // futures delta + options_delta - options_value
    double delta_total_map = 0.0;        // futures delta + options_delta, per index: only one here
    double projected_delta_total = 0.0;  // delta_total without the next expiry
    double fees_paid = 0.0;              // since the account was opened
};

struct SeedPosition {
    std::string instrument;
    double size = 0.0;           // signed, as Position::size
    double average_price = 0.0;  // 0: the mark at the time of seeding
};

enum class SettlementType : std::uint8_t { Settlement, Delivery };

// One line of settlement history.
struct SettlementRecord {
    AccountId account;
    InstrumentId instrument;
    WallTime timestamp;
    SettlementType type = SettlementType::Settlement;
    double position = 0.0;
    double mark_price = 0.0;   // settlement mark, or the value at delivery
    double index_price = 0.0;  // index, or the delivery price
    double session_profit_loss = 0.0;
    double profit_loss = 0.0;
    double funding = 0.0;
};

}  // namespace hedged::exchange
