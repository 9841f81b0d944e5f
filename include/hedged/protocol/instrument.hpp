// SPDX-License-Identifier: Apache-2.0
// What an instrument is, once, as the exchange described it: the table that codec, engine and
// gateway share by index. Plain data, trivially copyable. Units: an order amount is in
// `amount_unit` (USD for inverse futures, coin for options and linear products) and always a
// multiple of `lot`. A price is in the quote currency: USD per coin for futures, coin per coin for
// inverse options; always a multiple of the tick that holds at that price.
#pragma once

#include "hedged/core/decimal_step.hpp"
#include "hedged/core/fixed_string.hpp"
#include "hedged/core/fixed_vector.hpp"
#include "hedged/core/ids.hpp"
#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <cstdint>

namespace hedged {

enum class InstrumentKind : std::uint8_t { Unknown, Perpetual, Future, Option, Spot, Combo };
enum class OptionType : std::uint8_t { None, Call, Put };
enum class Payoff : std::uint8_t { Inverse, Linear };
enum class AmountUnit : std::uint8_t { InUsd, InCoin };
enum class InstrumentState : std::uint8_t { Unknown, Created, Open, Halted, Settled, Closed };

using InstrumentName = FixedString<47>;

// Above `above_price` (strictly) the coarser `tick` holds.
struct TickStep {
    double above_price = 0.0;
    DecimalStep tick;
};

struct InstrumentSpec {
    InstrumentName name;
    InstrumentIndex index;
    UnderlyingIndex underlying;
    InstrumentKind kind = InstrumentKind::Unknown;
    OptionType option_type = OptionType::None;
    Payoff payoff = Payoff::Inverse;
    AmountUnit amount_unit = AmountUnit::InUsd;
    InstrumentState state = InstrumentState::Unknown;
    DecimalStep tick;                     // the smallest; PriceTicks count multiples of it
    FixedVector<TickStep, 4> tick_steps;  // ascending by above_price
    DecimalStep lot;                      // Lots count multiples of it
    double minimum_amount = 0.0;          // in amount_unit
    // USD or coin per contract. Amounts are in amount_unit already, so that Greeks are not
    // multiplied by it; it only counts contracts for a limit that is stated in them.
    double contract_size = 1.0;
    UsdPrice strike;         // options only
    WallTime expiry;         // perpetuals: year 3000
    double maker_fee = 0.0;  // fraction of notional
    double taker_fee = 0.0;
};

}  // namespace hedged
