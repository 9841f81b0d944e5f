// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/attribution.hpp"

#include "portfolio/leg_lines.hpp"

namespace hedged::portfolio {

ProfitLines<Usd> attribute(const LegState& start, const LegState& end, double amount) noexcept {
    ProfitLines<Usd> out;
    if (start.value.known && end.value.known) {
        add_lines(start, end, amount, out);
    }
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
