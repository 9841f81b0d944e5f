// SPDX-License-Identifier: Apache-2.0
// Profit, its deviation and the hedge position in words, for every place that shows them. Cold
// code: allocates.
#pragma once

#include "hedged/ops/profit_samples.hpp"

#include <string>

namespace hedged::ops {

// "-1,234", "+0.0123": in the book's numeraire.
[[nodiscard]] std::string profit_number(const UnderlyingView& coin, BookProfit profit);
// The same with its unit: "-1,234 USD", "+0.0123 BTC".
[[nodiscard]] std::string profit_text(const UnderlyingView& coin, BookProfit profit);
// "hedged 190, unhedged 1,579 USD a 60 min, ratio 0.12"
[[nodiscard]] std::string spread_text(const UnderlyingView& coin, const ProfitSpread& spread);
// "delta +82, gamma -1,383, theta +1,325, vega -560, ... unexplained +0 USD": of the hedged book.
[[nodiscard]] std::string explained_text(const UnderlyingView& coin);
// "-39,630 BTC-PERPETUAL; by the exchange -39,630, to the lot"
[[nodiscard]] std::string hedge_position_text(const UnderlyingView& coin, Instant now);
// "sell 41,760 BTC-PERPETUAL at 02-04 02:35, delta was +0.5481, mid 76,209.8"
[[nodiscard]] std::string last_hedge_text(const UnderlyingView& coin);

}  // namespace hedged::ops
