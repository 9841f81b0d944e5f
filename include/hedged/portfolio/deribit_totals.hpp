// SPDX-License-Identifier: Apache-2.0
// What Deribit states about a whole account, computed from ours, so that the two can be compared
// (maths.md 3.5). Only inverse legs count: those that settle in the account's coin. Pure, noexcept,
// no allocation, any thread. In coins, long is positive. Outside the settlement window; inside it
// Deribit lets deltas decay in a straight line.
#pragma once

#include "hedged/portfolio/account.hpp"

namespace hedged::portfolio {

struct DeribitTotals {
    Coins options_value;                 // of the premiums
    double options_delta = 0.0;          // sum of Black deltas, not premium-adjusted
    double futures_delta = 0.0;          // sum of size / mark
    double delta_total = 0.0;            // futures + options delta - options value
    double delta_total_map = 0.0;        // the same without that last
    double projected_delta_total = 0.0;  // delta_total without the options of the next expiry
    std::size_t excluded = 0;            // legs that cannot be priced, left out of every number
};

// The equity plus delta_total is the account's delta in dollars. The next expiry is the nearest one
// among the options that have not expired.
[[nodiscard]] DeribitTotals deribit_totals(const Account& account) noexcept;

}  // namespace hedged::portfolio
