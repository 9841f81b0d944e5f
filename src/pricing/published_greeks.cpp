// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/published_greeks.hpp"

#include <algorithm>

namespace hedged::pricing {
namespace {

constexpr double kDaysPerYear = 365.0;
constexpr double kSecondsPerYear = kDaysPerYear * 86'400.0;
constexpr double kPointsPerUnit = 100.0;

// std::max and std::min drop a NaN that stands in the wrong place.
double larger(double a, double b) noexcept {
    return a < b ? b : a;
}

PublishedGreeks per_point_and_day(const OptionValue& value) noexcept {
    return {.delta = value.delta,
            .gamma = value.gamma,
            .vega_usd_per_point = value.vega.value() / kPointsPerUnit,
            .theta_usd_per_day = value.theta.value() / kDaysPerYear,
            .rho_usd_per_percent = value.rho_spot_fixed.value() / kPointsPerUnit};
}

// 1 until the last day, then the days left.
double last_day_share(Years expires_in) noexcept {
    return std::min(1.0, larger(expires_in.value(), 0.0) * kDaysPerYear);
}

}  // namespace

PublishedGreeks bybit_greeks(const OptionValue& value, Years expires_in) noexcept {
    PublishedGreeks out = per_point_and_day(value);
    double const days = last_day_share(expires_in);
    out.gamma = out.gamma * days;
    out.theta_usd_per_day *= days;
    return out;
}

PublishedGreeks deribit_greeks(const OptionValue& value, Years expires_in,
                               Duration settlement_window) noexcept {
    PublishedGreeks out = per_point_and_day(value);
    out.theta_usd_per_day =
        larger(out.theta_usd_per_day * last_day_share(expires_in), -value.price.value());
    double const seconds_left = larger(expires_in.value(), 0.0) * kSecondsPerYear;
    if (seconds_left < settlement_window.seconds()) {
        out.delta = out.delta * (seconds_left / settlement_window.seconds());
    }
    return out;
}

OkxGreeks okx_greeks(const OptionValue& value, UsdPrice index) noexcept {
    PublishedGreeks const usd = per_point_and_day(value);
    double const spot = index.value();
    return {.delta_bs = usd.delta,
            .gamma_bs = usd.gamma,
            .vega_bs_usd_per_point = usd.vega_usd_per_point,
            .theta_bs_usd_per_day = usd.theta_usd_per_day,
            .delta_pa = value.net_delta,
            .gamma_pa_coin = spot * usd.gamma.value() - 2.0 * value.net_delta.value(),
            .vega_pa_coin_per_point = usd.vega_usd_per_point / spot,
            .theta_pa_coin_per_day = usd.theta_usd_per_day / spot};
}

}  // namespace hedged::pricing
