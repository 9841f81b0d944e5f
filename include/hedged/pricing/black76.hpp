// SPDX-License-Identifier: Apache-2.0
// Black-76 at zero interest: value and every Greek of one option, per 1 coin of notional, in USD
// and in the coin convention of inverse options. Pure, noexcept, no allocation, any thread. The
// scalar reference: greeks_batch.hpp does the subset the engine needs, many at a time.
// maths.md 1.1, 2, 10. Accuracy: price within 1e-14 of the forward; Greeks within 20 eps (1 +
// condition number).
#pragma once

#include "hedged/pricing/option_point.hpp"

namespace hedged::pricing {

// Derivatives of the USD price at fixed forward. Long one call or put.
struct OptionValue {
    PricingStatus status = PricingStatus::BadForward;
    UsdPrice price;
    CoinPremium premium;    // price / forward
    BlackDelta delta;       // d price / d forward
    NetDelta net_delta;     // delta - premium, what the option adds to a coin account
    Gamma gamma;            // d delta / d forward
    Speed speed;            // d gamma / d forward
    VegaUsd vega;           // d price / d vol
    ThetaUsdPerYear theta;  // d price / d calendar time; negative for a long option
    Vanna vanna;
    Volga volga;
    Charm charm;
    RhoUsd rho_spot_fixed;     // the forward grows with the rate: what Deribit publishes
    RhoUsd rho_forward_fixed;  // discounting only
};

[[nodiscard]] OptionValue black76(const OptionPoint& point, Vol vol) noexcept;

// max(sign (forward - strike), 0), the value at expiry.
[[nodiscard]] UsdPrice intrinsic(Right right, UsdPrice forward, UsdPrice strike) noexcept;

}  // namespace hedged::pricing
