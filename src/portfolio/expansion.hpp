// SPDX-License-Identifier: Apache-2.0
// A book's delta away from the index at which it was last priced exactly. The dollar value of the
// coin account is E(S); with u = dE/dS,
//     u(S) = u0 + gamma dS + speed dS^2 / 2,     E(S) = E0 + u0 dS + gamma dS^2 / 2 + speed dS^3 /
//     6,
// and the coin-numeraire delta is u - E / S exactly (maths.md 3.2), so an inverse future, whose u
// is constant, is expanded without any error. Private to portfolio; engine thread, no allocation.
#pragma once

#include "hedged/portfolio/book.hpp"

namespace hedged::portfolio {

// Sums over legs at `index`. Inverse: of the coin account, its delta being net of value (coin
// numeraire). Linear: of legs settled in USD. Gamma and speed are derivatives of dollar deltas.
struct Aggregates {
    double index = 0.0;
    double inverse_delta = 0.0;
    double inverse_gamma = 0.0;
    double inverse_speed = 0.0;
    double linear_delta = 0.0;
    double linear_gamma = 0.0;
    double linear_speed = 0.0;
    double equity = 0.0;      // of the coin account, coins
    double usd_equity = 0.0;  // of the account that holds the linear legs
};

struct Expanded {
    double delta = 0.0;
    double gamma = 0.0;
    double equity = 0.0;      // of the coin account, coins
    double usd_equity = 0.0;  // of the account that holds the linear legs
};

enum class DeltaKind : std::uint8_t { DollarWithEquity, DollarWithoutEquity, Coin };

[[nodiscard]] Expanded expanded(const Aggregates& at, double index, DeltaKind kind) noexcept;

}  // namespace hedged::portfolio
