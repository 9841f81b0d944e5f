// SPDX-License-Identifier: Apache-2.0
// Why a position earned what it earned: the Greeks at the start of an interval against what the
// market did, in USD and in coins (maths.md 8). Pure, noexcept, no allocation, any thread. Signs:
// what earned is positive.
//
// With the state of a leg (leg_state.hpp) at the start, S0 -> S1 the index, r0 -> r1 the ratio of
// the forward to it, a the amount held throughout:
//     delta  a delta dS      gamma  a/2 gamma dS^2     vega  a vega d(vol)      theta  a theta dt
//     vanna  a vanna dS d(vol)                         volga a/2 volga d(vol)^2
//     carry  a delta S0 (r1 - r0)/r1, of a linear leg a delta S1 (r1 - r0)/r0: the forward against
//            the index; exact for futures
//     residual = change - all of these,    change = a (u1 - u0), of an inverse leg S1 a (u1 - u0)
//
// In USD. Coins that an inverse leg makes become dollars at S1 as they are made, and dollars of a
// linear leg become coins there, so each line in coins is the line in USD over S1 (in_coins()):
// delta earns delta dS/S1, which is what an inverse future of that delta earns in coins, to the
// last digit. In the coin numeraire's own terms (maths.md 3.2, 3.3; x = ln(S1/S0)) the same is
//     a [delta x + 1/2 (S gamma - delta) x^2] + O(x^3),     S gamma - delta = S Gamma_c:
// the part of Gamma_c that a future has, too, is in the delta line, and what is left in the gamma
// line is what no future can earn.
//
// What the account held already is worth another number of dollars (or of coins) at another index,
// and that is a line of its own: with C coins (balance and inverse legs) and D dollars,
//     d(equity in USD)  = C0 dS + sum of lines,         C0 dS the coin revaluation
//     d(equity in coin) = D0 (1/S1 - 1/S0) + sum of lines in coin
#pragma once

#include "hedged/core/units.hpp"
#include "hedged/portfolio/leg_state.hpp"

namespace hedged::portfolio {

template <class Unit>
struct ProfitLines {
    // Of what was held. Explained by the market:
    Unit delta, gamma, vega, theta, vanna, volga, carry;
    Unit residual;  // what these leave
    // Of what was done:
    Unit trading;   // fills against the mark at the end of the interval, less the slippage
    Unit slippage;  // fills against the mark at the decision, as far as known; negative is cost
    Unit fees;      // negative is paid
    Unit funding;   // positive was received
    // Of what the account held already:
    Unit revaluation;

    [[nodiscard]] Unit market() const noexcept {
        return delta + gamma + vega + theta + vanna + volga + carry + residual;
    }
    [[nodiscard]] Unit total() const noexcept {
        return market() + trading + slippage + fees + funding + revaluation;
    }
    ProfitLines& operator+=(const ProfitLines& other) noexcept {
        delta += other.delta;
        gamma += other.gamma;
        vega += other.vega;
        theta += other.theta;
        vanna += other.vanna;
        volga += other.volga;
        carry += other.carry;
        residual += other.residual;
        trading += other.trading;
        slippage += other.slippage;
        fees += other.fees;
        funding += other.funding;
        revaluation += other.revaluation;
        return *this;
    }
    friend ProfitLines operator+(ProfitLines a, const ProfitLines& b) noexcept { return a += b; }
};

// The market's lines of `amount` units held from `start` to `end`, both known and of one leg; zero
// if they are not. Numbers that are none explain nothing: all is residual, or zero if the values
// themselves are none.
[[nodiscard]] ProfitLines<Usd> attribute(const LegState& start, const LegState& end,
                                         double amount) noexcept;

// At the index at the end of the interval. The revaluation is left out: it has no counterpart.
[[nodiscard]] ProfitLines<Coins> in_coins(const ProfitLines<Usd>& lines, UsdPrice index) noexcept;

[[nodiscard]] Usd coin_revaluation(Coins held, UsdPrice from, UsdPrice to) noexcept;
[[nodiscard]] Coins dollar_revaluation(Usd held, UsdPrice from, UsdPrice to) noexcept;

}  // namespace hedged::portfolio
