// SPDX-License-Identifier: Apache-2.0
#include "exchange/day_stats.hpp"

#include <algorithm>

namespace hedged::exchange {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;

}  // namespace

void DayStatsMeter::add(WallTime now, double price, double coins, double usd) noexcept {
    const std::int64_t number = now.nanoseconds() / kHour;
    Hour& hour = hours_[static_cast<std::size_t>(number) % hours_.size()];
    if (hour.number != number) {
        hour = {number, price, price, price, price, 0.0, 0.0};
    }
    hour.last = price;
    hour.high = std::max(hour.high, price);
    hour.low = std::min(hour.low, price);
    hour.coins += coins;
    hour.usd += usd;
}

DayStats DayStatsMeter::at(WallTime now) const noexcept {
    const std::int64_t current = now.nanoseconds() / kHour;
    DayStats stats;
    double first = 0.0;
    double last = 0.0;
    for (std::int64_t number = current - 23; number <= current; ++number) {
        const Hour& hour = hours_[static_cast<std::size_t>(number) % hours_.size()];
        if (hour.number != number) {
            continue;
        }
        first = first == 0.0 ? hour.first : first;
        last = hour.last;
        stats.high = std::max(stats.high.value_or(hour.high), hour.high);
        stats.low = std::min(stats.low.value_or(hour.low), hour.low);
        stats.volume += hour.coins;
        stats.volume_usd += hour.usd;
    }
    stats.price_change = first > 0.0 ? 100.0 * (last / first - 1.0) : 0.0;
    return stats;
}

}  // namespace hedged::exchange
