// SPDX-License-Identifier: Apache-2.0
// The volatility that reproduces an option's price, to the last digits that the price carries.
// Pure, noexcept, no allocation, any thread; usually two or three steps, never over 100. maths 1.2,
// after Jaeckel, "Let's Be Rational": work on the out-of-the-money time value, in the variable
// sigma sqrt(tau), on a scale (logarithm of value or of its complement) where the curve is nearly
// straight. Error: |d sigma| / sigma <= 16 eps (1 + condition number of the price).
#pragma once

#include "hedged/pricing/option_point.hpp"

#include <cstdint>

namespace hedged::pricing {

// Ok and AtIntrinsic carry a number (0 at intrinsic: the quote bounds the volatility from above, it
// does not measure it); every other status carries NaN.
enum class ImpliedVolStatus : std::uint8_t {
    Ok,
    AtIntrinsic,     // price == intrinsic value, also 0 out of the money
    BelowIntrinsic,  // no volatility gives so little
    AboveMax,        // a call worth its forward, a put worth its strike, or more
    Expired,
    Invalid,  // non-finite input, negative price, forward or strike not positive
};

[[nodiscard]] const char* to_string(ImpliedVolStatus status) noexcept;

struct ImpliedVol {
    ImpliedVolStatus status = ImpliedVolStatus::Invalid;
    Vol vol;
};

// `hint` is a volatility believed to be near, such as the previous tick's; 0 means none. It changes
// the cost, not the answer beyond the error stated above.
[[nodiscard]] ImpliedVol implied_vol(const OptionPoint& point, UsdPrice price,
                                     Vol hint = Vol{0.0}) noexcept;

// For inverse options, whose price is in coin: converted with the forward, never with the index.
[[nodiscard]] ImpliedVol implied_vol(const OptionPoint& point, CoinPremium price,
                                     Vol hint = Vol{0.0}) noexcept;

}  // namespace hedged::pricing
