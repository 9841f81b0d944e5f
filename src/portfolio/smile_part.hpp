// SPDX-License-Identifier: Apache-2.0
// What the smile's movement with the underlying adds to a leg's delta, eight legs to a block, in
// the one form that the regimes of pricing/smile_dynamics.hpp share:
//     raw = phi(d1) (A + B delta + C delta^2),   A = a + slope sqrt(tau),   |adjustment| <= limit.
// Between exact passes it is expanded to first order in the index. With u = d1, v = total
// volatility and P = A + B delta + C delta^2,
//     v   d raw / d ln F     = phi (-u P + phi P')
//     v^2 d2 raw / (d ln F)^2 = (u^2 - 1) phi P - 3 u phi^2 P' + phi^3 P'',
// and |(u^2-1) phi| <= phi(0), |u phi^2| <= 0.0684, phi^3 <= 0.0635 bound the second everywhere. A
// limit has a corner: where it may be met, the whole slope is taken for the error. Private to
// portfolio; pure, no allocation.
#pragma once

#include "portfolio/leg_part.hpp"

namespace hedged::portfolio {

// Filled in when a leg's market data changes. All zero: no adjustment.
struct alignas(64) SmileBlock {
    double slope[pricing::kLanes] = {};  // d sigma / dk, with the sign of the regime
    double a[pricing::kLanes] = {};
    double b[pricing::kLanes] = {};
    double c[pricing::kLanes] = {};

    void clear(std::size_t lane) noexcept;
};

// Of one unit of a leg; `slope` and what follows by the index, in USD.
struct SmilePart {
    double delta = 0.0;      // coins
    double slope = 0.0;      // d delta / d index
    double curvature = 0.0;  // bound of |d2 delta / d index^2|
    double corner = 0.0;     // error per USD of move where the limit may be met
    double decay = 0.0;      // |d delta / d time|, coins per year
};

struct alignas(64) SmilePartBlock {
    double delta[pricing::kLanes] = {};
    double slope[pricing::kLanes] = {};
    double curvature[pricing::kLanes] = {};
    double corner[pricing::kLanes] = {};
    double decay[pricing::kLanes] = {};

    void set(std::size_t lane, const SmilePart& part) noexcept;
    [[nodiscard]] SmilePart get(std::size_t lane) const noexcept;
};

[[nodiscard]] SmilePart difference(const SmilePart& a, const SmilePart& b) noexcept;

[[nodiscard]] SmilePart smile_part(const SmileBlock& smile, const pricing::OptionBlock& options,
                                   const pricing::GreeksBlock& greeks, const WeightBlock& weights,
                                   double index, double limit, std::size_t lane) noexcept;

}  // namespace hedged::portfolio
