// SPDX-License-Identifier: Apache-2.0
// Maximum-likelihood GARCH(1,1) parameters of a series of equally spaced logarithmic returns with
// Gaussian innovations and no mean (maths.md 6.3). For tools and start-up, never the engine's path:
// a few hundred to a thousand walks over the series. Pure; any thread; no exception.
//
// alpha + beta < 1 holds by construction: the search is over the long-run variance, the persistence
// alpha + beta and alpha's share of it, each on the whole line, by Nelder and Mead's simplex from
// several starts. The recursion starts at the mean square of the series.
#pragma once

#include "hedged/market/garch.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace hedged::market {

inline constexpr std::size_t kGarchReturnsLeast = 100;

// NoVariance: every return is zero, or their squares are too large to add. NotConverged: the
// parameters are the best found, and usable.
enum class GarchFitStatus : std::uint8_t { Ok, TooFewReturns, BadReturn, NoVariance, NotConverged };

struct GarchFit {
    GarchFitStatus status = GarchFitStatus::TooFewReturns;
    GarchParameters parameters;
    // From the curvature of the likelihood at its top; NaN where there is none, at a bound.
    GarchParameters standard_errors;
    double log_likelihood = 0.0;
};

[[nodiscard]] GarchFit fit_garch(std::span<const double> returns) noexcept;

// The Gaussian log-likelihood, from the mean square of the series as the first variance; NaN for
// parameters that are not stationary.
[[nodiscard]] double garch_log_likelihood(std::span<const double> returns,
                                          const GarchParameters& parameters) noexcept;

}  // namespace hedged::market
