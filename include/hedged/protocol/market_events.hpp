// SPDX-License-Identifier: Apache-2.0
// What a market-data stream says. These conflate: the newest of one kind for one instrument
// replaces an older one that the engine has not taken yet. Trivially copyable. A price or amount of
// 0 in a Quote means that side is empty. Absent values are empty optionals, never NaN; the codec
// refuses non-finite numbers.
#pragma once

#include "hedged/core/ids.hpp"
#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <cstdint>
#include <optional>

namespace hedged {

// received: our monotonic clock, taken before parsing. venue: the exchange's own stamp.
struct Stamp {
    Instant received;
    WallTime venue;
};

struct Quote {
    Stamp stamp;
    InstrumentIndex instrument;
    double bid_price = 0.0;
    double bid_amount = 0.0;
    double ask_price = 0.0;
    double ask_amount = 0.0;
};

enum class TickerState : std::uint8_t { Unknown, Open, Closed };

struct Ticker {
    Stamp stamp;
    InstrumentIndex instrument;
    TickerState state = TickerState::Unknown;
    double mark_price = 0.0;  // quote currency of the instrument
    UsdPrice index_price;
    std::optional<UsdPrice> forward;  // options: forward of the option's own expiry
    std::optional<Vol> mark_vol;      // options: a fraction, whatever the wire used
    std::optional<BlackDelta> published_delta;
    double bid_price = 0.0;
    double bid_amount = 0.0;
    double ask_price = 0.0;
    double ask_amount = 0.0;
    std::optional<double> minimum_price;  // the exchange's own price band
    std::optional<double> maximum_price;
    std::optional<double> funding_8h;       // perpetuals: mean of the last 8 hours, per 8 hours
    std::optional<double> current_funding;  // the rate of this moment, per 8 hours; longs pay
};

// One entry of a whole-chain mark message.
struct MarkVol {
    Stamp stamp;
    InstrumentIndex instrument;
    double mark_price = 0.0;
    Vol vol;
};

struct IndexPrice {
    Stamp stamp;
    UnderlyingIndex underlying;
    UsdPrice price;
};

}  // namespace hedged
