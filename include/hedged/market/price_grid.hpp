// SPDX-License-Identifier: Apache-2.0
// Prices and the grid an exchange accepts them on. The tick may step up with the price: the tick of
// the highest step whose `above_price` is strictly below the price holds (protocols: instruments).
// PriceTicks always count the smallest tick, whichever tick holds there, so they compare and
// subtract everywhere. Exact: whole-number arithmetic after one snap to the smallest tick.
// Any thread, no allocation. A price that is not finite or not above zero has no ticks.
#pragma once

#include "hedged/protocol/instrument.hpp"
#include "hedged/protocol/order_terms.hpp"

#include <cstdint>
#include <optional>

namespace hedged::market {

enum class Rounding : std::uint8_t { Down, Up };

// A buy never pays more than asked for, a sell never takes less.
[[nodiscard]] constexpr Rounding rounding_for(Side side) noexcept {
    return side == Side::Buy ? Rounding::Down : Rounding::Up;
}

[[nodiscard]] DecimalStep tick_at(const InstrumentSpec& spec, double price) noexcept;

// The nearest acceptable price in the given direction. Empty when there is none: the price is not a
// positive finite number, nothing acceptable lies below it, or a coarse tick is not a multiple of
// the smallest one.
[[nodiscard]] std::optional<PriceTicks> round_price(const InstrumentSpec& spec, double price,
                                                    Rounding rounding) noexcept;
[[nodiscard]] inline std::optional<PriceTicks> round_price(const InstrumentSpec& spec, double price,
                                                           Side side) noexcept {
    return round_price(spec, price, rounding_for(side));
}

[[nodiscard]] bool on_grid(const InstrumentSpec& spec, PriceTicks price) noexcept;

// The double nearest to the exact decimal.
[[nodiscard]] double price_from_ticks(const InstrumentSpec& spec, PriceTicks price) noexcept;

}  // namespace hedged::market
