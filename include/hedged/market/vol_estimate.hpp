// SPDX-License-Identifier: Apache-2.0
// An estimated volatility and whether there was enough data for it. Annualised on ACT/365, a
// fraction. Any thread, no allocation.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/core/units.hpp"

#include <cstdint>

namespace hedged::market {

enum class VolStatus : std::uint8_t { NoData, WarmingUp, Usable };

struct VolEstimate {
    VolStatus status = VolStatus::NoData;
    Vol vol;  // while warming up the best guess so far; 0 without data

    [[nodiscard]] constexpr bool usable() const noexcept { return status == VolStatus::Usable; }
};

constexpr Years years_of(Duration time) noexcept {
    return Years{time.seconds() / (365.0 * 86'400.0)};
}

}  // namespace hedged::market
