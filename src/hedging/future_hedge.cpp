// SPDX-License-Identifier: Apache-2.0
#include "hedged/hedging/future_hedge.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::hedging {
namespace {

double amount_for(const InstrumentSpec& spec, double coins, UsdPrice mark) noexcept {
    return spec.amount_unit == AmountUnit::InUsd ? coins * mark.value() : coins;
}

Lots lots_for(const InstrumentSpec& spec, const FutureHedgeTerms& terms, double coins,
              UsdPrice mark) noexcept {
    double const wanted = amount_for(spec, coins, mark);
    double const clip = amount_for(spec, terms.clip_coins, mark);
    std::int64_t const rounded =
        terms.hedge_to == HedgeTo::Edge ? spec.lot.ceil(wanted) : spec.lot.floor(wanted);
    return Lots{std::min(rounded, spec.lot.floor(clip))};
}

// The coarsest tick that holds at this price; ticks are counted in the smallest one.
std::int64_t tick_multiple_at(const InstrumentSpec& spec, double price) noexcept {
    DecimalStep tick = spec.tick;
    for (const TickStep& step : spec.tick_steps) {
        if (price > step.above_price) {
            tick = step.tick;
        }
    }
    return std::max<std::int64_t>(1, spec.tick.nearest(tick.value()));
}

PriceTicks limit_inside_cap(const InstrumentSpec& spec, Side side, double worst) noexcept {
    std::int64_t const multiple = tick_multiple_at(spec, worst);
    std::int64_t const ticks = side == Side::Buy ? spec.tick.floor(worst) : spec.tick.ceil(worst);
    std::int64_t const remainder = ticks % multiple;
    if (remainder == 0) {
        return PriceTicks{ticks};
    }
    return PriceTicks{side == Side::Buy ? ticks - remainder : ticks - remainder + multiple};
}

bool usable(double number) noexcept {
    return std::isfinite(number) && number > 0.0;
}

}  // namespace

Result<FutureHedge, Why> size_future_hedge(const InstrumentSpec& spec,
                                           const FutureHedgeTerms& terms, BookDelta wanted,
                                           UsdPrice mark, const TopOfBook& top) noexcept {
    if (!std::isfinite(wanted.value()) || !usable(mark.value()) || !std::isfinite(top.bid_price) ||
        !std::isfinite(top.ask_price) || !usable(terms.clip_coins) ||
        !usable(terms.slippage_cap_bp)) {
        return Why::NonFinite;
    }
    if (top.bid_price <= 0.0 || top.ask_price <= 0.0) {
        return Why::QuoteEmpty;
    }
    if (top.bid_price >= top.ask_price) {
        return Why::QuoteCrossed;
    }
    Side const side = wanted.value() > 0.0 ? Side::Buy : Side::Sell;
    Lots const quantity = lots_for(spec, terms, std::fabs(wanted.value()), mark);
    if (quantity.value() <= 0 || static_cast<double>(quantity.value()) * spec.lot.value() <
                                     spec.minimum_amount * (1 - 1e-9)) {
        return Why::BelowOneLot;
    }
    double const mid = 0.5 * (top.bid_price + top.ask_price);
    double const worst = mid * (1.0 + sign_of(side) * terms.slippage_cap_bp * 1e-4);
    PriceTicks const limit = limit_inside_cap(spec, side, worst);
    double const limit_price = static_cast<double>(limit.value()) * spec.tick.value();
    double const best = side == Side::Buy ? top.ask_price : top.bid_price;
    if (sign_of(side) * (best - limit_price) > 1e-9 * mid || limit.value() <= 0) {
        return Why::BeyondSlippageCap;
    }
    return FutureHedge{side, quantity, limit, mid};
}

}  // namespace hedged::hedging
