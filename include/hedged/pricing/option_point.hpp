// SPDX-License-Identifier: Apache-2.0
// What a pricing formula needs to know of one option at one moment, and the units that only pricing
// uses. Plain values: any thread, no allocation. Per 1 coin of notional; a volatility is a
// fraction.
#pragma once

#include "hedged/core/quantity.hpp"
#include "hedged/core/units.hpp"

#include <cstdint>

namespace hedged::pricing {

// The value is the sign that the formulas carry.
enum class Right : std::int8_t { Put = -1, Call = 1 };

struct OptionPoint {
    Right right = Right::Call;
    UsdPrice forward;  // of the option's own expiry
    UsdPrice strike;
    Years expires_in;
};

// Why a leg has no usable Greeks. Expired is not an error: its value is the intrinsic one and its
// Greeks are zero. With any Bad status every number is NaN and the leg must be left out of sums.
enum class PricingStatus : std::uint8_t { Ok, Expired, BadForward, BadStrike, BadTime, BadVol };

[[nodiscard]] const char* to_string(PricingStatus status) noexcept;

// Inputs outside these bounds are data errors, not markets. maths.md 10. Within those of the prices
// (forward and strike) no product or quotient of the formulas overflows or vanishes.
inline constexpr UsdPrice kPriceMin{1e-130};
inline constexpr UsdPrice kPriceMax{1e130};
inline constexpr Vol kVolMin{1e-4};
inline constexpr Vol kVolMax{10.0};
inline constexpr Years kYearsMax{10.0};

// Screens one option; the only gate in front of the formulas and the vector kernels.
[[nodiscard]] PricingStatus check(const OptionPoint& point, Vol vol) noexcept;

using Speed = Quantity<struct SpeedTag, double>;    // d gamma / d forward, coins per USD squared
using Vanna = Quantity<struct VannaTag, double>;    // d delta / d vol, coins per 1.00 of volatility
using Volga = Quantity<struct VolgaTag, double>;    // d vega / d vol, USD per 1.00 squared
using Charm = Quantity<struct CharmTag, double>;    // d delta / d calendar time, coins per year
using RhoUsd = Quantity<struct RhoUsdTag, double>;  // USD per 1.00 of interest rate

}  // namespace hedged::pricing
