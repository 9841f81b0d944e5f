// SPDX-License-Identifier: Apache-2.0
// Volume, high, low and price change of the last 24 hours, kept in hourly buckets. One thread, no
// allocation.
#pragma once

#include "hedged/core/time.hpp"
#include "hedged/exchange/market_view.hpp"

#include <array>
#include <cstdint>

namespace hedged::exchange {

class DayStatsMeter {
public:
    void add(WallTime now, double price, double coins, double usd) noexcept;
    [[nodiscard]] DayStats at(WallTime now) const noexcept;

private:
    struct Hour {
        std::int64_t number = -1;  // hours since 1970
        double first = 0.0;
        double last = 0.0;
        double high = 0.0;
        double low = 0.0;
        double coins = 0.0;
        double usd = 0.0;
    };
    std::array<Hour, 24> hours_{};
};

}  // namespace hedged::exchange
