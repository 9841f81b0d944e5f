// SPDX-License-Identifier: Apache-2.0
// The slope of a function by central differences, extrapolated to a step of zero (Ridders 1982),
// with an estimate of its own error; in long double.
#pragma once

#include <array>
#include <cmath>
#include <limits>

namespace hedged::test_support {

struct Slope {
    long double value = 0.0L;
    long double error = std::numeric_limits<long double>::max();
};

template <class Function>
Slope slope_of(const Function& f, long double at, long double step) {
    constexpr std::size_t kLevels = 8;
    constexpr long double kShrink = 1.6L;
    std::array<long double, kLevels> row{};
    Slope best;
    for (std::size_t i = 0; i < kLevels; ++i) {
        long double previous = row[0];
        row[0] = (f(at + step) - f(at - step)) / (2.0L * step);
        step /= kShrink;
        long double factor = 1.0L;
        for (std::size_t j = 1; j <= i; ++j) {
            factor *= kShrink * kShrink;
            long double const refined = row[j - 1] + (row[j - 1] - previous) / (factor - 1.0L);
            long double const error =
                std::fmax(std::fabs(refined - row[j - 1]), std::fabs(refined - previous));
            previous = row[j];
            row[j] = refined;
            if (error < best.error) {
                best = {refined, error};
            }
        }
    }
    return best;
}

}  // namespace hedged::test_support
