// SPDX-License-Identifier: Apache-2.0
#include "portfolio/expansion.hpp"

namespace hedged::portfolio {

Expanded expanded(const Aggregates& at, double index, DeltaKind kind) noexcept {
    double const move = index - at.index;
    double const slope0 = at.equity + at.inverse_delta;  // u0
    double const slope = slope0 + (at.inverse_gamma + 0.5 * at.inverse_speed * move) * move;
    double const dollars =
        at.index * at.equity +
        (slope0 + (0.5 * at.inverse_gamma + at.inverse_speed * (1.0 / 6.0) * move) * move) * move;
    double const curve = at.inverse_gamma + at.inverse_speed * move;
    double const linear = at.linear_delta + (at.linear_gamma + 0.5 * at.linear_speed * move) * move;
    double const linear_curve = at.linear_gamma + at.linear_speed * move;

    Expanded out;
    out.equity = dollars / index;
    out.usd_equity =
        at.usd_equity +
        (at.linear_delta + (0.5 * at.linear_gamma + at.linear_speed * (1.0 / 6.0) * move) * move) *
            move;
    if (kind == DeltaKind::DollarWithEquity) {
        out.delta = slope + linear;
        out.gamma = curve + linear_curve;
        return out;
    }
    double const net = slope - out.equity;
    out.delta = net + linear;
    out.gamma = curve - net / index + linear_curve;
    if (kind == DeltaKind::Coin) {
        // Dollars held are short coins.
        double const cash = out.usd_equity / index;
        out.delta -= cash;
        out.gamma -= (linear - cash) / index;
    }
    return out;
}

}  // namespace hedged::portfolio
