// SPDX-License-Identifier: Apache-2.0
// Random options, and the rounding that their prices cannot avoid.
#pragma once

#include "hedged/pricing/black76.hpp"

#include "support/random_cases.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hedged::test_support {

struct RandomOption {
    pricing::OptionPoint point;
    Vol vol;

    [[nodiscard]] double forward() const { return point.forward.value(); }
    [[nodiscard]] double strike() const { return point.strike.value(); }
    [[nodiscard]] double years() const { return point.expires_in.value(); }
    [[nodiscard]] double sign() const { return static_cast<double>(point.right); }
    [[nodiscard]] double total() const { return vol.value() * std::sqrt(years()); }
    [[nodiscard]] double d1() const { return pricing_log() / total() + 0.5 * total(); }
    [[nodiscard]] double pricing_log() const { return std::log(forward() / strike()); }
    [[nodiscard]] pricing::OptionValue value() const { return pricing::black76(point, vol); }
    [[nodiscard]] RandomOption with(pricing::Right right) const {
        RandomOption other = *this;
        other.point.right = right;
        return other;
    }
};

// Strikes lie `spread` standard deviations around the forward.
inline RandomOption random_option(Random& random, double spread = 3.0) {
    RandomOption option;
    option.point.right = random.below(2) == 0 ? pricing::Right::Call : pricing::Right::Put;
    option.point.forward = UsdPrice{log_between(random, 1e-4, 1e7)};
    option.point.expires_in = Years{log_between(random, 3.2e-8, 10.0)};  // from one second
    option.vol = Vol{log_between(random, 1e-4, 10.0)};
    double const away = std::clamp(option.total() * spread * random.normal(), -7.0, 7.0);
    option.point.strike = option.point.forward * std::exp(away);
    return option;
}

// What a few units in the last place of the inputs are worth in the price, USD.
inline double unavoidable(const RandomOption& option, const pricing::OptionValue& v) {
    double const exercised = std::fabs(v.delta.value());
    double const otm_delta = std::min(exercised, 1.0 - exercised);
    double const moved = option.forward() * otm_delta * std::fabs(option.pricing_log()) +
                         v.vega.value() * option.vol.value();
    return 32.0 * std::numeric_limits<double>::epsilon() * (v.price.value() + moved);
}

}  // namespace hedged::test_support
