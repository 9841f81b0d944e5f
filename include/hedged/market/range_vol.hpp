// SPDX-License-Identifier: Apache-2.0
// Realised volatility from the ranges of bars (maths.md 6.3). Variances are per bar; annualised()
// makes a volatility of one. Pure, noexcept, no allocation, any thread. Bars have positive prices
// with low <= open, close <= high, as BarBuilder makes them.
//
//     Parkinson        mean of ln(H/L)^2 / (4 ln 2): five times as efficient as closes, but takes
//                      a drift for volatility
//     Rogers-Satchell  RS = ln(H/C) ln(H/O) + ln(L/C) ln(L/O) per bar: whatever the drift
//     Yang-Zhang       s_open^2 + k s_close^2 + (1 - k) mean RS,  k = 0.34 / (1.34 + (n+1)/(n-1)),
//                      s_open^2, s_close^2 the sample variances of ln(O/previous C) and ln(C/O)
//
// A range that is seen at n prices is short of the true one: Parkinson's variance by the factor
// 1 - 1.34/sqrt(n) + 0.49/n (with one price a second in five minutes the volatility reads 4 % low).
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/market/price_bars.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace hedged::market {

// Empty without bars.
[[nodiscard]] std::optional<double> parkinson_variance(std::span<const PriceBar> bars) noexcept;
[[nodiscard]] double rogers_satchell(const PriceBar& bar) noexcept;
// 0 for fewer than two bars, where (n+1)/(n-1) has no bound.
[[nodiscard]] double yang_zhang_k(std::size_t bars) noexcept;
// Empty for fewer than two bars: one has no sample variance.
[[nodiscard]] std::optional<double> yang_zhang_variance(std::span<const PriceBar> bars) noexcept;

[[nodiscard]] Vol annualised(double variance_per_bar, Duration interval) noexcept;

}  // namespace hedged::market
