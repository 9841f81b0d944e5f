// SPDX-License-Identifier: Apache-2.0
// The arithmetic of attribution.hpp for one leg, inline for the meter's loop over all of them.
// Private to portfolio; pure.
#pragma once

#include "hedged/portfolio/attribution.hpp"

#include <cmath>

namespace hedged::portfolio {

inline constexpr double kYearsPerSecond = 1.0 / (365.0 * 86'400.0);  // ACT/365

// Adds the market's lines of `amount` units held from `start` to `end`; both are known.
[[gnu::always_inline]] inline void add_lines(const LegState& start, const LegState& end,
                                             double amount, ProfitLines<Usd>& into) noexcept {
    double const from = start.index.value();
    double const to = end.index.value();
    double const move = to - from;
    double const passed = (end.at - start.at).seconds();
    double const vol_move = (end.vol - start.vol).value();
    bool const inverse = start.value.inverse;
    double const change = amount * (end.value.unit - start.value.unit) * (inverse ? to : 1.0);
    double const per_basis = inverse ? from / end.ratio : to / start.ratio;
    double const by_index = amount * move;
    double const by_vol = amount * vol_move;
    double const delta = start.delta * by_index;
    double const gamma = 0.5 * start.gamma.value() * move * by_index;
    double const vega = start.vega.value() * by_vol;
    double const theta = start.theta.value() * amount * (passed * kYearsPerSecond);
    double const vanna = start.vanna.value() * move * by_vol;
    double const volga = 0.5 * start.volga.value() * vol_move * by_vol;
    double const carry = start.delta * amount * ((end.ratio - start.ratio) * per_basis);
    double const explained = delta + gamma + vega + theta + vanna + volga + carry;
    double const residual = change - explained;
    if (!std::isfinite(residual)) {
        into.residual += Usd{std::isfinite(change) ? change : 0.0};
        return;
    }
    into.delta += Usd{delta};
    into.gamma += Usd{gamma};
    into.vega += Usd{vega};
    into.theta += Usd{theta};
    into.vanna += Usd{vanna};
    into.volga += Usd{volga};
    into.carry += Usd{carry};
    into.residual += Usd{residual};
}

}  // namespace hedged::portfolio
