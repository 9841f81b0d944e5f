// SPDX-License-Identifier: Apache-2.0
#include "exchange/black76.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hedged::exchange {
namespace {

constexpr double kDaysPerYear = 365.0;
constexpr double kHighestVolatility = 5.0;

double normal_cdf(double x) noexcept {
    return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}
double normal_pdf(double x) noexcept {
    return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}
double call_put(OptionType type) noexcept {
    return type == OptionType::Call ? 1.0 : -1.0;
}

// cp * [F N(cp d1) - K N(cp d2)] with total deviation v.
double black(double cp, double forward, double strike, double v) noexcept {
    if (strike <= 0.0) {
        return std::max(cp * (forward - strike), 0.0);
    }
    if (v < 1e-12) {
        return std::max(cp * (forward - strike), 0.0);
    }
    const double d1 = std::log(forward / strike) / v + 0.5 * v;
    return cp * (forward * normal_cdf(cp * d1) - strike * normal_cdf(cp * (d1 - v)));
}

}  // namespace

double black_usd(const OptionInputs& in) noexcept {
    const double v = in.volatility * std::sqrt(std::max(in.years, 0.0));
    return black(call_put(in.type), in.forward, in.strike, v);
}

double mark_coin(const OptionInputs& in, const Averaging& averaging) noexcept {
    const double w = averaging.weight;
    if (w >= 1.0) {
        return black_usd(in) / in.forward;
    }
    const double cp = call_put(in.type);
    if (w <= 0.0) {
        return std::max(cp * (averaging.mean - in.strike), 0.0) / averaging.mean;
    }
    const double strike = (in.strike - (1.0 - w) * averaging.mean) / w;
    const double v = in.volatility * std::sqrt(std::max(in.years, 0.0));
    const double expected = w * in.forward + (1.0 - w) * averaging.mean;
    return w * black(cp, in.forward, strike, v) / expected;
}

Greeks published_greeks(const OptionInputs& in, const Averaging& averaging) noexcept {
    const double cp = call_put(in.type);
    const double root = std::sqrt(std::max(in.years, 0.0));
    const double v = in.volatility * root;
    if (v < 1e-12) {
        const bool inside = cp * (in.forward - in.strike) > 0.0;
        return {inside ? cp * averaging.weight : 0.0, 0.0, 0.0, 0.0, 0.0};
    }
    const double d1 = std::log(in.forward / in.strike) / v + 0.5 * v;
    const double density = normal_pdf(d1);
    const double days_left = in.years * kDaysPerYear;
    const double year_theta = -in.forward * density * in.volatility / (2.0 * root);
    const double day_theta = year_theta / kDaysPerYear * std::min(1.0, days_left);
    Greeks greeks;
    greeks.delta = cp * normal_cdf(cp * d1);
    greeks.gamma = density / (in.forward * v);
    greeks.vega = in.forward * density * root / 100.0;
    greeks.theta = std::max(day_theta, -black_usd(in));
    greeks.rho = cp * in.strike * in.years * normal_cdf(cp * (d1 - v)) / 100.0;
    const double fade = std::clamp(averaging.weight, 0.0, 1.0);
    for (double* greek : {&greeks.delta, &greeks.gamma, &greeks.vega, &greeks.theta, &greeks.rho}) {
        *greek *= fade;
    }
    return greeks;
}

double implied_volatility(const OptionInputs& in, double coin_price) noexcept {
    OptionInputs trial = in;
    const double target = coin_price * in.forward;
    const double intrinsic = std::max(call_put(in.type) * (in.forward - in.strike), 0.0);
    if (in.years <= 0.0 || target <= intrinsic) {
        return 0.0;
    }
    trial.volatility = kHighestVolatility;
    if (black_usd(trial) <= target) {
        return kHighestVolatility;
    }
    // Bisection: the price is monotone in volatility, and four decimals are all that is published.
    double low = 0.0;
    double high = kHighestVolatility;
    while (high - low > 1e-6) {
        trial.volatility = 0.5 * (low + high);
        (black_usd(trial) < target ? low : high) = trial.volatility;
    }
    return 0.5 * (low + high);
}

}  // namespace hedged::exchange
