// SPDX-License-Identifier: Apache-2.0
// The linear half of the quasi-explicit SVI fit: with the bend (m, s) given and y = (k - m) / s,
//
//     w = level + tilt y + smile (sqrt(1 + y^2) - 1),
//     level = a + b s,  tilt = rho b s,  smile = b s
//
// is linear, so its weighted least squares are a convex quadratic in three variables, to be
// minimised where the slice stays in its domain: |tilt| below smile, wings below Lee's bound, and
// no variance below a floor. Exact on the polytope of the wings; the floor is a curved constraint
// and is met by tangent planes. Never NaN for finite moments: a degenerate design gets nearly the
// answer of least norm. Private to pricing; pure, noexcept, no allocation, any thread.
#pragma once

#include <array>

namespace hedged::pricing {

using Vector3 = std::array<double, 3>;

// Weighted means over the points of (1, y, q) times themselves and times w, q = sqrt(1 + y^2) - 1.
struct InnerMoments {
    double y = 0.0;
    double q = 0.0;
    double yy = 0.0;
    double yq = 0.0;
    double qq = 0.0;
    double w = 0.0;
    double wy = 0.0;
    double wq = 0.0;
};

struct InnerAnswer {
    double level = 0.0;
    double tilt = 0.0;
    double smile = 0.0;
};

// normal . x <= limit
struct HalfSpace {
    Vector3 normal{};
    double limit = 0.0;
};

// |rho| and b (1 + |rho|) of an answer stay just inside the open domain, so that rounding does not
// leave it.
inline constexpr double kRhoBound = 0.9999;
inline constexpr double kWingBound = 1.9999;

[[nodiscard]] InnerAnswer solve_inner(const InnerMoments& moments, double s,
                                      double variance_floor) noexcept;

// The constrained minimum itself, for a given set of at most eight half spaces.
[[nodiscard]] Vector3 least_in_polytope(const InnerMoments& moments, const HalfSpace* spaces,
                                        int count) noexcept;

}  // namespace hedged::pricing
