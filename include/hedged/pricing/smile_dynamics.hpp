// SPDX-License-Identifier: Apache-2.0
// How an option's delta changes when its volatility moves with the underlying. Pure, noexcept, no
// allocation, any thread. maths.md 5.3; Hull and White, "Optimal delta hedging for options".
//
//     adjusted delta = Black delta + adjustment,   adjustment = vega * d sigma / dF   (coins)
//
// With vega = F phi(d1) sqrt(tau), d1 = ln(F/K)/v + v/2, v = sigma sqrt(tau), slope = d sigma / dk:
//
//     sticky strike       0
//     sticky moneyness    -sqrt(tau) slope phi(d1)
//     sticky local vol    +sqrt(tau) slope phi(d1)          (the implied tree)
//     minimum variance    (a + b delta + c delta^2) phi(d1) (calls and puts have their own a, b, c)
//
// delta is the signed Black delta: negative for a put. An inverse option's net delta gets the same
// adjustment in coins. Whatever keeps the adjustment from being known, it is zero and the status
// says why: the leg is then hedged on its Black delta, and a sum is never poisoned.
#pragma once

#include "hedged/core/units.hpp"
#include "hedged/pricing/option_point.hpp"

#include <cstdint>

namespace hedged::pricing {

enum class SmileDynamics : std::uint8_t {
    StickyStrike,
    StickyMoneyness,
    StickyLocalVol,
    MinimumVariance,
};

[[nodiscard]] const char* to_string(SmileDynamics dynamics) noexcept;

// Regressed on d sigma sqrt(tau) F / dF = a + b delta + c delta^2.
struct MinimumVarianceCoefficients {
    double a = 0.0;
    double b = 0.0;
    double c = 0.0;
};

struct SmileDynamicsSettings {
    SmileDynamics dynamics = SmileDynamics::StickyStrike;
    MinimumVarianceCoefficients calls;
    MinimumVarianceCoefficients puts;
    double max_adjustment_coins = 0.1;  // per coin of notional; limits every regime
};

enum class AdjustmentStatus : std::uint8_t {
    Ok,
    Limited,         // the limit was reached
    NoSlope,         // the regime needs a slope, and it is not a number or beyond +-1e6
    BadOption,       // pricing::check() refuses the option, or it has expired
    BadCoefficient,  // a coefficient beyond +-100, a limit below 0, or either not a number
};

[[nodiscard]] const char* to_string(AdjustmentStatus status) noexcept;

struct DeltaAdjustment {
    AdjustmentStatus status = AdjustmentStatus::BadOption;
    BlackDelta adjustment;  // within the limit; what to add to the option's delta
    BlackDelta unlimited;
    double slope = 0.0;  // d unlimited / d ln F at fixed volatility and smile slope
};

// `vol_slope` is d sigma / dk of the option's smile at its strike, NaN when there is none; sticky
// strike and minimum variance do not read it.
[[nodiscard]] DeltaAdjustment delta_adjustment(const SmileDynamicsSettings& settings,
                                               const OptionPoint& option, Vol vol,
                                               double vol_slope) noexcept;

}  // namespace hedged::pricing
