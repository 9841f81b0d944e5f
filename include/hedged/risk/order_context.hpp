// SPDX-License-Identifier: Apache-2.0
// What the world looks like at the moment of a proposal, gathered by the engine from market,
// portfolio and gateway and not from the proposal, so that one wrong number cannot both size an
// order and approve it. Plain data. Deltas are in coins in the book's numeraire, long is positive;
// in-flight quantities are magnitudes, at full remaining size of every live or unknown order.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/market/reference_price.hpp"
#include "hedged/protocol/instrument.hpp"

#include <cstdint>
#include <optional>

namespace hedged::risk {

struct InputAges {
    Duration quote;                     // of the hedge instrument, since it was received
    Duration index;                     //
    Duration greeks;                    // of the oldest leg that counts in the delta
    Duration position;                  // since the account stream last proved our position
    std::optional<Duration> quote_lag;  // exchange stamps against the exchange's clock, real time;
    std::optional<Duration> index_lag;  // empty when its clock is unknown
    std::optional<Duration> clock_error;
};

struct OrderContext {
    Instant now;
    WallTime market_time;
    const InstrumentSpec* spec = nullptr;  // of the proposal's instrument
    bool underlying_locked = false;        // the exchange locked it, or it settles right now

    UsdPrice index;
    market::Reference reference;  // of the instrument, in its quote currency
    // Options: change of the instrument's price for 1.00 of volatility, in its quote currency.
    std::optional<double> price_per_vol;
    InputAges ages;

    // Change of the book delta for one lot bought. Futures: about the coins of a lot.
    BookDelta delta_per_lot;
    BookDelta hedged_delta;     // everything but the hedge instruments, filled
    BookDelta hedge_delta;      // the hedge instruments, filled
    BookDelta in_flight_buys;   // of the underlying, all instruments: what would raise the delta
    BookDelta in_flight_sells;  // what would lower it
    BookDelta target;

    Lots position;          // of this instrument, filled, signed
    Lots instrument_buys;   // in flight in this instrument
    Lots instrument_sells;  //
    // Nothing of this run has filled yet: one order may be so large, and no larger.
    std::optional<Coins> first_order_max;
    bool live_order = false;     // any order of ours in this instrument that is not done
    bool order_rate_ok = false;  // 6: gateway::Gateway::budget()
    bool credits_ok = false;     // 7
};

}  // namespace hedged::risk
