// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/render.hpp"

#include "ops/json.hpp"

namespace hedged::ops {
namespace {

void add_counters(Json& json, const Counters& c) {
    json.open("counters")
        .count("events", c.events)
        .count("batches", c.batches)
        .count("decisions", c.decisions)
        .count("exact_passes", c.full_repricings)
        .count("orders_sent", c.orders_sent)
        .count("orders_filled", c.orders_filled)
        .count("orders_refused", c.orders_refused)
        .count("orders_unknown", c.orders_unknown)
        .count("cancels_sent", c.cancels_sent)
        .count("fills", c.fills)
        .count("duplicate_fills", c.duplicate_fills)
        .count("risk_denials", c.risk_denials)
        .count("rate_limited", c.rate_limited)
        .count("data_gaps", c.gaps)
        .close();
}

void add_why(Json& json, const UnderlyingView& u) {
    json.text("why", to_string(u.why))
        .count("risk_check", static_cast<std::uint64_t>(u.check))
        .text("risk_check_name", to_string(u.check))
        .text("why_instrument", u.why_instrument.view());
}

void add_delta(Json& json, const UnderlyingView& u) {
    json.text("name", u.name.view())
        .number("delta_coins", u.delta.value())
        .number("band_lower_coins", u.band_lower.value())
        .number("band_upper_coins", u.band_upper.value())
        .number("target_coins", u.target.value())
        .number("wanted_coins", u.wanted.value())
        .number("in_flight_buys_coins", u.in_flight_buys.value())
        .number("in_flight_sells_coins", u.in_flight_sells.value());
}

void add_greeks(Json& json, const UnderlyingView& u) {
    json.number("gamma_coins_per_usd", u.gamma.value())
        .number("vega_usd_per_vol", u.vega.value())
        .number("theta_usd_per_year", u.theta.value());
}

void add_status(Json& json, const EngineView& view) {
    json.flag("armed", view.armed)
        .flag("reconciled", view.reconciled)
        .text("market_data", to_string(view.market))
        .text("account", to_string(view.account))
        .text("market_time", utc_text(view.market_time))
        .number("order_credits", view.order_tokens)
        .count("epoch", view.epoch)
        .count("live_orders", view.order_count);
    json.open_array("underlyings");
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        const UnderlyingView& u = view.underlyings[i];
        json.open();
        add_delta(json, u);
        json.number("index_usd", u.index.value()).number("index_age_seconds", u.index_age_seconds);
        add_greeks(json, u);
        json.number("equity_coins", u.equity.value())
            .number("initial_margin_coins", u.initial_margin.value())
            .number("maintenance_margin_coins", u.maintenance_margin.value())
            .count("legs", u.legs)
            .count("legs_excluded", u.legs_excluded)
            .text("hedge_instrument", u.hedge_instrument.view());
        add_why(json, u);
        json.number("outside_band_seconds", u.outside_band_seconds)
            .number("max_outside_coins", u.max_outside_coins)
            .number("hedged_coins", u.hedged_coins)
            .number("fees_coins", u.fees_coins)
            .number("slippage_usd", u.slippage_usd)
            .close();
    }
    json.close_array();
    add_counters(json, view.counters);
}

void add_reasons(Json& json, const EngineView& view) {
    json.open_array("underlyings");
    for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
        json.open();
        add_delta(json, view.underlyings[i]);
        add_why(json, view.underlyings[i]);
        json.close();
    }
    json.close_array();
}

void add_orders(Json& json, const EngineView& view) {
    json.open_array("orders");
    for (std::uint32_t i = 0; i < view.order_count; ++i) {
        const OrderView& o = view.orders[i];
        json.open()
            .count("client_id", o.client_id.raw)
            .text("exchange_id", o.venue_id.view())
            .text("instrument", o.instrument.view())
            .text("side", to_string(o.side))
            .text("state", o.state.view())
            .number("amount", o.amount)
            .number("filled", o.filled)
            .number("price", o.price)
            .number("age_seconds", o.age_seconds)
            .close();
    }
    json.close_array();
}

void add_positions(Json& json, const EngineView& view) {
    json.open_array("positions");
    for (std::uint32_t i = 0; i < view.position_count; ++i) {
        const PositionView& p = view.positions[i];
        json.open()
            .text("instrument", p.instrument.view())
            .text("kind", to_string(p.kind))
            .number("size", p.size)
            .number("mark_price", p.mark_price)
            .number("vol", p.vol)
            .number("delta_coins", p.delta.value())
            .number("gamma_coins_per_usd", p.gamma.value())
            .number("vega_usd_per_vol", p.vega.value())
            .number("theta_usd_per_year", p.theta.value())
            .number("data_age_seconds", p.data_age_seconds)
            .flag("excluded", p.excluded)
            .close();
    }
    json.close_array();
}

}  // namespace

std::string render_json(Topic topic, const EngineView& view) {
    Json json;
    json.open()
        .text("state", to_string(view.state))
        .text("state_reason", view.state_reason.view())
        .flag("orders_done", view.orders_done);
    switch (topic) {
        case Topic::Status:
            add_status(json, view);
            break;
        case Topic::Why:
            add_reasons(json, view);
            break;
        case Topic::Orders:
            add_orders(json, view);
            break;
        case Topic::Positions:
            add_positions(json, view);
            break;
        case Topic::Greeks:
            json.open_array("underlyings");
            for (std::uint32_t i = 0; i < view.underlying_count; ++i) {
                json.open();
                add_delta(json, view.underlyings[i]);
                add_greeks(json, view.underlyings[i]);
                json.close();
            }
            json.close_array();
            add_positions(json, view);
            break;
    }
    return json.close().take() + "\n";
}

}  // namespace hedged::ops
