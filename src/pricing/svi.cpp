// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/svi.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::pricing {

TotalVariance total_variance(const SviSlice& slice, double log_moneyness) noexcept {
    double const k = std::clamp(log_moneyness, -kLogMoneynessMax, kLogMoneynessMax);
    double const distance = k - slice.m;
    double const root = std::sqrt(distance * distance + slice.s * slice.s);
    double const value = slice.a + slice.b * (slice.rho * distance + root);
    // Beyond the clamp the smile is flat.
    if (k != log_moneyness && !std::isnan(k)) {
        return {value, 0.0, 0.0};
    }
    double const bend = slice.s / root;
    return {.value = value,
            .slope = slice.b * (slice.rho + distance / root),
            .curvature = slice.b * bend * bend / root};
}

Vol svi_vol(const SviSlice& slice, double log_moneyness) noexcept {
    return Vol{std::sqrt(total_variance(slice, log_moneyness).value / slice.expires_in.value())};
}

double svi_vol_slope(const SviSlice& slice, double log_moneyness) noexcept {
    TotalVariance const w = total_variance(slice, log_moneyness);
    return 0.5 * w.slope / std::sqrt(w.value * slice.expires_in.value());
}

double butterfly_function(const SviSlice& slice, double log_moneyness) noexcept {
    TotalVariance const w = total_variance(slice, log_moneyness);
    double const k = std::clamp(log_moneyness, -kLogMoneynessMax, kLogMoneynessMax);
    double const shear = 1.0 - 0.5 * k * w.slope / w.value;
    return shear * shear - 0.25 * w.slope * w.slope * (1.0 / w.value + 0.25) + 0.5 * w.curvature;
}

const char* to_string(SviStatus status) noexcept {
    switch (status) {
        case SviStatus::Ok:
            return "ok";
        case SviStatus::NotFitted:
            return "not fitted yet";
        case SviStatus::TooFewPoints:
            return "fewer than five strikes with weight";
        case SviStatus::BadInput:
            return "a mark or the time to expiry is out of bounds";
        case SviStatus::NotConverged:
            return "the fit did not converge";
        case SviStatus::BadParameters:
            return "parameters outside the domain of SVI";
        case SviStatus::WingTooSteep:
            return "arbitrage: a wing steeper than Lee's bound";
        case SviStatus::WingHoldsMass:
            return "arbitrage: calls keep a price at any strike";
        case SviStatus::Butterfly:
            return "arbitrage: a butterfly spread with a negative price";
        case SviStatus::Calendar:
            return "arbitrage: a nearer expiry with more variance";
        case SviStatus::PoorFit:
            return "the fit misses its marks";
    }
    return "unknown";
}

}  // namespace hedged::pricing
