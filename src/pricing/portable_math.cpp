// SPDX-License-Identifier: Apache-2.0
#include "pricing/portable_math.hpp"

#include "pricing/lane_math.hpp"
#include "pricing/normal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::pricing {

double portable_log_ratio(double a, double b) noexcept {
    constexpr double kMostRatio = 1e300;
    double const ratio = a / b;
    // Written so that NaN fails: the kernel reads the exponent of what it is given.
    return ratio > 1.0 / kMostRatio && ratio < kMostRatio
               ? log_of_ratio(a, b, ratio)
               : std::numeric_limits<double>::quiet_NaN();
}

double portable_exp(double x) noexcept {
    if (std::isnan(x)) {
        return x;
    }
    constexpr double kLeast = -708.0;
    double const small = exp_of_negative(std::max(-std::fabs(x), kLeast));
    return x > 0.0 ? 1.0 / small : (x < kLeast ? 0.0 : small);
}

double portable_asinh(double x) noexcept {
    constexpr double kMost = 1e100;
    double const size = std::min(std::fabs(x), kMost);
    double const positive = portable_log_ratio(size + std::sqrt(size * size + 1.0), 1.0);
    return x < 0.0 ? -positive : positive;
}

double portable_normal_density(double x) noexcept {
    return kInverseSqrtTwoPi * portable_exp(-0.5 * x * x);
}

double portable_normal_distribution(double x) noexcept {
    double const tail = portable_normal_density(x) * mills(std::fabs(x));
    return x > 0.0 ? 1.0 - tail : tail;
}

}  // namespace hedged::pricing
