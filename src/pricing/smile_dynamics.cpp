// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/smile_dynamics.hpp"

#include "hedged/pricing/greeks_batch.hpp"

#include "pricing/portable_math.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::pricing {
namespace {

// Beyond these a setting or a slope is a mistake, and sums could overflow.
constexpr double kCoefficientBound = 100.0;
constexpr double kSlopeBound = 1e6;

// The adjustment as phi(d1) (p0 + p1 delta + p2 delta^2); the sticky regimes have p0 alone.
struct Profile {
    AdjustmentStatus status = AdjustmentStatus::Ok;
    double p0 = 0.0;
    double p1 = 0.0;
    double p2 = 0.0;
};

struct Position {
    double d1 = 0.0;
    double total_vol = 0.0;
    double delta = 0.0;
};

// Written so that NaN fails.
bool good(const MinimumVarianceCoefficients& coefficients) noexcept {
    auto const bounded = [](double part) noexcept { return std::fabs(part) <= kCoefficientBound; };
    return bounded(coefficients.a) && bounded(coefficients.b) && bounded(coefficients.c);
}

Profile sticky(double factor, double vol_slope, const OptionPoint& option) noexcept {
    if (!(std::fabs(vol_slope) <= kSlopeBound)) {
        return {.status = AdjustmentStatus::NoSlope};
    }
    return {.p0 = factor * vol_slope * std::sqrt(option.expires_in.value())};
}

Profile profile_of(const SmileDynamicsSettings& settings, const OptionPoint& option, Vol vol,
                   double vol_slope) noexcept {
    // Written so that NaN fails.
    if (!(settings.max_adjustment_coins >= 0.0) || !std::isfinite(settings.max_adjustment_coins)) {
        return {.status = AdjustmentStatus::BadCoefficient};
    }
    if (check(option, vol) != PricingStatus::Ok) {
        return {.status = AdjustmentStatus::BadOption};
    }
    switch (settings.dynamics) {
        case SmileDynamics::StickyStrike:
            return {};
        case SmileDynamics::StickyMoneyness:
            return sticky(-1.0, vol_slope, option);
        case SmileDynamics::StickyLocalVol:
            return sticky(1.0, vol_slope, option);
        case SmileDynamics::MinimumVariance: {
            const auto& own = option.right == Right::Call ? settings.calls : settings.puts;
            if (!good(own)) {
                return {.status = AdjustmentStatus::BadCoefficient};
            }
            return {.p0 = own.a, .p1 = own.b, .p2 = own.c};
        }
    }
    return {.status = AdjustmentStatus::BadCoefficient};
}

Position position_of(const OptionPoint& option, Vol vol) noexcept {
    double const total = vol.value() * std::sqrt(option.expires_in.value());
    double const log_ratio = portable_log_ratio(option.forward.value(), option.strike.value());
    // Below it an option is its payoff, and has no vega; nor has one beyond any logarithm.
    if (total < kTotalVolMin || std::isnan(log_ratio)) {
        return {};
    }
    double const d1 = log_ratio / total + 0.5 * total;
    auto const sign = static_cast<double>(option.right);
    return {.d1 = d1, .total_vol = total, .delta = sign * portable_normal_distribution(sign * d1)};
}

// No adjustment, and why.
DeltaAdjustment none_because(AdjustmentStatus status) noexcept {
    DeltaAdjustment result;
    result.status = status;
    return result;
}

}  // namespace

DeltaAdjustment delta_adjustment(const SmileDynamicsSettings& settings, const OptionPoint& option,
                                 Vol vol, double vol_slope) noexcept {
    Profile const p = profile_of(settings, option, vol, vol_slope);
    if (p.status != AdjustmentStatus::Ok) {
        return none_because(p.status);
    }
    Position const at = position_of(option, vol);
    if (at.total_vol == 0.0) {
        return none_because(AdjustmentStatus::Ok);
    }
    double const density = portable_normal_density(at.d1);
    double const height = p.p0 + at.delta * (p.p1 + at.delta * p.p2);
    double const tilt = p.p1 + 2.0 * p.p2 * at.delta;
    double const unlimited = density * height;
    double const limit = settings.max_adjustment_coins;
    bool const limited = std::fabs(unlimited) > limit;
    // d d1 / d ln F = 1 / v, and d delta / d d1 = phi(d1) for calls and puts alike.
    return {.status = limited ? AdjustmentStatus::Limited : AdjustmentStatus::Ok,
            .adjustment = BlackDelta{std::clamp(unlimited, -limit, limit)},
            .unlimited = BlackDelta{unlimited},
            .slope = density * (density * tilt - at.d1 * height) / at.total_vol};
}

const char* to_string(SmileDynamics dynamics) noexcept {
    switch (dynamics) {
        case SmileDynamics::StickyStrike:
            return "sticky strike";
        case SmileDynamics::StickyMoneyness:
            return "sticky moneyness";
        case SmileDynamics::StickyLocalVol:
            return "sticky local volatility";
        case SmileDynamics::MinimumVariance:
            return "minimum variance";
    }
    return "unknown";
}

const char* to_string(AdjustmentStatus status) noexcept {
    switch (status) {
        case AdjustmentStatus::Ok:
            return "ok";
        case AdjustmentStatus::Limited:
            return "limited";
        case AdjustmentStatus::NoSlope:
            return "no smile slope";
        case AdjustmentStatus::BadOption:
            return "option cannot be priced";
        case AdjustmentStatus::BadCoefficient:
            return "bad coefficient or limit";
    }
    return "unknown";
}

}  // namespace hedged::pricing
