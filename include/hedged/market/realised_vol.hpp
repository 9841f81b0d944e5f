// SPDX-License-Identifier: Apache-2.0
// The realised volatility of one index on the engine's path (maths.md 6.3): a fast and a slow
// exponentially weighted one, and Parkinson's and Yang and Zhang's over the bars of a window of the
// last n intervals. For sizing risk; options are priced with implied volatility. Engine thread
// only; all memory is taken at construction; noexcept.
//
// A bar that is older than the window leaves it even when no newer ones came to push it out, with
// the next bar; the two range estimates are usable while at least half of the window is filled.
// Nothing here ages by itself: without prices every estimate stays as it is, and whether the index
// is fresh is index_prices.hpp's affair. A price that is no positive number, or a time that is
// absent (0) or before the last one, changes nothing and is counted; a stamp from the future thus
// holds the estimates until time has caught up with it, and that count is what shows it.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/market/ewma_vol.hpp"
#include "hedged/market/price_bars.hpp"
#include "hedged/market/vol_estimate.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hedged::market {

struct RealisedVolSettings {
    // A short pause in the feed fits into the fast one. The slow one takes what happened during a
    // longer pause at its true time.
    EwmaSettings fast{
        .half_life = seconds(600), .shortest_step = seconds(1), .longest_step = seconds(60)};
    EwmaSettings slow{
        .half_life = seconds(86'400), .shortest_step = seconds(60), .longest_step = seconds(3'600)};
    BarSettings bars{.interval = seconds(300), .fewest_prices = 30};
    std::size_t window_bars = 288;  // at least two
};

class RealisedVol {
public:
    explicit RealisedVol(const RealisedVolSettings& settings = {});

    void on_price(UsdPrice index, WallTime at) noexcept;

    [[nodiscard]] VolEstimate fast() const noexcept { return fast_.estimate(); }
    [[nodiscard]] VolEstimate slow() const noexcept { return slow_.estimate(); }
    [[nodiscard]] VolEstimate parkinson() const noexcept { return parkinson_; }
    [[nodiscard]] VolEstimate yang_zhang() const noexcept { return yang_zhang_; }
    // The larger of fast and slow. Usable with the fast one: whatever the slow one has seen by
    // then, it has seen as much.
    [[nodiscard]] VolEstimate risk_vol() const noexcept;

    [[nodiscard]] std::uint64_t rejected_prices() const noexcept { return rejected_; }
    [[nodiscard]] std::uint64_t gaps() const noexcept { return fast_.gaps(); }
    [[nodiscard]] std::uint64_t empty_intervals() const noexcept;
    [[nodiscard]] std::uint64_t unfit_bars() const noexcept;
    [[nodiscard]] std::size_t bars_held() const noexcept { return bars_.size(); }

private:
    void on_bar(const PriceBar& bar) noexcept;

    BarSettings bar_settings_;
    std::size_t window_bars_;
    EwmaVol fast_;
    EwmaVol slow_;
    BarBuilder builder_;
    std::vector<PriceBar> bars_;  // oldest first
    VolEstimate parkinson_;
    VolEstimate yang_zhang_;
    std::uint64_t rejected_ = 0;
};

}  // namespace hedged::market
