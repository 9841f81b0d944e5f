// SPDX-License-Identifier: Apache-2.0
// Names every field of every event and action, once and in a fixed order, so that the journal's
// bytes, its text and its schema cannot drift apart. fields(visit, it) calls visit("name", member)
// for each; `it` may be const. A new field belongs here too: tests/unit/protocol/fields_test.cpp
// finds one that is missing. Any thread; never allocates.
#pragma once

#include "hedged/protocol/action.hpp"
#include "hedged/protocol/event.hpp"

#include <concepts>
#include <type_traits>

namespace hedged {

template <class T, class Of>
concept Like = std::same_as<std::remove_cv_t<T>, Of>;

template <class V, Like<Stamp> T>
constexpr void fields(V& visit, T& it) {
    visit("received", it.received);
    visit("venue", it.venue);
}
template <class V, Like<DecimalStep> T>
constexpr void fields(V& visit, T& it) {
    visit("mantissa", it.mantissa);
    visit("exponent", it.exponent);
}
template <class V, Like<TickStep> T>
constexpr void fields(V& visit, T& it) {
    visit("above_price", it.above_price);
    visit("tick", it.tick);
}
template <class V, Like<InstrumentSpec> T>
constexpr void fields(V& visit, T& it) {
    visit("name", it.name);
    visit("index", it.index);
    visit("underlying", it.underlying);
    visit("kind", it.kind);
    visit("option_type", it.option_type);
    visit("payoff", it.payoff);
    visit("amount_unit", it.amount_unit);
    visit("state", it.state);
    visit("tick", it.tick);
    visit("tick_steps", it.tick_steps);
    visit("lot", it.lot);
    visit("minimum_amount", it.minimum_amount);
    visit("contract_size", it.contract_size);
    visit("strike", it.strike);
    visit("expiry", it.expiry);
    visit("maker_fee", it.maker_fee);
    visit("taker_fee", it.taker_fee);
}

// Market data.
template <class V, Like<Quote> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
    visit("bid_price", it.bid_price);
    visit("bid_amount", it.bid_amount);
    visit("ask_price", it.ask_price);
    visit("ask_amount", it.ask_amount);
}
template <class V, Like<Ticker> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
    visit("state", it.state);
    visit("mark_price", it.mark_price);
    visit("index_price", it.index_price);
    visit("forward", it.forward);
    visit("mark_vol", it.mark_vol);
    visit("published_delta", it.published_delta);
    visit("bid_price", it.bid_price);
    visit("bid_amount", it.bid_amount);
    visit("ask_price", it.ask_price);
    visit("ask_amount", it.ask_amount);
    visit("minimum_price", it.minimum_price);
    visit("maximum_price", it.maximum_price);
    visit("funding_8h", it.funding_8h);
    visit("current_funding", it.current_funding);
}
template <class V, Like<MarkVol> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
    visit("mark_price", it.mark_price);
    visit("vol", it.vol);
}
template <class V, Like<IndexPrice> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("underlying", it.underlying);
    visit("price", it.price);
}
template <class V, Like<MarketDataGap> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
}

// The account.
template <class V, Like<OrderUpdate> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
    visit("client_id", it.client_id);
    visit("venue_id", it.venue_id);
    visit("side", it.side);
    visit("state", it.state);
    visit("time_in_force", it.time_in_force);
    visit("cancel_reason", it.cancel_reason);
    visit("post_only", it.post_only);
    visit("reduce_only", it.reduce_only);
    visit("from_snapshot", it.from_snapshot);
    visit("price", it.price);
    visit("amount", it.amount);
    visit("filled_amount", it.filled_amount);
    visit("average_price", it.average_price);
}
template <class V, Like<Fill> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
    visit("client_id", it.client_id);
    visit("venue_id", it.venue_id);
    visit("trade_id", it.trade_id);
    visit("trade_sequence", it.trade_sequence);
    visit("side", it.side);
    visit("liquidity", it.liquidity);
    visit("from_snapshot", it.from_snapshot);
    visit("from_reply", it.from_reply);
    visit("amount", it.amount);
    visit("price", it.price);
    visit("fee", it.fee);
    visit("index_price", it.index_price);
}
template <class V, Like<PositionUpdate> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
    visit("from_snapshot", it.from_snapshot);
    visit("size", it.size);
    visit("average_price", it.average_price);
    visit("mark_price", it.mark_price);
    visit("published_delta", it.published_delta);
}
template <class V, Like<AccountUpdate> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("underlying", it.underlying);
    visit("equity", it.equity);
    visit("balance", it.balance);
    visit("margin_balance", it.margin_balance);
    visit("initial_margin", it.initial_margin);
    visit("maintenance_margin", it.maintenance_margin);
    visit("options_value", it.options_value);
    visit("options_delta", it.options_delta);
    visit("delta_total", it.delta_total);
}
template <class V, Like<OrderReply> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("client_id", it.client_id);
    visit("outcome", it.outcome);
    visit("refusal", it.refusal);
    visit("venue_code", it.venue_code);
    visit("venue_id", it.venue_id);
    visit("message", it.message);
}
template <class V, Like<CancelReply> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("client_id", it.client_id);
    visit("outcome", it.outcome);
    visit("refusal", it.refusal);
    visit("venue_code", it.venue_code);
}
template <class V, Like<OrderQueryReply> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("client_id", it.client_id);
    visit("result", it.result);
}
template <class V, Like<SnapshotMark> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("kind", it.kind);
    visit("phase", it.phase);
    visit("generation", it.generation);
}

