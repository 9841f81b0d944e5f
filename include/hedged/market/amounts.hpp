// SPDX-License-Identifier: Apache-2.0
// Amounts, lots, contracts and what they are in coins and dollars. Amounts are in the instrument's
// amount unit: USD for inverse futures, coin for everything else. Signs pass through: short is
// negative. Any thread, no allocation. Empty means the number is not finite or too large to count.
#pragma once

#include "hedged/protocol/instrument.hpp"

#include <optional>

namespace hedged::market {

// Whole lots in the amount, toward zero: an order never grows by rounding.
[[nodiscard]] std::optional<Lots> lots_from_amount(const InstrumentSpec& spec,
                                                   double amount) noexcept;
// What the exchange reports is a whole number of lots but for binary noise.
[[nodiscard]] std::optional<Lots> nearest_lots(const InstrumentSpec& spec, double amount) noexcept;
// The double nearest to the exact decimal.
[[nodiscard]] double amount_from_lots(const InstrumentSpec& spec, Lots lots) noexcept;

// Lots of a coin quantity at a price, toward zero. The price matters for USD amounts only.
[[nodiscard]] std::optional<Lots> lots_from_coins(const InstrumentSpec& spec, Coins coins,
                                                  UsdPrice price) noexcept;
[[nodiscard]] double contracts_from_lots(const InstrumentSpec& spec, Lots lots) noexcept;

// An inverse future of N USD is N / price coins; every other amount is in coins already.
[[nodiscard]] Coins coins_from_lots(const InstrumentSpec& spec, Lots lots, UsdPrice price) noexcept;
[[nodiscard]] Coins coins_from_amount(const InstrumentSpec& spec, double amount,
                                      UsdPrice price) noexcept;
// The most coins the lots can be while the price stays within [low, high]. For USD amounts that is
// at the low end.
[[nodiscard]] Coins worst_coins(const InstrumentSpec& spec, Lots lots, UsdPrice low,
                                UsdPrice high) noexcept;
// Value of the underlying at the index, never the option premium.
[[nodiscard]] Usd notional(const InstrumentSpec& spec, Lots lots, UsdPrice index) noexcept;

}  // namespace hedged::market
