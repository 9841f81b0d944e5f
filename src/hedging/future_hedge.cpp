// SPDX-License-Identifier: Apache-2.0
#include "hedged/hedging/future_hedge.hpp"

#include "hedged/market/price_grid.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

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
    std::optional<PriceTicks> const limit = market::round_price(spec, worst, side);
    if (!limit) {
        return Why::NonFinite;
    }
    double const best = side == Side::Buy ? top.ask_price : top.bid_price;
    if (sign_of(side) * (best - market::price_from_ticks(spec, *limit)) > 1e-9 * mid) {
        return Why::BeyondSlippageCap;
    }
    return FutureHedge{side, quantity, *limit, mid};
}

}  // namespace hedged::hedging
