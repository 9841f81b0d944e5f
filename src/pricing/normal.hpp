// SPDX-License-Identifier: Apache-2.0
// Normal density and distribution, and ln(forward / strike), in the forms that keep their digits in
// the tails and at the money. maths.md 10. Private to pricing; any thread, no allocation.
#pragma once

#include <cmath>
#include <numbers>

namespace hedged::pricing {

inline constexpr double kInverseSqrtTwoPi = 0.398942280401432677939946;
inline constexpr double kSqrtTwoPi = 2.50662827463100050241577;

inline double normal_density(double x) noexcept {
    return kInverseSqrtTwoPi * std::exp(-0.5 * x * x);
}

// Through erfc, never 1 - N(-x): the left tail keeps its relative accuracy down to x = -37.
inline double normal_distribution(double x) noexcept {
    return 0.5 * std::erfc(-x * (1.0 / std::numbers::sqrt2));
}

// Near the money forward - strike is exact in binary, while a quotient has already lost the digits
// that a one-minute option needs.
inline double log_moneyness(double forward, double strike) noexcept {
    double const ratio = forward / strike;
    if (ratio > 0.5 && ratio < 2.0) {
        return std::log1p((forward - strike) / strike);
    }
    // A quotient that overflows or loses digits must not, for a price can still be inverted there.
    return std::isnormal(ratio) ? std::log(ratio) : std::log(forward) - std::log(strike);
}

}  // namespace hedged::pricing