// Connection, instruments, operators, time.
template <class V, Like<ConnectionChange> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("stream", it.stream);
    visit("state", it.state);
    visit("cancel_on_disconnect", it.cancel_on_disconnect);
    visit("may_trade", it.may_trade);
    visit("reason", it.reason);
}
template <class V, Like<InstrumentDefinition> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("spec", it.spec);
}
template <class V, Like<InstrumentStateChange> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("instrument", it.instrument);
    visit("state", it.state);
}
template <class V, Like<PlatformLock> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("underlying", it.underlying);
    visit("locked", it.locked);
}
template <class V, Like<ClockSync> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("round_trip", it.round_trip);
}
template <class V, Like<RateLimitReport> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("orders_per_second", it.orders_per_second);
    visit("order_burst", it.order_burst);
}
template <class V, Like<JournalReport> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("health", it.health);
    visit("text", it.text);
}
template <class V, Like<OperatorCommand> T>
constexpr void fields(V& visit, T& it) {
    visit("stamp", it.stamp);
    visit("verb", it.verb);
    visit("request", it.request);
    visit("actor", it.actor);
    visit("reason", it.reason);
}
template <class V, Like<Timer> T>
constexpr void fields(V& visit, T& it) {
    visit("now", it.now);
}
template <class V, Like<BatchEnd> T>
constexpr void fields(V& visit, T& it) {
    visit("now", it.now);
}

// Actions.
template <class V, Like<PlaceOrder> T>
constexpr void fields(V& visit, T& it) {
    visit("client_id", it.client_id);  // first: readers of a journal find it without a schema
    visit("instrument", it.instrument);
    visit("side", it.side);
    visit("quantity", it.quantity);
    visit("limit", it.limit);
    visit("time_in_force", it.time_in_force);
    visit("post_only", it.post_only);
    visit("reduce_only", it.reduce_only);
    visit("valid_until", it.valid_until);
}
template <class V, Like<CancelOrder> T>
constexpr void fields(V& visit, T& it) {
    visit("client_id", it.client_id);
    visit("instrument", it.instrument);
    visit("venue_id", it.venue_id);
}
template <class V, Like<QueryOrder> T>
constexpr void fields(V& visit, T& it) {
    visit("client_id", it.client_id);
    visit("instrument", it.instrument);
}
template <class V, Like<RequestSnapshot> T>
constexpr void fields(V& visit, T& it) {
    visit("kind", it.kind);
    visit("generation", it.generation);
}
template <class V, Like<WatchInstrument> T>
constexpr void fields(V& visit, T& it) {
    visit("instrument", it.instrument);
}
template <class V, Like<Note> T>
constexpr void fields(V& visit, T& it) {
    visit("at", it.at);
    visit("kind", it.kind);
    visit("severity", it.severity);
    visit("underlying", it.underlying);
    visit("instrument", it.instrument);
    visit("client_id", it.client_id);
    visit("why", it.why);
    visit("check", it.check);
    visit("side", it.side);
    visit("venue_code", it.venue_code);
    visit("values", it.values);
    visit("text", it.text);
}
template <class V, Like<SetKillLatch> T>
constexpr void fields(V& visit, T& it) {
    visit("actor", it.actor);
    visit("reason", it.reason);
}
template <class V, Like<ClearKillLatch> T>
constexpr void fields(V& visit, T& it) {
    visit("actor", it.actor);
    visit("reason", it.reason);
}

}  // namespace hedged
