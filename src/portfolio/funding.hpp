// SPDX-License-Identifier: Apache-2.0
// What a perpetual position received while it was held; longs pay a positive rate. Private to
// portfolio; pure.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"
#include "hedged/portfolio/leg_state.hpp"

namespace hedged::portfolio {

// `rate_8h` is a fraction per eight hours of the position's value. Nothing for a time that runs
// backwards.
inline Coins funding_received(const LegValue& leg, double rate_8h, Duration held) noexcept {
    constexpr double kEightHours = 8.0 * 3'600.0;
    if (!leg.known || !leg.inverse || held <= Duration{}) {
        return Coins{};
    }
    // The unit is -1/mark: the position is -amount * unit coins.
    return Coins{rate_8h * leg.amount * leg.unit * (held.seconds() / kEightHours)};
}

}  // namespace hedged::portfolio
