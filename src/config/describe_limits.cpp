// SPDX-License-Identifier: Apache-2.0
// The limits that protect money: every key is required.
#include "config/binder.hpp"

namespace hedged::config {

namespace {

constexpr Need kNoDefault = Need::Required;

}  // namespace

void describe_limits(Binder& b, risk::Limits& limits) {
    b.integer("max_orders_per_second", limits.max_orders_per_second, {1, 1000}, kNoDefault);
    b.integer("max_orders_per_minute", limits.max_orders_per_minute, {1, 60'000}, kNoDefault);
    b.integer("max_orders_per_day", limits.max_orders_per_day, {1, 1'000'000}, kNoDefault);
    b.number("credits_per_second", limits.credits_per_second, {0.1, 1000}, kNoDefault);
    b.number("credit_burst", limits.credit_burst, {1, 10'000}, kNoDefault);
    b.number("cancel_reserve_fraction", limits.cancel_reserve,
             {0.05, 0.9, "cancels must always find room"}, kNoDefault);
    b.duration("duplicate_window", limits.duplicate_window, {0.001, 60}, kNoDefault);
    b.duration("min_time_to_expiry", limits.min_time_to_expiry, {0, 864'000}, kNoDefault);
    b.duration("quote_age_max", limits.quote_age_max, {0.001, 60}, kNoDefault);
    b.duration("index_age_max", limits.index_age_max, {0.001, 60}, kNoDefault);
    b.duration("greeks_age_max", limits.greeks_age_max, {0.001, 600}, kNoDefault);
    b.duration("position_age_max", limits.position_age_max, {0.1, 600}, kNoDefault);
    b.duration("feed_lag_max", limits.feed_lag_max, {0.001, 60}, kNoDefault);
    b.duration("clock_error_max", limits.clock_error_max, {0.001, 10}, kNoDefault);
    b.duration("bad_input_hold", limits.bad_input_hold, {0.1, 3600}, kNoDefault);
    b.duration("reconcile_age_max", limits.reconcile_age_max, {1, 3600}, kNoDefault);
    b.integer("same_refusals_max", limits.same_refusals_max, {1, 64}, kNoDefault);
    b.duration("same_refusals_window", limits.same_refusals_window, {0.1, 3600}, kNoDefault);
    b.duration("refusal_cool_off", limits.refusal_cool_off, {0.1, 3600}, kNoDefault);
    b.integer("refusals_max", limits.refusals_max, {1, 64}, kNoDefault);
    b.duration("refusals_window", limits.refusals_window, {0.1, 3600}, kNoDefault);
}

namespace {

void describe_underlying_limits(Binder& b, risk::UnderlyingLimits& limits) {
    b.quantity("max_order_coins", limits.max_order_coins, {1e-6, 1e6}, kNoDefault);
    b.number("max_order_contracts", limits.max_order_contracts, {1e-6, 1e9}, kNoDefault);
    b.quantity("max_order_value_usd", limits.max_order_value, {1, 1e10}, kNoDefault);
    b.basis_points("price_collar", limits.price_collar_bp, {1, 1000}, kNoDefault);
    double points = limits.option_price_collar.value() * 100.0;
    b.number("option_price_collar_vol_points", points, {0.1, 50}, kNoDefault);
    limits.option_price_collar = Vol{points / 100.0};
    b.quantity("max_hedge_position_coins", limits.max_hedge_position, {1e-6, 1e7}, kNoDefault);
    b.number("max_hedge_ratio", limits.max_hedge_ratio,
             {1.0, 2.0, "a hedge may not exceed twice what it hedges"}, kNoDefault);
    b.number("max_initial_margin_ratio", limits.max_initial_margin_ratio,
             {0.01, 1.0, "a fraction of equity: 0.7, not 70"}, kNoDefault);
    b.number("max_maintenance_margin_ratio", limits.max_maintenance_margin_ratio,
             {0.01, 1.0, "a fraction of equity: 0.5, not 50"}, kNoDefault);
}

void describe_coefficients(Binder& b, pricing::MinimumVarianceCoefficients& fitted) {
    constexpr Range kSane{-10, 10, "a coefficient of the regression is of order one at most"};
    b.number("a", fitted.a, kSane, Need::Optional);
    b.number("b", fitted.b, kSane, Need::Optional);
    b.number("c", fitted.c, kSane, Need::Optional);
}

void describe_smile(Binder& b, pricing::SmileDynamicsSettings& smile) {
    b.word("dynamics", smile.dynamics,
           {"sticky_strike", "sticky_moneyness", "sticky_local_vol", "minimum_variance"},
           Need::Optional);
    b.number("max_adjustment_coins", smile.max_adjustment_coins,
             {0, 0.5, "coins of delta for each coin of an option"}, Need::Optional);
    bool const used = smile.dynamics == pricing::SmileDynamics::MinimumVariance;
    if (b.reading() || used) {
        b.map("calls", Need::Optional,
              [&](Binder& inner) { describe_coefficients(inner, smile.calls); });
        b.map("puts", Need::Optional,
              [&](Binder& inner) { describe_coefficients(inner, smile.puts); });
    }
    if (!b.reading()) {
        return;
    }
    bool const fitted = b.given("calls") || b.given("puts");
    if (used && !(b.given("calls") && b.given("puts"))) {
        b.problem("dynamics",
                  "minimum_variance needs the coefficients a, b, c of calls and of puts, from a "
                  "regression on this market; there are none that fit every market");
    }
    if (fitted && !used) {
        b.problem("dynamics", "calls and puts are the coefficients of minimum_variance alone");
    }
}

}  // namespace

void describe_underlying(Binder& b, engine::UnderlyingConfig& underlying,
                         risk::UnderlyingLimits& limits) {
    b.fixed_text("name", underlying.name, Need::Required);
    b.word("numeraire", underlying.numeraire, {"usd", "coin"}, kNoDefault);
    b.boolean("include_equity", underlying.include_equity, kNoDefault);
    b.fixed_text("hedge_instrument", underlying.hedge_instrument, Need::Required);
    b.quantity("target_delta_coins", underlying.band.target, {-1e6, 1e6}, kNoDefault);
    b.map("band", Need::Required, [&](Binder& band) {
        band.quantity("lower_coins", underlying.band.lower, {-1e6, 1e6}, kNoDefault);
        band.quantity("upper_coins", underlying.band.upper, {-1e6, 1e6}, kNoDefault);
        band.word("hedge_to", underlying.band.hedge_to, {"target", "edge"}, kNoDefault);
    });
    b.basis_points("slippage_cap", underlying.slippage_cap_bp, {0.1, 500}, kNoDefault);
    b.quantity("position_mismatch_max_coins", underlying.position_mismatch_max, {0, 1e6},
               Need::Optional);
    b.map("smile", Need::Optional, [&](Binder& inner) { describe_smile(inner, underlying.smile); });
    b.map("limits", Need::Required,
          [&](Binder& inner) { describe_underlying_limits(inner, limits); });

    if (b.given("numeraire") && b.given("include_equity") && underlying.include_equity &&
        underlying.numeraire == portfolio::Numeraire::Coin) {
        b.problem("include_equity",
                  "include_equity: true contradicts numeraire: coin. Counted in coins, the equity "
                  "has no delta: it is the unit itself. Write numeraire: usd to protect dollars "
                  "with the collateral counted, or include_equity: false to grow coins");
    }
    if (b.given("band") && b.given("target_delta_coins") && !underlying.band.valid()) {
        b.problem("band",
                  "the band needs lower_coins < upper_coins with target_delta_coins "
                  "between them; all three are levels of delta, not distances");
    }
}

}  // namespace hedged::config
