// SPDX-License-Identifier: Apache-2.0
// One expiry's smile as a raw SVI slice, and whether it is free of arbitrage. Pure, noexcept, no
// allocation, any thread. maths.md 5.2; Gatheral and Jacquier, "Arbitrage-free SVI volatility
// surfaces".
//
//     w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + s^2)),   k = ln(K / F),   w = sigma^2 tau
//
// k is held within +-kLogMoneynessMax: beyond it the smile is flat and every derivative is zero. A
// slice keeps the time to expiry of its fit, so that its volatility at a given k does not change
// while the clock runs until the next fit. NaN in gives NaN out, and BadParameters from the checks.
#pragma once

#include "hedged/core/units.hpp"

#include <cstdint>

namespace hedged::pricing {

inline constexpr double kLogMoneynessMax = 5.0;

struct SviSlice {
    double a = 0.0;
    double b = 0.0;    // slope of the wings, >= 0
    double rho = 0.0;  // their asymmetry, |rho| < 1
    double m = 0.0;    // where the bend is, in k
    double s = 1.0;    // how wide the bend is, in k, > 0
    Years expires_in;  // when it was fitted
};

struct TotalVariance {
    double value = 0.0;      // w
    double slope = 0.0;      // dw/dk
    double curvature = 0.0;  // d2w/dk2
};

[[nodiscard]] TotalVariance total_variance(const SviSlice& slice, double log_moneyness) noexcept;
[[nodiscard]] Vol svi_vol(const SviSlice& slice, double log_moneyness) noexcept;
// d sigma / dk, per 1.00 of volatility.
[[nodiscard]] double svi_vol_slope(const SviSlice& slice, double log_moneyness) noexcept;
// g(k), which has the sign of the risk-neutral density of ln K.
[[nodiscard]] double butterfly_function(const SviSlice& slice, double log_moneyness) noexcept;

// What became of a slice, in the order in which the checks are made.
enum class SviStatus : std::uint8_t {
    Ok,
    NotFitted,
    TooFewPoints,   // five parameters need five different strikes with weight
    BadInput,       // a point or the time to expiry is not a number, or out of bounds
    NotConverged,   // the evaluations ran out
    BadParameters,  // not a number, or outside the domain; also where the variance reaches zero
    WingTooSteep,   // b (1 + |rho|) > 2, Lee's bound
    WingHoldsMass,  // d+ does not fall to minus infinity: a call keeps a price at any strike
    Butterfly,      // g < 0 somewhere: a butterfly spread with a negative price
    Calendar,       // the nearer expiry has more variance somewhere
    PoorFit,        // misses its marks by more than the caller allows
};

[[nodiscard]] const char* to_string(SviStatus status) noexcept;

// The least value of what was searched, and where: g for check_slice(), far less near variance for
// check_calendar(). Both are NaN when an earlier check failed.
struct SviCheck {
    SviStatus status = SviStatus::BadParameters;
    double least = 0.0;
    double at = 0.0;  // k
};

// The domain, the wings, d+ and the butterfly over +-kLogMoneynessMax: a grid that is fine where
// the slice bends and where its variance is least, each dip then followed to its bottom. About 3
// us.
[[nodiscard]] SviCheck check_slice(const SviSlice& slice) noexcept;
// `near` expires first; each k is of the expiry's own forward.
[[nodiscard]] SviCheck check_calendar(const SviSlice& near, const SviSlice& far) noexcept;

}  // namespace hedged::pricing
