// SPDX-License-Identifier: Apache-2.0
// What one leg of a book is worth at an exact pass and how that value moves: the start and the end
// of an interval whose profit is explained (attribution.hpp). Plain values; any thread.
#pragma once

#include "hedged/core/ids.hpp"
#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/portfolio/account.hpp"
#include "hedged/pricing/option_point.hpp"

namespace hedged::portfolio {

// What one unit of a leg is worth at the last exact pass, so that the profit of a position is
// amount * change of it. Coins for an inverse leg (of an inverse future -1/mark per USD), USD for a
// linear one. An expired leg is worth its payoff at the settlement mean.
struct LegValue {
    InstrumentIndex instrument;
    double amount = 0.0;
    double unit = 0.0;
    bool inverse = true;
    bool known = false;  // false: the leg is left out, for want of usable data
};

// The derivatives are those of the value of one unit as it stands there, and so of no other delta
// that the desk may hedge (a smile's, or the settlement window's). With the index S, the forward or
// mark F = ratio * S at a fixed ratio, and V in USD (maths.md 3.2, 3.3):
//     inverse, coin value p = V/F:  delta = S dp/dS = dV/dF - p,   gamma = ratio d2V/dF2,
//                                   vega, theta, volga = those of V / ratio,   vanna = that of V
//     inverse future, -1/F:         delta = 1/F, nothing else
//     linear:                       delta = ratio dV/dF,  gamma = ratio^2 d2V/dF2,  vanna = ratio
//                                   times that of V, vega, theta, volga = those of V
//     linear future, F:             delta = ratio, nothing else
// Theta is the textbook's, without the exchange's cut-offs. Inside the settlement window they are
// those of the value on the running mean, without vanna and volga.
struct LegState {
    LegValue value;
    UsdPrice index;
    WallTime at;
    double ratio = 1.0;
    Vol vol;             // options
    double delta = 0.0;  // coins
    Gamma gamma;
    VegaUsd vega;
    ThetaUsdPerYear theta;
    pricing::Vanna vanna;
    pricing::Volga volga;
};

// A leg of an account, by the scalar formulas. Not known where it has no value.
[[nodiscard]] LegState state_of(const AccountLeg& leg, UsdPrice index, WallTime at) noexcept;

}  // namespace hedged::portfolio
