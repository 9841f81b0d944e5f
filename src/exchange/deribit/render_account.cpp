// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/render_account.hpp"

#include "exchange/deribit/render_market.hpp"

namespace hedged::exchange::deribit {
namespace {

void render_map(JsonWriter& json, std::string_view name, std::string_view index, double number) {
    json.key(name).begin_object();
    if (number != 0.0) {
        json.field(index, number);
    }
    json.end_object();
}

// Typed clients read these as integers, as the exchange writes them.
void append_count(JsonWriter& json, std::string_view name, double number) {
    auto const whole = static_cast<std::int64_t>(number);
    if (static_cast<double>(whole) == number) {
        json.field(name, whole);
    } else {
        json.field(name, number);
    }
}

void render_bucket(JsonWriter& json, std::string_view name, CreditLimit limit) {
    json.key(name).begin_object();
    append_count(json, "rate", limit.rate);
    append_count(json, "burst", limit.burst);
    json.end_object();
}

std::string_view direction_of(double size) noexcept {
    if (size == 0.0) {
        return "zero";
    }
    return size > 0.0 ? "buy" : "sell";
}

}  // namespace

std::string_view wire_name(SettlementType type) noexcept {
    return type == SettlementType::Delivery ? "delivery" : "settlement";
}

void render_order(JsonWriter& json, const Instrument& instrument, const Order& order,
                  std::string_view state_word) {
    json.begin_object().field("order_id", wire_id(instrument, order.order_id.raw));
    json.field("order_state", state_word.empty() ? exchange::wire_name(order.state) : state_word);
    json.field("order_type", exchange::wire_name(order.type));
    json.field("time_in_force", exchange::wire_name(order.time_in_force));
    json.field("instrument_name", instrument.name);
    json.field("direction", exchange::wire_name(order.side)).field("price", order.price);
    json.field("amount", order.amount).field("contracts", contracts_of(instrument, order.amount));
    json.field("filled_amount", order.filled_amount);
    json.field("average_price", order.average_price).field("label", order.label);
    json.field("post_only", order.post_only).field("reject_post_only", order.reject_post_only);
    json.field("reduce_only", order.reduce_only).field("mmp", order.mmp);
    json.field("api", true).field("web", false).field("mobile", false);
    json.field("creation_timestamp", order.created.milliseconds());
    json.field("last_update_timestamp", order.last_update.milliseconds());
    json.field("replaced", order.replaced).field("risk_reducing", order.risk_reducing);
    json.field("is_liquidation", false).field("is_rebalance", false);
    json.field("max_show", order.amount);
    if (order.cancel_reason != CancelReason::None && order.cancel_reason != CancelReason::Expired) {
        json.field("cancel_reason", exchange::wire_name(order.cancel_reason));
    }
    json.field("user_id", static_cast<std::uint64_t>(order.account.raw)).end_object();
}

void render_user_trade(JsonWriter& json, const Instrument& instrument, const UserTrade& trade) {
    json.begin_object().field("trade_id", wire_id(instrument, trade.trade_id.raw));
    json.field("trade_seq", trade.trade_seq);
    json.field("order_id", wire_id(instrument, trade.order_id.raw));
    json.field("instrument_name", instrument.name);
    json.field("timestamp", trade.timestamp.milliseconds());
    json.field("direction", exchange::wire_name(trade.direction)).field("amount", trade.amount);
    json.field("contracts", contracts_of(instrument, trade.amount)).field("price", trade.price);
    json.field("index_price", trade.index_price).field("mark_price", trade.mark_price);
    if (trade.underlying_price) {
        json.field("underlying_price", *trade.underlying_price);
    }
    if (trade.iv) {
        json.field("iv", *trade.iv);
    }
    json.field("liquidity", exchange::wire_name(trade.liquidity)).field("fee", trade.fee);
    json.field("fee_currency", instrument.base_currency);
    json.field("state", exchange::wire_name(trade.order_state));
    json.field("order_type", exchange::wire_name(trade.order_type)).field("label", trade.label);
    json.field("post_only", trade.post_only).field("reduce_only", trade.reduce_only);
    json.field("self_trade", trade.self_trade).field("mmp", trade.mmp).field("api", true);
    json.field("profit_loss", trade.profit_loss);
    json.field("tick_direction", trade.tick_direction).field_null("matching_id");
    json.field("risk_reducing", trade.risk_reducing);
    json.field("user_id", static_cast<std::uint64_t>(trade.account.raw)).end_object();
}

void render_position(JsonWriter& json, const Instrument& instrument, const Position& position) {
    json.begin_object().field("instrument_name", instrument.name);
    json.field("kind", exchange::wire_name(instrument.kind));
    json.field("direction", direction_of(position.size)).field("size", position.size);
    json.field("average_price", position.average_price);
    json.field("mark_price", position.mark_price).field("index_price", position.index_price);
    json.field("settlement_price", position.settlement_price).field("delta", position.delta);
    json.field("initial_margin", position.initial_margin);
    json.field("maintenance_margin", position.maintenance_margin);
    json.field("open_orders_margin", position.open_orders_margin);
    json.field("floating_profit_loss", position.floating_profit_loss);
    json.field("realized_profit_loss", position.realized_profit_loss);
    json.field("total_profit_loss", position.total_profit_loss);
    if (instrument.is_option()) {
        json.field("gamma", position.gamma).field("vega", position.vega);
        json.field("theta", position.theta);
        json.field("average_price_usd", position.average_price_usd);
        json.field("floating_profit_loss_usd",
                   position.floating_profit_loss * position.index_price);
    } else {
        json.field("size_currency", position.size_currency);
        append_count(json, "leverage", position.leverage);
        if (instrument.is_perpetual()) {
            json.field("realized_funding", position.realized_funding);
        }
    }
    json.end_object();
}

void render_summary_fields(JsonWriter& json, const AccountSummary& summary,
                           std::string_view index_name) {
    json.field("currency", summary.currency).field("balance", summary.balance);
    json.field("equity", summary.equity).field("margin_balance", summary.margin_balance);
    json.field("available_funds", summary.available_funds);
    json.field("available_withdrawal_funds", summary.available_withdrawal_funds);
    json.field("initial_margin", summary.initial_margin);
    json.field("maintenance_margin", summary.maintenance_margin);
    json.field("projected_initial_margin", summary.projected_initial_margin);
    json.field("projected_maintenance_margin", summary.projected_maintenance_margin);
    json.field("session_upl", summary.session_upl).field("session_rpl", summary.session_rpl);
    json.field("total_pl", summary.futures_pl + summary.options_pl);
    json.field("futures_pl", summary.futures_pl);
    json.field("futures_session_upl", summary.futures_session_upl);
    json.field("futures_session_rpl", summary.futures_session_rpl);
    json.field("options_pl", summary.options_pl);
    json.field("options_session_upl", summary.options_session_upl);
    json.field("options_session_rpl", summary.options_session_rpl);
    json.field("options_value", summary.options_value);
    json.field("options_delta", summary.options_delta);
    json.field("options_gamma", summary.options_gamma);
    json.field("options_vega", summary.options_vega);
    json.field("options_theta", summary.options_theta);
    render_map(json, "options_gamma_map", index_name, summary.options_gamma);
    render_map(json, "options_vega_map", index_name, summary.options_vega);
    render_map(json, "options_theta_map", index_name, summary.options_theta);
    json.field("delta_total", summary.delta_total);
    render_map(json, "delta_total_map", index_name, summary.delta_total_map);
    json.field("projected_delta_total", summary.projected_delta_total);
    json.field("spot_reserve", 0.0).field("additional_reserve", 0.0);
    json.field("fee_balance", 0.0).field("locked_balance", 0.0);
    json.field("margin_model", "segregated_sm");
    json.field("portfolio_margining_enabled", false).field("cross_collateral_enabled", false);
}

void render_limits(JsonWriter& json, const CreditLimits& limits) {
    json.key("limits").begin_object().field("limits_per_currency", false);
    render_bucket(json, "non_matching_engine", limits.non_matching);
    json.key("matching_engine").begin_object();
    json.key("trading").begin_object();
    render_bucket(json, "total", limits.matching);
    json.end_object();
    render_bucket(json, "spot", limits.matching);
    render_bucket(json, "cancel_all", limits.cancel_all);
    json.end_object().end_object();
}

void render_settlement(JsonWriter& json, const Instrument& instrument,
                       const SettlementRecord& record) {
    json.begin_object().field("type", wire_name(record.type));
    json.field("timestamp", record.timestamp.milliseconds());
    json.field("instrument_name", instrument.name).field("position", record.position);
    json.field("mark_price", record.mark_price).field("index_price", record.index_price);
    json.field("session_profit_loss", record.session_profit_loss);
    json.field("profit_loss", record.profit_loss);
    if (instrument.is_perpetual()) {
        json.field("funding", record.funding);
    }
    json.end_object();
}

}  // namespace hedged::exchange::deribit
