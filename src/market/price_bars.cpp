// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/price_bars.hpp"

#include "hedged/core/assert.hpp"

#include "market/price_check.hpp"

#include <algorithm>

namespace hedged::market {

BarBuilder::BarBuilder(const BarSettings& settings) noexcept : settings_(settings) {
    HEDGED_ASSERT(settings.interval > Duration{});
}

bool BarBuilder::fit() const noexcept {
    return bar_.previous_close > UsdPrice{} && bar_.prices >= settings_.fewest_prices;
}

void BarBuilder::open(UsdPrice price, std::int64_t interval, UsdPrice previous_close) noexcept {
    interval_ = interval;
    bar_ = {WallTime{interval * settings_.interval.nanoseconds()},
            previous_close,
            price,
            price,
            price,
            price,
            1};
}

std::optional<PriceBar> BarBuilder::on_price(UsdPrice price, WallTime at) noexcept {
    if (!is_sample(price, at) || at < newest_) {
        return std::nullopt;
    }
    newest_ = at;
    std::int64_t const interval = at.nanoseconds() / settings_.interval.nanoseconds();
    if (bar_.prices == 0) {
        open(price, interval, UsdPrice{});
        return std::nullopt;
    }
    if (interval == interval_) {
        bar_.high = std::max(bar_.high, price);
        bar_.low = std::min(bar_.low, price);
        bar_.close = price;
        ++bar_.prices;
        return std::nullopt;
    }
    std::optional<PriceBar> done;
    if (fit()) {
        done = bar_;
    } else {
        ++unfit_;
    }
    std::int64_t const skipped = interval - interval_ - 1;
    empty_ += static_cast<std::uint64_t>(skipped);
    open(price, interval, skipped == 0 ? bar_.close : UsdPrice{});
    return done;
}

}  // namespace hedged::market
