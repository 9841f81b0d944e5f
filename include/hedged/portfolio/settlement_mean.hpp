// SPDX-License-Identifier: Apache-2.0
// The mean of the index samples that an exchange has taken so far in a settlement window, kept from
// the index as we see it: at each sampling instant the last index seen counts. One expiry at a
// time, as one underlying has (08:00 UTC); a later one replaces it. Engine thread only; never
// allocates. Samples taken before we looked are assumed to be the first index seen, and counted as
// assumed.
#pragma once

#include "hedged/pricing/settlement.hpp"

#include <cstdint>

namespace hedged::portfolio {

class SettlementMean {
public:
    explicit SettlementMean(const pricing::SettlementWindow& window) noexcept : window_(window) {}

    // Call with every index while `expiry` is less than the window's length away, and after it. An
    // index that is no price, or a time that runs backwards, changes nothing.
    void observe(WallTime expiry, WallTime market_now, UsdPrice index) noexcept;

    // Where the window of `expiry` stands. Without observations of it every sample already taken is
    // assumed to be `index`.
    [[nodiscard]] pricing::SettlementProgress progress(WallTime expiry, WallTime market_now,
                                                       UsdPrice index) const noexcept;

    [[nodiscard]] const pricing::SettlementWindow& window() const noexcept { return window_; }
    [[nodiscard]] WallTime expiry() const noexcept { return expiry_; }
    [[nodiscard]] std::int32_t samples_assumed() const noexcept { return assumed_; }

private:
    pricing::SettlementWindow window_;
    WallTime expiry_;
    UsdPrice last_;
    double sum_ = 0.0;
    std::int32_t taken_ = 0;
    std::int32_t assumed_ = 0;
    bool started_ = false;
};

}  // namespace hedged::portfolio
