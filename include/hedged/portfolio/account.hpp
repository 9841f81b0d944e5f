// SPDX-License-Identifier: Apache-2.0
// What an account of inverse and linear legs is worth and how it moves, in both numeraires: the
// plain statement of maths.md 3, leg by leg. For reports, what-if questions and tests; the engine's
// path is book.hpp. Pure, noexcept, no allocation, any thread. Quantities are signed, long is
// positive. Every forward and mark keeps its ratio to the index.
#pragma once

#include "hedged/portfolio/numeraire.hpp"
#include "hedged/pricing/option_point.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

namespace hedged::portfolio {

// Settled in coin, premium quoted in coin.
struct InverseOptionLeg {
    Coins quantity;
    pricing::OptionPoint point;
    Vol vol;
};
// Perpetual or dated; profit N (1/entry - 1/mark) coins.
struct InverseFutureLeg {
    Usd quantity;
    UsdPrice entry;
    UsdPrice mark;
};
// Settled and quoted in USD.
struct LinearOptionLeg {
    Coins quantity;
    pricing::OptionPoint point;
    Vol vol;
};
// Perpetual or dated; profit q (mark - entry) USD.
struct LinearFutureLeg {
    Coins quantity;
    UsdPrice entry;
    UsdPrice mark;
};
using AccountLeg =
    std::variant<InverseOptionLeg, InverseFutureLeg, LinearOptionLeg, LinearFutureLeg>;

// The balances are without unrealised profit and without option values.
struct Account {
    UsdPrice index;
    Coins coin_balance;
    Usd usd_balance;
    std::span<const AccountLeg> legs;
};

// A leg whose inputs are not usable is left out of every number and counted.
struct AccountValue {
    Coins equity;
    Usd equity_usd;
    BookDelta delta_coin;     // index * d(equity)/d(index)
    BookDelta delta_usd;      // d(equity_usd)/d(index); always equity + delta_coin
    BookDelta delta_inverse;  // of the inverse legs alone: what Deribit calls delta_total
    Gamma gamma_coin;         // d(delta_coin)/d(index)
    Gamma gamma_usd;          // d(delta_usd)/d(index)
    VegaUsd vega;             // USD per 1.00; the coin numeraire's is vega / index
    ThetaUsdPerYear theta;    // likewise
    std::size_t excluded = 0;
    std::size_t first_excluded = 0;  // position in legs; meaningful when excluded > 0
};

[[nodiscard]] AccountValue value_of(const Account& account) noexcept;

// The leg after the index has moved by the factor `ratio`.
[[nodiscard]] AccountLeg moved(const AccountLeg& leg, double ratio) noexcept;

// The delta that a desk hedges to its target, see numeraire.hpp. Coin with equity has no meaning
// and is refused by the configuration; it is treated as coin.
[[nodiscard]] BookDelta hedged_delta(const AccountValue& value, Numeraire numeraire,
                                     bool include_equity) noexcept;

}  // namespace hedged::portfolio
