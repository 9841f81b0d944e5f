// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/realised_vol.hpp"

#include "hedged/core/assert.hpp"
#include "hedged/market/range_vol.hpp"

#include <algorithm>

namespace hedged::market {

RealisedVol::RealisedVol(const RealisedVolSettings& settings)
    : bar_settings_(settings.bars),
      window_bars_(settings.window_bars),
      fast_(settings.fast),
      slow_(settings.slow),
      builder_(settings.bars) {
    HEDGED_ASSERT(settings.window_bars >= 2);
    bars_.reserve(settings.window_bars);
}

void RealisedVol::on_price(UsdPrice index, WallTime at) noexcept {
    if (!fast_.on_price(index, at)) {
        ++rejected_;
        return;
    }
    slow_.on_price(index, at);
    if (auto const bar = builder_.on_price(index, at)) {
        on_bar(*bar);
    }
}

// Once an interval, so the window is moved up rather than turned round.
void RealisedVol::on_bar(const PriceBar& bar) noexcept {
    Duration const window = bar_settings_.interval * (static_cast<std::int64_t>(window_bars_) - 1);
    auto const kept = std::ranges::find_if(
        bars_, [&](const PriceBar& old) { return bar.start - old.start <= window; });
    bars_.erase(bars_.begin(), kept);
    bars_.push_back(bar);
    VolStatus const status =
        2 * bars_.size() >= window_bars_ ? VolStatus::Usable : VolStatus::WarmingUp;
    if (auto const variance = parkinson_variance(bars_)) {
        parkinson_ = {status, annualised(*variance, bar_settings_.interval)};
    }
    auto const variance = yang_zhang_variance(bars_);
    yang_zhang_ = variance ? VolEstimate{status, annualised(*variance, bar_settings_.interval)}
                           : VolEstimate{};
}

VolEstimate RealisedVol::risk_vol() const noexcept {
    VolEstimate const fast = fast_.estimate();
    return {fast.status, std::max(fast.vol, slow_.estimate().vol)};
}

std::uint64_t RealisedVol::empty_intervals() const noexcept {
    return builder_.empty_intervals();
}

std::uint64_t RealisedVol::unfit_bars() const noexcept {
    return builder_.unfit_bars();
}

}  // namespace hedged::market
