// SPDX-License-Identifier: Apache-2.0
#include "hedged/portfolio/settlement_mean.hpp"

#include <cmath>

namespace hedged::portfolio {

void SettlementMean::observe(WallTime expiry, WallTime market_now, UsdPrice index) noexcept {
    if (!std::isfinite(index.value()) || index.value() <= 0.0) {
        return;
    }
    auto const stand = pricing::settlement_progress(window_, expiry - market_now, index);
    std::int32_t const taken = stand.samples_total - stand.samples_left;
    if (!started_ || expiry > expiry_) {
        *this = SettlementMean(window_);
        started_ = true;
        expiry_ = expiry;
        last_ = index;
        sum_ = taken * index.value();
        taken_ = taken;
        assumed_ = taken;
        return;
    }
    if (expiry != expiry_ || taken < taken_) {
        return;
    }
    sum_ += (taken - taken_) * last_.value();
    taken_ = taken;
    last_ = index;
}

pricing::SettlementProgress SettlementMean::progress(WallTime expiry, WallTime market_now,
                                                     UsdPrice index) const noexcept {
    bool const known = started_ && expiry == expiry_ && taken_ > 0;
    UsdPrice const mean = known ? UsdPrice{sum_ / taken_} : index;
    return pricing::settlement_progress(window_, expiry - market_now, mean);
}

}  // namespace hedged::portfolio
