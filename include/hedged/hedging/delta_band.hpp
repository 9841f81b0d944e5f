// SPDX-License-Identifier: Apache-2.0
// The fixed delta band: trade only when the book's delta leaves [lower, upper], and then back to
// the target or just inside the edge it left by. Pure functions, engine thread, never allocates.
// Deltas are in coins, in the book's numeraire; long is positive. The edges are absolute levels,
// not distances, so the band may be asymmetric: lower <= target <= upper, lower < upper. Proposes
// only: limits that protect money are risk's.
#pragma once

#include "hedged/core/units.hpp"

#include <cstdint>

namespace hedged::hedging {

enum class HedgeTo : std::uint8_t { Target, Edge };

struct DeltaBand {
    BookDelta lower;
    BookDelta target;
    BookDelta upper;
    HedgeTo hedge_to = HedgeTo::Target;

    [[nodiscard]] bool contains(BookDelta delta) const noexcept {
        return delta >= lower && delta <= upper;
    }
    // How far outside, in coins; zero inside.
    [[nodiscard]] double distance_outside(BookDelta delta) const noexcept;
    [[nodiscard]] bool valid() const noexcept;
};

// The trade that brings `delta` back, in coins of delta: positive buys. Zero inside the band, and
// for a delta that is not finite (the caller must already have refused it).
[[nodiscard]] BookDelta wanted_trade(const DeltaBand& band, BookDelta delta) noexcept;

}  // namespace hedged::hedging
