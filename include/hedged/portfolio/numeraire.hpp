// SPDX-License-Identifier: Apache-2.0
// In what the desk counts, and so which delta it hedges (maths.md 3.2):
//   Usd with equity      d(equity in USD)/d(index): protects dollars, collateral included
//   Usd without equity   the same less the equity in coin; the exchange's own delta_total. For a
//   desk
//                        that hedges its collateral elsewhere
//   Coin                 index * d(equity in coin)/d(index): grows coins. Equity is not part of it
#pragma once

#include <cstdint>

namespace hedged::portfolio {

enum class Numeraire : std::uint8_t { Usd, Coin };

}  // namespace hedged::portfolio
