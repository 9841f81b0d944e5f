// SPDX-License-Identifier: Apache-2.0
#include "hedged/hedging/delta_band.hpp"

#include <cmath>

namespace hedged::hedging {

double DeltaBand::distance_outside(BookDelta delta) const noexcept {
    if (delta > upper) {
        return (delta - upper).value();
    }
    return delta < lower ? (lower - delta).value() : 0.0;
}

bool DeltaBand::valid() const noexcept {
    return std::isfinite(lower.value()) && std::isfinite(target.value()) &&
           std::isfinite(upper.value()) && lower <= target && target <= upper && lower < upper;
}

BookDelta wanted_trade(const DeltaBand& band, BookDelta delta) noexcept {
    if (!std::isfinite(delta.value()) || band.contains(delta)) {
        return BookDelta{};
    }
    if (band.hedge_to == HedgeTo::Target) {
        return band.target - delta;
    }
    return (delta > band.upper ? band.upper : band.lower) - delta;
}

}  // namespace hedged::hedging
