// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/index_prices.hpp"

namespace hedged::market {

bool IndexPrices::on(const IndexPrice& price) noexcept {
    if (price.underlying.raw >= entries_.size()) {
        return false;
    }
    Entry& entry = entries_[price.underlying.raw];
    if (entry.known && price.stamp.received < entry.price.stamp.received) {
        return false;
    }
    entry.price = price;
    entry.known = true;
    return true;
}

void IndexPrices::on(const PlatformLock& lock) noexcept {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (!lock.underlying.valid() || lock.underlying.raw == i) {
            entries_[i].locked = lock.locked;
        }
    }
}

void IndexPrices::on_stream_down() noexcept {
    for (Entry& entry : entries_) {
        entry.known = false;
    }
}

std::optional<IndexPrice> IndexPrices::last(UnderlyingIndex underlying) const noexcept {
    if (underlying.raw >= entries_.size() || !entries_[underlying.raw].known) {
        return std::nullopt;
    }
    return entries_[underlying.raw].price;
}

bool IndexPrices::fresh(UnderlyingIndex underlying, const VenueClock& clock, Instant now,
                        const FreshnessLimit& limit) const noexcept {
    auto const price = last(underlying);
    return price && is_fresh(freshness_of(price->stamp, clock, now), limit);
}

bool IndexPrices::locked(UnderlyingIndex underlying) const noexcept {
    return underlying.raw >= entries_.size() || entries_[underlying.raw].locked;
}

}  // namespace hedged::market
