// SPDX-License-Identifier: Apache-2.0
// A world in which one sensible hedge is allowed, for tests that then change one thing: long one
// bitcoin of option delta, flat hedge, sell one bitcoin of perpetual at 60 000.
#pragma once

#include "hedged/risk/gatekeeper.hpp"

#include "support/specs.hpp"

#include <memory>

namespace hedged::test {

inline risk::Limits sensible_limits() {
    risk::Limits limits;
    limits.underlying_count = 1;
    risk::UnderlyingLimits& btc = limits.underlyings[0];
    btc.max_order_coins = Coins{2.0};
    btc.max_order_contracts = 15'000.0;
    btc.max_order_value = Usd{250'000.0};
    btc.price_collar_bp = 50.0;
    btc.option_price_collar = Vol{0.02};
    btc.max_hedge_position = Coins{15.0};
    btc.max_hedge_ratio = 1.1;
    btc.max_initial_margin_ratio = 0.7;
    btc.max_maintenance_margin_ratio = 0.5;
    limits.max_orders_per_second = 4;
    limits.max_orders_per_minute = 100;
    limits.max_orders_per_day = 2'000;
    limits.credits_per_second = 5.0;
    limits.credit_burst = 20.0;
    limits.cancel_reserve = 0.25;
    limits.duplicate_window = milliseconds(250);
    limits.min_time_to_expiry = seconds(3'600);
    limits.quote_age_max = milliseconds(500);
    limits.index_age_max = milliseconds(1'500);
    limits.greeks_age_max = seconds(3);
    limits.position_age_max = seconds(5);
    limits.feed_lag_max = milliseconds(700);
    limits.clock_error_max = milliseconds(50);
    limits.bad_input_hold = seconds(2);
    limits.reconcile_age_max = seconds(60);
    limits.same_refusals_max = 3;
    limits.same_refusals_window = seconds(10);
    limits.refusal_cool_off = seconds(30);
    limits.refusals_max = 10;
    limits.refusals_window = seconds(60);
    return limits;
}

// Proves every start-up cause away.
inline void make_ready(risk::TradingStateMachine& state, Instant now) {
    using risk::HoldCause;
    for (HoldCause const cause :
         {HoldCause::MarketDown, HoldCause::AccountDown, HoldCause::CancelOnDisconnectMissing,
          HoldCause::ScopeMissing, HoldCause::ClockUnknown}) {
        state.set(cause, false);
    }
    state.on_reconciled(now);
    auto const out = std::make_unique<Actions>();
    (void)state.arm("test", "ready", now, *out);
}

struct RiskScene {
    static constexpr double kIndex = 60'000.0;

    explicit RiskScene(const risk::Limits& with = sensible_limits()) : limits(with) {
        gate.allow(perp.index);
        make_ready(state, at_ms(1'000));
        proposal.instrument = perp.index;
        proposal.underlying = perp.underlying;
        proposal.side = Side::Sell;
        proposal.quantity = Lots{6'000};
        proposal.limit = PriceTicks{119'940};
        context.now = at_ms(2'000);
        context.market_time = venue_ms(2'000);
        context.spec = &perp;
        context.index = UsdPrice{kIndex};
        context.reference = market::Reference{kIndex, true, Why::InsideBand, 3, 0.0};
        context.ages.quote = milliseconds(20);
        context.ages.index = milliseconds(100);
        context.ages.greeks = milliseconds(500);
        context.ages.position = milliseconds(500);
        context.ages.quote_lag = milliseconds(10);
        context.ages.index_lag = milliseconds(60);
        context.ages.clock_error = milliseconds(5);
        context.delta_per_lot = BookDelta{10.0 / kIndex};
        context.hedged_delta = BookDelta{1.0};
        context.order_rate_ok = true;
        context.credits_ok = true;
    }

    // Lots of the perpetual in a number of coins at the index.
    static Lots lots(double coins) {
        return Lots{static_cast<std::int64_t>(coins * kIndex / 10.0 + (coins < 0 ? -0.5 : 0.5))};
    }
    // Makes the same order long enough later not to be a duplicate.
    auto judge() {
        context.now = context.now + seconds(1);
        return gate.approve(proposal, context);
    }

    risk::Limits limits;
    InstrumentSpec perp = perpetual();
    risk::TradingStateMachine state{limits};
    risk::Gatekeeper gate{limits, state};
    OrderProposal proposal;
    risk::OrderContext context;
};

}  // namespace hedged::test
