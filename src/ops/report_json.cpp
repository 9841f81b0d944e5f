// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/report.hpp"
#include "hedged/protocol/reasons.hpp"

#include "ops/json_text.hpp"

#include <algorithm>

namespace hedged::ops {

namespace {

void latency(JsonWriter& out, std::string_view name, const Quantiles& of) {
    out.key(name).begin_object();
    out.field("count", of.count);
    out.field("p50_seconds", of.p50.seconds());
    out.field("p99_seconds", of.p99.seconds());
    out.field("p999_seconds", of.p999.seconds());
    out.field("max_seconds", of.maximum.seconds());
    out.end_object();
}

void profit(JsonWriter& out, const UnderlyingView& view, const ProfitSpread& spread) {
    const ProfitView& profit = view.profit;
    out.flag("pnl_measured", profit.measured);
    out.field("pnl_unit", profit.in_usd ? std::string_view("USD") : view.name.view());
    out.field("pnl_hedged", profit.hedged.value());
    out.field("pnl_unhedged", profit.unhedged.value());
    out.field("pnl_hedged_coins", profit.hedged_coins.value());
    out.field("pnl_unhedged_coins", profit.unhedged_coins.value());
    out.field("funding_coins", profit.funding.value());
    out.field("pnl_changes", spread.changes);
    out.field("pnl_hedged_deviation", spread.hedged.value());
    out.field("pnl_unhedged_deviation", spread.unhedged.value());
    out.field("pnl_change_market_seconds", spread.market_seconds);
    out.field("hedge_position", view.hedge_position);
    out.flag("hedge_position_stated", view.stated.any);
    out.field("hedge_position_by_exchange", view.stated.venue);
    out.field("hedge_position_before_stated", view.stated.ours);
}

void underlying(JsonWriter& out, const UnderlyingView& view, const ProfitSpread& spread) {
    out.begin_object();
    out.field("name", view.name.view());
    out.field("index_usd", view.index.value());
    out.field("index_age_seconds", view.index_age_seconds);
    out.field("delta_coins", view.delta.value());
    out.field("in_flight_buys_coins", view.in_flight_buys.value());
    out.field("in_flight_sells_coins", view.in_flight_sells.value());
    out.field("wanted_coins", view.wanted.value());
    out.field("target_coins", view.target.value());
    out.field("band_lower_coins", view.band_lower.value());
    out.field("band_upper_coins", view.band_upper.value());
    out.field("smile_delta_coins", view.smile_delta.value());
    out.field("gamma_coins_per_usd", view.gamma.value());
    out.field("vega_usd_per_unit", view.vega.value());
    out.field("theta_usd_per_year", view.theta.value());
    out.field("equity_coins", view.equity.value());
    out.field("initial_margin_coins", view.initial_margin.value());
    out.field("maintenance_margin_coins", view.maintenance_margin.value());
    out.field("legs", std::uint64_t{view.legs});
    out.field("legs_excluded", std::uint64_t{view.legs_excluded});
    out.field("why", to_string(view.why));
    out.field("risk_check", static_cast<std::uint64_t>(view.check));
    out.field("why_instrument", view.why_instrument.view());
    out.field("hedge_instrument", view.hedge_instrument.view());
    out.field("outside_band_seconds", view.outside_band_seconds);
    out.field("max_outside_coins", view.max_outside_coins);
    out.field("hedged_coins", view.hedged_coins);
    out.field("fees_coins", view.fees_coins);
    out.field("slippage_usd", view.slippage_usd);
    profit(out, view, spread);
    out.end_object();
}

void underlyings(JsonWriter& out, const Picture& picture) {
    const EngineView& view = *picture.view;
    out.key("underlyings").begin_array();
    for (std::size_t i = 0;
         i < std::min<std::size_t>(view.underlying_count, view.underlyings.size()); ++i) {
        underlying(out, view.underlyings[i], picture.spreads[i]);
    }
    out.end_array();
}

void state(JsonWriter& out, const EngineView& view) {
    out.field("state", to_string(view.state));
    out.field("state_reason", view.state_reason.view());
    out.flag("armed", view.armed);
    out.flag("reconciled", view.reconciled);
    out.flag("orders_done", view.orders_done);
    out.field("market", to_string(view.market));
    out.field("account", to_string(view.account));
    out.field("market_reason", view.market_reason.view());
    out.field("account_reason", view.account_reason.view());
    out.field("market_time_ms", static_cast<double>(view.market_time.milliseconds()));
}

void counters(JsonWriter& out, const Picture& picture) {
    const Counters& count = picture.view->counters;
    out.key("counters").begin_object();
    out.field("events", count.events);
    out.field("batches", count.batches);
    out.field("decisions", count.decisions);
    out.field("full_repricings", count.full_repricings);
    out.field("orders_sent", count.orders_sent);
    out.field("orders_filled", count.orders_filled);
    out.field("orders_refused", count.orders_refused);
    out.field("orders_unknown", count.orders_unknown);
    out.field("cancels_sent", count.cancels_sent);
    out.field("fills", count.fills);
    out.field("duplicate_fills", count.duplicate_fills);
    out.field("risk_denials", count.risk_denials);
    out.field("rate_limited", count.rate_limited);
    out.field("gaps", count.gaps);
    out.field("orders_stopped_at_socket", picture.counters.orders_stopped_at_socket);
    out.field("market_conflated", picture.counters.market_conflated);
    out.field("market_out_of_range", picture.counters.market_out_of_range);
    out.field("account_queue_high_water", picture.counters.account_high_water);
    out.field("account_overflows", picture.counters.account_overflows);
    out.field("notes_lost", picture.counters.notes_lost);
    out.field("warm_runs", picture.counters.warm_runs);
    out.end_object();
}

void positions(JsonWriter& out, const EngineView& view) {
    out.key("positions").begin_array();
    for (std::size_t i = 0; i < std::min<std::size_t>(view.position_count, view.positions.size());
         ++i) {
        const PositionView& leg = view.positions[i];
        out.begin_object();
        out.field("instrument", leg.instrument.view());
        out.field("kind", to_string(leg.kind));
        out.field("size", leg.size);
        out.field("mark_price", leg.mark_price);
        out.field("vol", leg.vol);
        out.field("vol_source", to_string(leg.vol_source));
        out.field("delta_coins", leg.delta.value());
        out.field("gamma_coins_per_usd", leg.gamma.value());
        out.field("vega_usd_per_unit", leg.vega.value());
        out.field("theta_usd_per_year", leg.theta.value());
        out.field("data_age_seconds", leg.data_age_seconds);
        out.flag("excluded", leg.excluded);
        out.end_object();
    }
    out.end_array();
}

template <class Fill>
std::string object(const Picture& picture, const Fill& fill) {
    JsonWriter out;
    out.begin_object();
    out.flag("ready", picture.view != nullptr);
    if (picture.view != nullptr) {
        fill(out, *picture.view);
    }
    out.end_object();
    return out.str() + "\n";
}

}  // namespace

std::string status_json(const Picture& picture) {
    return object(picture, [&](JsonWriter& out, const EngineView& view) {
        const Identity& identity = *picture.identity;
        out.field("version", identity.version);
        out.field("mode", identity.mode);
        out.field("account_tag", identity.account);
        out.field("config_hash", identity.config_hash);
        out.field("layout", identity.layout);
        out.field("market_speed", static_cast<double>(identity.speed));
        out.field("epoch", std::uint64_t{view.epoch});
        out.field("picture_age_seconds", picture.picture_age_seconds);
        state(out, view);
        out.field("order_tokens", view.order_tokens);
        out.field("open_orders", std::uint64_t{view.order_count});
        counters(out, picture);
        latency(out, "tick_to_batch_end", picture.batch);
        latency(out, "tick_to_order_decided", picture.decide);
        latency(out, "tick_to_order_sent", picture.wire);
        underlyings(out, picture);
    });
}

std::string why_json(const Picture& picture) {
    return object(picture, [&](JsonWriter& out, const EngineView& view) {
        state(out, view);
        underlyings(out, picture);
    });
}

std::string orders_json(const Picture& picture) {
    return object(picture, [](JsonWriter& out, const EngineView& view) {
        out.key("orders").begin_array();
        for (std::size_t i = 0; i < std::min<std::size_t>(view.order_count, view.orders.size());
             ++i) {
            const OrderView& order = view.orders[i];
            out.begin_object();
            out.field("epoch", std::uint64_t{order.client_id.epoch()});
            out.field("number", std::uint64_t{order.client_id.number()});
            out.field("exchange_id", order.venue_id.view());
            out.field("instrument", order.instrument.view());
            out.field("side", to_string(order.side));
            out.field("state", order.state.view());
            out.field("amount", order.amount);
            out.field("filled", order.filled);
            out.field("price", order.price);
            out.field("age_seconds", order.age_seconds);
            out.end_object();
        }
        out.end_array();
    });
}

std::string positions_json(const Picture& picture) {
    return object(picture, [](JsonWriter& out, const EngineView& view) { positions(out, view); });
}

std::string greeks_json(const Picture& picture) {
    return object(picture, [&](JsonWriter& out, const EngineView& view) {
        underlyings(out, picture);
        positions(out, view);
    });
}

}  // namespace hedged::ops
