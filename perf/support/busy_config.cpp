// SPDX-License-Identifier: Apache-2.0
#include "perf/support/busy_config.hpp"

#include "hedged/core/assert.hpp"

namespace hedged::perf {

namespace {

constexpr std::uint32_t kOrdersPerSecond = 30'000;
constexpr std::uint32_t kOrdersPerDay = 100'000;

engine::UnderlyingConfig bitcoin() {
    engine::UnderlyingConfig coin;
    (void)coin.name.assign("BTC");
    coin.numeraire = portfolio::Numeraire::Usd;
    (void)coin.hedge_instrument.assign("BTC-PERPETUAL");
    coin.band = {BookDelta{-0.02}, BookDelta{0.0}, BookDelta{0.02}, hedging::HedgeTo::Target};
    coin.slippage_cap_bp = 50.0;
    return coin;
}

risk::UnderlyingLimits wide() {
    risk::UnderlyingLimits limits;
    limits.max_order_coins = Coins{1'000.0};
    limits.max_order_contracts = 1e9;
    limits.max_order_value = Usd{1e9};
    limits.price_collar_bp = 100.0;
    limits.option_price_collar = Vol{0.1};
    limits.max_hedge_position = Coins{10'000.0};
    limits.max_hedge_ratio = 2.0;
    limits.max_initial_margin_ratio = 0.9;
    limits.max_maintenance_margin_ratio = 0.9;
    return limits;
}

risk::Limits limits_of() {
    risk::Limits limits;
    limits.underlying_count = 1;
    limits.underlyings[0] = wide();
    limits.max_orders_per_second = kOrdersPerSecond;
    limits.max_orders_per_minute = kOrdersPerDay;
    limits.max_orders_per_day = kOrdersPerDay;
    limits.credits_per_second = 1e5;
    limits.credit_burst = 1e5;
    limits.cancel_reserve = 0.25;
    limits.duplicate_window = milliseconds(1);
    limits.min_time_to_expiry = seconds(60);
    limits.quote_age_max = seconds(5);
    limits.index_age_max = seconds(5);
    limits.greeks_age_max = seconds(3'600);
    limits.position_age_max = seconds(3'600);
    limits.feed_lag_max = seconds(1);
    limits.clock_error_max = seconds(1);
    limits.bad_input_hold = seconds(1);
    limits.reconcile_age_max = seconds(3'600);
    limits.same_refusals_max = 64;
    limits.same_refusals_window = seconds(1);
    limits.refusal_cool_off = seconds(1);
    limits.refusals_max = 64;
    limits.refusals_window = seconds(1);
    return limits;
}

}  // namespace

config::Config busy_config() {
    config::Config out;
    out.mode = config::Mode::Paper;
    out.account = "perf";
    out.venue.tls = false;
    out.engine.underlyings.clear();
    const bool room = out.engine.underlyings.push_back(bitcoin());
    HEDGED_ASSERT(room);
    out.engine.limits = limits_of();
    out.engine.gateway.epoch = 1;
    out.engine.gateway.rate = {kOrdersPerSecond, kOrdersPerDay, kOrdersPerDay, 1e5, 1e5, 0.25};
    out.engine.reference_disagreement_max = 0.02;
    out.engine.reconcile_every = seconds(3'000);
    out.engine.require_arm = false;
    return out;
}

}  // namespace hedged::perf
