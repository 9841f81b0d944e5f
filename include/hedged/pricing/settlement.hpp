// SPDX-License-Identifier: Apache-2.0
// Options and futures inside the settlement window, where the exchange pays on the mean of index
// samples and part of that mean is already known. The mean of the samples still to come is matched
// to a lognormal with the same first two moments. Pure, noexcept, no allocation, any thread. Per 1
// coin. Against the exact sampling recursion (20 % to 200 % volatility): delta within 3.8e-4, price
// within 2.2e-6 of the index, net delta within 1.9e-3. maths.md 4.1. Never hedge on the delta that
// Deribit publishes inside the window: it decays linearly, which near the strike is wrong by up to
// 0.25.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/pricing/black76.hpp"

#include <cstdint>

namespace hedged::pricing {

// How an exchange averages: 30 minutes, one sample each 6 s, on Deribit.
struct SettlementWindow {
    Duration length = seconds(1800);
    Duration sample_interval = seconds(6);
};

struct SettlementProgress {
    std::int32_t samples_total = 0;
    std::int32_t samples_left = 0;
    Duration sample_interval;
    UsdPrice mean;  // of the samples already taken; not read when none is
};

// Where a window stands when `left` remains to expiry. Before it opens every sample is left, at and
// after expiry none. A window that cannot be (no length, no interval) has no samples at all.
[[nodiscard]] SettlementProgress settlement_progress(const SettlementWindow& window, Duration left,
                                                     UsdPrice mean) noexcept;

// What is still to be averaged, as a fraction: the delta of a future, in coins per coin.
[[nodiscard]] double undetermined_share(const SettlementProgress& progress) noexcept;

// The time over which the settlement mean gathers variance, for a volatility of the index itself,
// such as a realised one: before the window 2/3 of its length less than the time to expiry, inside
// it a third of what is left (maths.md 4.1). A mark volatility was implied on the full time already
// and gets no correction: its total variance is vol^2 times the time to expiry.
[[nodiscard]] Years variance_time(const SettlementWindow& window, Duration left) noexcept;

// `point.forward` is the index; `point.expires_in` is not read, the progress holds the time. Status
// Expired once no sample is left: the value is then intrinsic at the mean and the Greeks are zero.
[[nodiscard]] OptionValue averaged_option(const OptionPoint& point, Vol vol,
                                          const SettlementProgress& progress) noexcept;

// Volatility times root time of the mean of the samples to come, for tests and displays.
[[nodiscard]] double averaged_total_vol(Vol vol, const SettlementProgress& progress) noexcept;

}  // namespace hedged::pricing
