// SPDX-License-Identifier: Apache-2.0
// The GARCH(1,1) filter: variance of the next of equally spaced returns,
//     s^2 = omega + alpha r^2 + beta s^2,     omega > 0, alpha, beta >= 0, alpha + beta < 1
// (maths.md 6.3). Parameters come from the configuration or from garch_fit.hpp. Variances are per
// step; vol() is annualised on ACT/365. Engine thread only; no allocation; noexcept.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <optional>

namespace hedged::market {

struct GarchParameters {
    double omega = 0.0;  // variance per step
    double alpha = 0.0;
    double beta = 0.0;
};

// Whether they satisfy the conditions above; false for anything that is not finite.
[[nodiscard]] bool is_stationary(const GarchParameters& parameters) noexcept;
// omega / (1 - alpha - beta).
[[nodiscard]] double long_run_variance(const GarchParameters& parameters) noexcept;

class GarchFilter {
public:
    // Empty unless the parameters are stationary and the step is positive. Starts at the long-run
    // variance.
    [[nodiscard]] static std::optional<GarchFilter> with(const GarchParameters& parameters,
                                                         Duration step) noexcept;

    // A logarithmic return over one step. False: not finite, and nothing has changed.
    bool on_return(double log_return) noexcept;

    [[nodiscard]] double variance() const noexcept { return variance_; }  // of the next return
    [[nodiscard]] Vol vol() const noexcept;

private:
    GarchFilter(const GarchParameters& parameters, Duration step) noexcept;

    GarchParameters parameters_;
    Duration step_;
    double variance_;
};

}  // namespace hedged::market
