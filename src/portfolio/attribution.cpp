// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/attribution.hpp"

#include <cmath>

namespace hedged::portfolio {

ProfitLines<Usd> attribute(const LegState& start, const LegState& end, double amount) noexcept {
    ProfitLines<Usd> out;
    if (!start.value.known || !end.value.known) {
        return out;
    }
    double const from = start.index.value();
    double const to = end.index.value();
    double const move = to - from;
    double const vol_move = (end.vol - start.vol).value();
    double const basis = end.ratio - start.ratio;
    bool const inverse = start.value.inverse;
    double const at_index = inverse ? to : 1.0;
    double const change = amount * (end.value.unit - start.value.unit) * at_index;
    double const per_basis = inverse ? from / end.ratio : to / start.ratio;
    double const by_index = amount * move;
    double const by_vol = amount * vol_move;
    out.delta = Usd{start.delta * by_index};
    out.gamma = Usd{0.5 * start.gamma.value() * move * by_index};
    out.vega = Usd{start.vega.value() * by_vol};
    out.theta = Usd{start.theta.value() * amount * years_between(start.at, end.at)};
    out.vanna = Usd{start.vanna.value() * move * by_vol};
    out.volga = Usd{0.5 * start.volga.value() * vol_move * by_vol};
    out.carry = Usd{start.delta * amount * (basis * per_basis)};
    Usd const explained = out.market();
    if (!std::isfinite(explained.value())) {
        out = {};
        out.residual = Usd{std::isfinite(change) ? change : 0.0};
        return out;
    }
    out.residual = Usd{std::isfinite(change) ? change : explained.value()} - explained;
    return out;
}

ProfitLines<Coins> in_coins(const ProfitLines<Usd>& lines, UsdPrice index) noexcept {
    double const back = 1.0 / index.value();
    auto const coins = [back](Usd line) { return Coins{line.value() * back}; };
    return {.delta = coins(lines.delta),
            .gamma = coins(lines.gamma),
            .vega = coins(lines.vega),
            .theta = coins(lines.theta),
            .vanna = coins(lines.vanna),
            .volga = coins(lines.volga),
            .carry = coins(lines.carry),
            .residual = coins(lines.residual),
            .trading = coins(lines.trading),
            .slippage = coins(lines.slippage),
            .fees = coins(lines.fees),
            .funding = coins(lines.funding),
            .revaluation = Coins{}};
}

Usd coin_revaluation(Coins held, UsdPrice from, UsdPrice to) noexcept {
    return Usd{held.value() * (to - from).value()};
}

Coins dollar_revaluation(Usd held, UsdPrice from, UsdPrice to) noexcept {
    return Coins{held.value() * (from - to).value() / (from.value() * to.value())};
}

}  // namespace hedged::portfolio
