// SPDX-License-Identifier: Apache-2.0
// The exchange's own Black-76 for inverse options, and the Greeks as Deribit publishes them
// (maths.md 1.1 and 2.1). Written apart from the client's pricing on purpose, so that the two check
// each other. Pure functions, no allocation. Volatilities are fractions.
#pragma once

#include "hedged/exchange/market_view.hpp"
#include "hedged/exchange/types.hpp"

namespace hedged::exchange {

struct OptionInputs {
    OptionType type = OptionType::Call;
    double forward = 0.0;     // USD per coin
    double strike = 0.0;      // USD
    double years = 0.0;       // ACT/365, > 0
    double volatility = 0.0;  // > 0
};

// Inside the settlement window: the mean of the samples taken, and the share `weight` still to come
// (1 before the window).
struct Averaging {
    double weight = 1.0;
    double mean = 0.0;
};

// Price in USD per coin. Not rounded.
[[nodiscard]] double black_usd(const OptionInputs& in) noexcept;

// Mark in coin per coin. Inside the window the samples taken move the strike of what remains
// (maths.md 4.1) while the quoted variance volatility^2 * years is kept, so the mark is continuous
// at the window's start and ends at the settlement value.
[[nodiscard]] double mark_coin(const OptionInputs& in, const Averaging& averaging) noexcept;

// Unrounded published Greeks: vega and rho per point, theta in USD per day by Deribit's rule.
// Inside the window all of them fade linearly, as the published ones do.
[[nodiscard]] Greeks published_greeks(const OptionInputs& in, const Averaging& averaging) noexcept;

// The volatility that gives `coin_price`, 0 when the price is at or below intrinsic value and 5
// (500
// %) when no volatility up to that gives it: the bounds that Deribit's bid_iv and ask_iv show.
[[nodiscard]] double implied_volatility(const OptionInputs& in, double coin_price) noexcept;

}  // namespace hedged::exchange
