// SPDX-License-Identifier: Apache-2.0
// The fused reference price that a price collar is measured from: the median of the sources that
// are fresh now, never one feed alone. It holds only when at least two sources are fresh and every
// fresh one lies within the stated disagreement of the median; a dispute is answered with "no",
// not with a guess. Any thread, no allocation.
#pragma once

#include "hedged/market/index_prices.hpp"
#include "hedged/market/quotes.hpp"

#include <cstdint>
#include <span>

namespace hedged::market {

struct Reference {
    double price = 0.0;  // quote currency of the instrument; 0 when nothing was fresh
    bool ok = false;
    Why why = Why::PricesDisagree;  // meaningful when not ok
    std::uint8_t sources = 0;       // fresh ones
    double disagreement = 0.0;      // the largest distance from the median, as a fraction of it
};

struct ReferenceLimits {
    FreshnessLimit index;
    FreshnessLimit quote;
    FreshnessLimit mark;
    double disagreement_max = 0.0;  // fraction
};

// The vote itself. Prices that are not positive and finite make the vote fail with NonFinite.
[[nodiscard]] Reference vote(std::span<const double> prices, double disagreement_max) noexcept;

// Futures and perpetuals: index, mid, mark. Options: mid and mark, in the option's own currency.
[[nodiscard]] Reference reference_price(const InstrumentSpec& spec, const Quotes& quotes,
                                        const IndexPrices& indices, const VenueClock& clock,
                                        Instant now, const ReferenceLimits& limits) noexcept;

}  // namespace hedged::market
