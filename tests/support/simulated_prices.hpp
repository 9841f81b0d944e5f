// SPDX-License-Identifier: Apache-2.0
// Geometric Brownian motion with known parameters, and means with their standard errors, for tests
// of estimators. Seeded: the same prices on every machine.
#pragma once

#include "hedged/core/random.hpp"
#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hedged::test_support {

inline constexpr double kSecondsPerYear = 365.0 * 86'400.0;

// ln S has the stated drift per year and volatility.
class Brownian {
public:
    Brownian(std::uint64_t seed, double vol, double drift = 0.0)
        : random_(seed), vol_(vol), drift_(drift) {}

    void step(double seconds) {
        double const years = seconds / kSecondsPerYear;
        double const before = log_;
        log_ += drift_ * years + vol_ * std::sqrt(years) * random_.normal();
        // The extremes on the way, given both ends (Brownian bridge).
        high_ = 0.5 * (before + log_ + spread(before, years));
        low_ = 0.5 * (before + log_ - spread(before, years));
    }
    [[nodiscard]] UsdPrice price() const { return UsdPrice{60'000.0 * std::exp(log_)}; }
    [[nodiscard]] UsdPrice high() const { return UsdPrice{60'000.0 * std::exp(high_)}; }
    [[nodiscard]] UsdPrice low() const { return UsdPrice{60'000.0 * std::exp(low_)}; }
    [[nodiscard]] Random& random() { return random_; }

private:
    double spread(double before, double years) {
        double const move = log_ - before;
        return std::sqrt(move * move - 2.0 * vol_ * vol_ * years * std::log1p(-random_.uniform()));
    }

    Random random_;
    double vol_;
    double drift_;
    double log_ = 0.0;
    double high_ = 0.0;
    double low_ = 0.0;
};

struct Mean {
    double value = 0.0;
    double standard_error = 0.0;
};
inline Mean mean_of(const std::vector<double>& sample) {
    auto const n = static_cast<double>(sample.size());
    double sum = 0.0;
    for (double const x : sample) {
        sum += x;
    }
    double const mean = sum / n;
    double squares = 0.0;
    for (double const x : sample) {
        squares += (x - mean) * (x - mean);
    }
    return {mean, std::sqrt(squares / (n - 1.0) / n)};
}

}  // namespace hedged::test_support
