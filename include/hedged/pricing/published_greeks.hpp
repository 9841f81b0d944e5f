// SPDX-License-Identifier: Apache-2.0
// What each exchange puts into its Greek fields, computed from ours, so that the two can be
// compared and shown side by side. Never the other way round: the daemon hedges on its own numbers.
// Pure, noexcept, no allocation, any thread. Per 1 coin of notional, long one option. A status
// other than Ok or Expired gives NaN throughout. maths.md 2.1.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/pricing/black76.hpp"

namespace hedged::pricing {

// Deribit's ticker.greeks, and with nearly the same meaning Bybit's.
struct PublishedGreeks {
    BlackDelta delta;
    Gamma gamma;
    double vega_usd_per_point = 0.0;
    double theta_usd_per_day = 0.0;
    double rho_usd_per_percent = 0.0;  // Bybit has none
};

// Two traps. Below one day the theta is the loss of the whole remaining life, and never more than
// the option's price: max(theta / 365 * min(1, days left), -V). And inside the settlement window
// the delta is multiplied by what is left of the window, which is not the delta of the averaged
// payoff (settlement.hpp).
[[nodiscard]] PublishedGreeks deribit_greeks(const OptionValue& value, Years expires_in,
                                             Duration settlement_window) noexcept;

// Below one day both theta and gamma are multiplied by the days left (seen on a recorded ticker of
// the last day; tests/golden).
[[nodiscard]] PublishedGreeks bybit_greeks(const OptionValue& value, Years expires_in) noexcept;

// OKX's opt-summary. The plain names there are premium-adjusted ("PA"), those with BS are in USD.
// Its thetas follow no clean rule: ours differ from them by 0.04 % to 9 %, most on the last day.
struct OkxGreeks {
    BlackDelta delta_bs;
    Gamma gamma_bs;
    double vega_bs_usd_per_point = 0.0;
    double theta_bs_usd_per_day = 0.0;
    NetDelta delta_pa;           // delta_bs - premium
    double gamma_pa_coin = 0.0;  // S^2 d2p/dS2 = S gamma_bs - 2 delta_pa: not coins per USD
    double vega_pa_coin_per_point = 0.0;  // vega_bs / S
    double theta_pa_coin_per_day = 0.0;
};

[[nodiscard]] OkxGreeks okx_greeks(const OptionValue& value, UsdPrice index) noexcept;

}  // namespace hedged::pricing
