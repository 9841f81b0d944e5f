// SPDX-License-Identifier: Apache-2.0
// Black's formula without units: x = -|ln(F/K)| <= 0, s = sigma sqrt(tau) > 0, and
//     beta(x, s) = e^{x/2} N(h + t) - e^{-x/2} N(h - t),   h = x / s,   t = s / 2,
// the out-of-the-money price over sqrt(F K). It is written as slope * bracket, where
// slope = d beta / d s = phi(0) e^{-(h^2 + t^2)/2} and the bracket is a difference of Mills'
// ratios: nothing overflows and the smallness of a far option sits in the exponent alone.
// maths.md 1.2. Private to pricing; any thread, no allocation.
#pragma once

#include "pricing/mills.hpp"
#include "pricing/normal.hpp"

#include <cmath>

namespace hedged::pricing {
namespace {  // NOLINT(cert-dcl59-cpp): one copy for each instruction set, see mills.hpp

struct NormalisedPoint {
    double h;
    double t;
    double exponent;  // slope = phi(0) e^exponent
};

inline NormalisedPoint normalised_point(double x, double s) noexcept {
    double const h = x / s;
    double const t = 0.5 * s;
    return {h, t, -0.5 * (h * h + t * t)};
}

// Whether the small-t series is the accurate form: below it a difference of two Mills' ratios, each
// of order one, would cancel.
inline bool near_the_money(const NormalisedPoint& p) noexcept {
    return p.t < 0.25 && p.h * p.t > -1.0;
}

// Y(h + t) - Y(h - t) = 2 t sum over j of M_{2j+1} t^{2j} / (2j+1)!, where M_k(h) is the k-th
// derivative of Y(z) = N(z)/phi(z) at h, and M_{k+1} = h M_k + k M_{k-1}.
inline double bracket_by_series(const NormalisedPoint& p) noexcept {
    double const square = p.t * p.t;
    // Terms fall like t^{2j} / (2j+1)!!; this many leave less than 1e-17.
    int const terms = p.t < 0.02 ? 4 : (p.t < 0.1 ? 6 : 8);
    double even = mills(-p.h);
    double odd = 1.0 + p.h * even;
    double weight = 1.0;
    double sum = odd;
    for (int j = 1; j <= terms; ++j) {
        double const k = 2.0 * j;
        even = p.h * odd + (k - 1.0) * even;
        odd = p.h * even + k * odd;
        weight *= square / (k * (k + 1.0));
        sum += weight * odd;
    }
    return 2.0 * p.t * sum;
}

// beta / slope. Valid near the money and wherever h + t <= 0.
inline double value_bracket(const NormalisedPoint& p) noexcept {
    return near_the_money(p) ? bracket_by_series(p) : mills(-(p.h + p.t)) - mills(p.t - p.h);
}

// (e^{x/2} - beta) / slope: how far the value is from its maximum. Valid for h + t >= 0.
inline double complement_bracket(const NormalisedPoint& p) noexcept {
    return mills(p.h + p.t) + mills(p.t - p.h);
}

// beta itself, with the relative accuracy that the two branches give.
inline double normalised_value(double x, double s) noexcept {
    NormalisedPoint const p = normalised_point(x, s);
    double const slope = kInverseSqrtTwoPi * std::exp(p.exponent);
    if (p.h + p.t <= 0.0 || near_the_money(p)) {
        return slope * value_bracket(p);
    }
    return std::exp(0.5 * x) - slope * complement_bracket(p);
}

}  // namespace
}  // namespace hedged::pricing
