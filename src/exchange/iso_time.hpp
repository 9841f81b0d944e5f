// SPDX-License-Identifier: Apache-2.0
// Calendar arithmetic of the exchange: "2026-02-03T21:35:03.434827+00:00" to WallTime, days of
// the week for settlement periods, and 08:00 UTC boundaries. Pure, no allocation.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/types.hpp"

#include <optional>
#include <string_view>

namespace hedged::exchange {

// Only UTC ("+00:00" or "Z") is accepted; anything else is none.
[[nodiscard]] std::optional<WallTime> parse_iso_time(std::string_view text) noexcept;

// Monthly when the expiry is the last Friday of its month, weekly on other Fridays, else daily.
[[nodiscard]] SettlementPeriod period_of(WallTime expiry) noexcept;

// The first 08:00 UTC strictly after `now`.
[[nodiscard]] WallTime next_settlement(WallTime now) noexcept;

}  // namespace hedged::exchange
