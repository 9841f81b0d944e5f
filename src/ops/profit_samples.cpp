// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/profit_samples.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::ops {

void ProfitSamples::Moments::add(double value, double count) noexcept {
    const double off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
}

double ProfitSamples::Moments::deviation(double count) const noexcept {
    return count < 2.0 ? 0.0 : std::sqrt(squares / (count - 1.0));
}

void ProfitSamples::sample(const EngineView& view) noexcept {
    traded_ = traded_ || view.state == TradingState::Normal;
    const std::size_t count = std::min<std::size_t>(view.underlying_count, entries_.size());
    for (std::size_t i = 0; traded_ && i < count; ++i) {
        const ProfitView& now = view.underlyings[i].profit;
        Entry& entry = entries_[i];
        // A book that is not whole yet would seem to move when its last leg gets a price.
        if (!now.measured || (!entry.begun && view.underlyings[i].legs_excluded > 0)) {
            continue;
        }
        if (entry.begun) {
            ++entry.changes;
            const auto changes = static_cast<double>(entry.changes);
            entry.hedged.add((now.hedged - entry.profit.hedged).value(), changes);
            entry.unhedged.add((now.unhedged - entry.profit.unhedged).value(), changes);
        } else {
            entry.begun = true;
            entry.first = view.market_time;
        }
        entry.profit = now;
        entry.last = view.market_time;
    }
}

ProfitSpread ProfitSamples::spread(std::size_t underlying) const noexcept {
    ProfitSpread out;
    if (underlying >= entries_.size() || entries_[underlying].changes == 0) {
        return out;
    }
    const Entry& entry = entries_[underlying];
    const auto changes = static_cast<double>(entry.changes);
    out.changes = entry.changes;
    out.hedged = BookProfit{entry.hedged.deviation(changes)};
    out.unhedged = BookProfit{entry.unhedged.deviation(changes)};
    out.market_seconds = (entry.last - entry.first).seconds() / changes;
    return out;
}

}  // namespace hedged::ops
