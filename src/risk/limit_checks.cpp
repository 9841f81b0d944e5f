// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/amounts.hpp"
#include "hedged/market/price_grid.hpp"

#include "risk/checks.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::risk {
namespace {

// Room for binary noise in a comparison of two sums of doubles; far below one lot of anything.
constexpr double kNoise = 1e-9;

}  // namespace

BookDelta delta_of(const OrderProposal& proposal, const OrderContext& context) noexcept {
    return context.delta_per_lot *
           (sign_of(proposal.side) * static_cast<double>(proposal.quantity.value()));
}

BookDelta worst_distance(const OrderProposal& proposal, const OrderContext& context) noexcept {
    BookDelta const distance = context.hedged_delta + context.hedge_delta - context.target;
    return delta_of(proposal, context) > BookDelta{0.0} ? distance + context.in_flight_buys
                                                        : distance - context.in_flight_sells;
}

std::optional<Denial> check_size(const UnderlyingLimits& limits, const OrderProposal& proposal,
                                 const OrderContext& context) noexcept {
    const InstrumentSpec& spec = *context.spec;
    Coins const coins = abs(market::coins_from_lots(spec, proposal.quantity, context.index));
    if (!(coins <= limits.max_order_coins)) {
        return Denial{RiskCheck::MaxOrderSize, Why::RiskDenied, coins.value(),
                      limits.max_order_coins.value()};
    }
    if (context.first_order_max && !(coins <= *context.first_order_max)) {
        return Denial{RiskCheck::MaxOrderSize, Why::RiskDenied, coins.value(),
                      context.first_order_max->value()};
    }
    double const contracts = market::contracts_from_lots(spec, proposal.quantity);
    if (!(contracts <= limits.max_order_contracts)) {
        return Denial{RiskCheck::MaxOrderSize, Why::RiskDenied, contracts,
                      limits.max_order_contracts};
    }
    Usd const value = market::notional(spec, proposal.quantity, context.index);
    if (!(value <= limits.max_order_value)) {
        return Denial{RiskCheck::MaxOrderValue, Why::RiskDenied, value.value(),
                      limits.max_order_value.value()};
    }
    return std::nullopt;
}

std::optional<Denial> check_collar(const UnderlyingLimits& limits, const OrderProposal& proposal,
                                   const OrderContext& context) noexcept {
    const InstrumentSpec& spec = *context.spec;
    const market::Reference& reference = context.reference;
    if (!reference.ok) {
        return Denial{RiskCheck::PriceCollar, reference.why, reference.disagreement, 0.0};
    }
    double const price = market::price_from_ticks(spec, proposal.limit);
    double const allowed =
        spec.kind == InstrumentKind::Option
            ? std::max(context.price_per_vol.value_or(0.0) * limits.option_price_collar.value(),
                       market::tick_at(spec, price).value())
            : reference.price * limits.price_collar_bp * 1e-4;
    double const deviation = std::fabs(price - reference.price);
    if (!market::on_grid(spec, proposal.limit) ||
        !(deviation <= allowed + kNoise * reference.price)) {
        return Denial{RiskCheck::PriceCollar, Why::RiskDenied, deviation, allowed};
    }
    return std::nullopt;
}

std::optional<Denial> check_position(const UnderlyingLimits& limits, const OrderProposal& proposal,
                                     const OrderContext& context) noexcept {
    bool const buys = proposal.side == Side::Buy;
    Lots const before = buys ? context.position + context.instrument_buys
                             : context.position - context.instrument_sells;
    Lots const after = buys ? before + proposal.quantity : before - proposal.quantity;
    Coins const coins = abs(market::coins_from_lots(*context.spec, after, context.index));
    bool const shrinks = abs(after) < abs(before);
    if (!shrinks && !(coins <= limits.max_hedge_position)) {
        return Denial{RiskCheck::PositionLimit, Why::RiskDenied, coins.value(),
                      limits.max_hedge_position.value()};
    }
    return std::nullopt;
}

std::optional<Denial> check_hedge_only(const UnderlyingLimits& limits,
                                       const OrderProposal& proposal,
                                       const OrderContext& context) noexcept {
    BookDelta const lot = abs(context.delta_per_lot);
    BookDelta const noise = lot * kNoise;
    BookDelta const change = delta_of(proposal, context);
    BookDelta const before = worst_distance(proposal, context);
    BookDelta const after = before + change;
    if (!(abs(after) <= abs(before) + noise)) {
        return Denial{RiskCheck::HedgeOnly, Why::RiskDenied, abs(after).value(),
                      abs(before).value()};
    }
    bool const flips = (before > BookDelta{0.0}) != (after > BookDelta{0.0});
    if (flips && !(abs(after) <= lot + noise)) {
        return Denial{RiskCheck::HedgeOnly, Why::RiskDenied, abs(after).value(), lot.value()};
    }
    // The hedge leg against what it hedges, with the same orders in flight filled.
    BookDelta const hedge_before = change > BookDelta{0.0}
                                       ? context.hedge_delta + context.in_flight_buys
                                       : context.hedge_delta - context.in_flight_sells;
    BookDelta const hedge_after = hedge_before + change;
    BookDelta const hedge_max =
        abs(context.hedged_delta - context.target) * limits.max_hedge_ratio + lot;
    if (abs(hedge_after) > abs(hedge_before) && !(abs(hedge_after) <= hedge_max + noise)) {
        return Denial{RiskCheck::HedgeOnly, Why::RiskDenied, abs(hedge_after).value(),
                      hedge_max.value()};
    }
    return std::nullopt;
}

}  // namespace hedged::risk
