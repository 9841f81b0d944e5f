// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/garch.hpp"

#include "hedged/market/vol_estimate.hpp"

#include <cmath>

namespace hedged::market {

bool is_stationary(const GarchParameters& parameters) noexcept {
    return std::isfinite(parameters.omega) && parameters.omega > 0.0 && parameters.alpha >= 0.0 &&
           parameters.beta >= 0.0 && parameters.alpha + parameters.beta < 1.0;
}

double long_run_variance(const GarchParameters& parameters) noexcept {
    return parameters.omega / (1.0 - parameters.alpha - parameters.beta);
}

GarchFilter::GarchFilter(const GarchParameters& parameters, Duration step) noexcept
    : parameters_(parameters), step_(step), variance_(long_run_variance(parameters)) {}

std::optional<GarchFilter> GarchFilter::with(const GarchParameters& parameters,
                                             Duration step) noexcept {
    if (!is_stationary(parameters) || step <= Duration{} ||
        !std::isfinite(long_run_variance(parameters))) {
        return std::nullopt;
    }
    return GarchFilter{parameters, step};
}

bool GarchFilter::on_return(double log_return) noexcept {
    double const next = parameters_.omega + parameters_.alpha * log_return * log_return +
                        parameters_.beta * variance_;
    if (!std::isfinite(next)) {
        return false;
    }
    variance_ = next;
    return true;
}

Vol GarchFilter::vol() const noexcept {
    return Vol{std::sqrt(variance_ / years_of(step_).value())};
}

}  // namespace hedged::market
