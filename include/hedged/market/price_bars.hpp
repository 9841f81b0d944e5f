// SPDX-License-Identifier: Apache-2.0
// Open, high, low and close of the index over equal intervals of market time, counted from 1970
// UTC; a price on a boundary opens the later interval. A bar is complete when a price of a later
// interval comes. An interval without prices gives no bar (a flat one would claim that nothing
// moved) and is counted; so is one that is not told, because it was not seen from its beginning (no
// price in the interval before it) or because it holds too few prices to show its range.
//
// A price that is no positive number, or a time that is absent (0) or before the last one, changes
// nothing. Engine thread
// only; no allocation; noexcept.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <cstdint>
#include <optional>

namespace hedged::market {

struct PriceBar {
    WallTime start;
    UsdPrice previous_close;  // of the interval before
    UsdPrice open;
    UsdPrice high;
    UsdPrice low;
    UsdPrice close;
    std::uint32_t prices = 0;
};

struct BarSettings {
    Duration interval;
    std::uint32_t fewest_prices = 1;
};

class BarBuilder {
public:
    explicit BarBuilder(const BarSettings& settings) noexcept;  // the interval is positive

    // The bar that this price has completed, if it is fit to be told.
    std::optional<PriceBar> on_price(UsdPrice price, WallTime at) noexcept;

    [[nodiscard]] std::uint64_t empty_intervals() const noexcept { return empty_; }
    [[nodiscard]] std::uint64_t unfit_bars() const noexcept { return unfit_; }

private:
    [[nodiscard]] bool fit() const noexcept;
    void open(UsdPrice price, std::int64_t interval, UsdPrice previous_close) noexcept;

    BarSettings settings_;
    PriceBar bar_;  // without prices: none yet
    std::int64_t interval_ = 0;
    WallTime newest_;
    std::uint64_t empty_ = 0;
    std::uint64_t unfit_ = 0;
};

}  // namespace hedged::market
