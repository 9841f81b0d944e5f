// SPDX-License-Identifier: Apache-2.0
// Realised volatility as an exponentially weighted mean of squared returns that knows what time it
// is. For each step of dt between two prices, with a = 2^(-dt / half-life):
//     sum    = a sum    + (1 - a) r^2 / dt        vol = sqrt(sum / weight)
//     weight = a weight + (1 - a)
// r^2 / dt has the same mean for every dt and (1 - a) is what that stretch of time weighs, so the
// estimate does not depend on how often prices come. Dividing by the weight leaves no trace of the
// empty start. maths.md 6.3.
//
// Usable once the weight is a half, which is one half-life of prices. Prices nearer to each other
// than `shortest_step` wait: the next return spans them, and the noise of single ticks is not
// mistaken for volatility. Over a pause of up to `longest_step` the return counts with its true dt;
// over a longer one it is dropped, because one square would stand for the whole pause, and the
// weight fades, so that after more than about a half-life of nothing the estimate warms up afresh.
//
// A price that is no positive number, or a time that is absent (0) or before the last one, changes
// nothing. The last bits are those of the machine's math library. Engine thread only; no
// allocation; noexcept.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/market/vol_estimate.hpp"

#include <cstdint>

namespace hedged::market {

struct EwmaSettings {
    Duration half_life;
    Duration shortest_step;
    Duration longest_step;
};

class EwmaVol {
public:
    // The half-life is positive and the steps are in order.
    explicit EwmaVol(const EwmaSettings& settings) noexcept;

    // False: refused, see above.
    bool on_price(UsdPrice price, WallTime at) noexcept;

    [[nodiscard]] VolEstimate estimate() const noexcept;
    [[nodiscard]] std::uint64_t gaps() const noexcept { return gaps_; }

private:
    EwmaSettings settings_;
    UsdPrice last_;
    WallTime last_time_;
    WallTime newest_;  // also of prices that wait
    double sum_ = 0.0;
    double weight_ = 0.0;
    std::uint64_t gaps_ = 0;
};

}  // namespace hedged::market
