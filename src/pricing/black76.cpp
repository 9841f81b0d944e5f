// SPDX-License-Identifier: Apache-2.0
#include "hedged/pricing/black76.hpp"

#include "hedged/pricing/greeks_batch.hpp"

#include "pricing/normalised_black.hpp"

#include <cmath>
#include <limits>

namespace hedged::pricing {
namespace {

OptionValue not_a_value(PricingStatus status) noexcept {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    return {.status = status,
            .price = UsdPrice{nan},
            .premium = CoinPremium{nan},
            .delta = BlackDelta{nan},
            .net_delta = NetDelta{nan},
            .gamma = Gamma{nan},
            .speed = Speed{nan},
            .vega = VegaUsd{nan},
            .theta = ThetaUsdPerYear{nan},
            .vanna = Vanna{nan},
            .volga = Volga{nan},
            .charm = Charm{nan},
            .rho_spot_fixed = RhoUsd{nan},
            .rho_forward_fixed = RhoUsd{nan}};
}

// After expiry the money is fixed: intrinsic value, no Greeks. Just before it, when no volatility
// is left to speak of, the delta is that of the payoff: one in the money, a half at the strike.
OptionValue at_intrinsic(const OptionPoint& point, PricingStatus status) noexcept {
    OptionValue result{};
    result.status = status;
    result.price = intrinsic(point.right, point.forward, point.strike);
    result.premium = CoinPremium{result.price / point.forward};
    if (status == PricingStatus::Expired) {
        return result;
    }
    auto const sign = static_cast<double>(point.right);
    double const moneyness = sign * (point.forward.value() - point.strike.value());
    double const exercised = moneyness > 0.0 ? 1.0 : (moneyness < 0.0 ? 0.0 : 0.5);
    double const tau = point.expires_in.value();
    result.delta = BlackDelta{sign * exercised};
    result.net_delta = net_of_premium(result.delta, result.premium);
    result.rho_spot_fixed = RhoUsd{sign * point.strike.value() * tau * exercised};
    result.rho_forward_fixed = RhoUsd{-tau * result.price.value()};
    return result;
}

}  // namespace

UsdPrice intrinsic(Right right, UsdPrice forward, UsdPrice strike) noexcept {
    double const gain = static_cast<double>(right) * (forward - strike).value();
    return UsdPrice{gain > 0.0 ? gain : 0.0};
}

OptionValue black76(const OptionPoint& point, Vol vol) noexcept {
    PricingStatus const status = check(point, vol);
    if (status == PricingStatus::Expired) {
        return at_intrinsic(point, status);
    }
    if (status != PricingStatus::Ok) {
        return not_a_value(status);
    }
    double const forward = point.forward.value();
    double const strike = point.strike.value();
    double const tau = point.expires_in.value();
    double const sigma = vol.value();
    auto const sign = static_cast<double>(point.right);
    double const root = std::sqrt(tau);
    double const total = sigma * root;
    if (total < kTotalVolMin) {
        return at_intrinsic(point, status);
    }
    double const log_ratio = log_moneyness(forward, strike);
    double const d1 = log_ratio / total + 0.5 * total;
    double const d2 = d1 - total;
    double const density = normal_density(d1);
    double const n1 = normal_distribution(sign * d1);
    double const n2 = normal_distribution(sign * d2);
    // forward n1 - strike n2 would keep no digits of a far option; this keeps them all.
    double const time_value =
        std::sqrt(forward) * std::sqrt(strike) * normalised_value(-std::fabs(log_ratio), total);
    // Rounding must not lift it above what no option is worth.
    double const most = sign > 0.0 ? forward : strike;
    double const price =
        std::fmin(intrinsic(point.right, point.forward, point.strike).value() + time_value, most);
    double const gamma = density / (forward * total);
    double const vega = forward * density * root;
    return {.status = status,
            .price = UsdPrice{price},
            .premium = CoinPremium{price / forward},
            .delta = BlackDelta{sign * n1},
            // Equal to delta - premium, without the cancellation.
            .net_delta = NetDelta{sign * (strike / forward) * n2},
            .gamma = Gamma{gamma},
            .speed = Speed{-gamma / forward * (d1 / total + 1.0)},
            .vega = VegaUsd{vega},
            .theta = ThetaUsdPerYear{-0.5 * forward * density * sigma / root},
            .vanna = Vanna{-density * d2 / sigma},
            .volga = Volga{vega * d1 * d2 / sigma},
            .charm = Charm{0.5 * density * d2 / tau},
            .rho_spot_fixed = RhoUsd{sign * strike * tau * n2},
            .rho_forward_fixed = RhoUsd{-tau * price}};
}

}  // namespace hedged::pricing
