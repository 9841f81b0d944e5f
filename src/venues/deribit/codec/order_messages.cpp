// SPDX-License-Identifier: Apache-2.0
// Orders and fills of the account. Nothing here is ever dropped: what names an unknown instrument
// goes to `unplaced`.
#include "venues/deribit/codec/message_decoders.hpp"
#include "venues/deribit/codec/words.hpp"

namespace hedged::deribit {
namespace {

// "market_price" stands where a market or trigger order has no price yet; any other word is
// counted.
[[nodiscard]] DecodeFault read_order_price(Context& context, od::value& value,
                                           std::optional<double>& out) noexcept {
    if (!is_text(value)) {
        return read_optional(value, out);
    }
    std::string_view word;
    const DecodeFault bad = read_text(value, word);
    double number = 0.0;
    const DecodeFault fault = bad == DecodeFault::None ? number_from_text(word, number) : bad;
    if (fault == DecodeFault::None) {
        out = number;
    }
    if (fault != DecodeFault::Mistyped || word.empty()) {
        return fault;
    }
    if (word != "market_price") {
        context.counters.count_word("price", word);
    }
    return DecodeFault::None;
}

[[nodiscard]] DecodeFault read_label(Context& context, od::value& value,
                                     ClientOrderId& out) noexcept {
    if (is_null(value)) {
        return DecodeFault::None;
    }
    std::string_view label;
    const DecodeFault fault = read_text(value, label);
    if (fault == DecodeFault::None) {
        out = parse_label(context.tag, label);
    }
    return fault;
}

constexpr auto kOrderKeys =
    keys("order_id", "instrument_name", "direction", "order_state", "amount", "filled_amount",
         "average_price", "price", "label", "time_in_force", "post_only", "reduce_only",
         "cancel_reason", "last_update_timestamp", "creation_timestamp", "trigger");
constexpr std::uint64_t kOrderRequired =
    kOrderKeys.mask({"order_id", "instrument_name", "direction", "order_state", "amount"});

struct RawOrder {
    OrderUpdate order;
    std::string_view name;
    std::optional<double> filled;
    WallTime created;
    bool timed = false;
    bool trigger = false;
};

[[nodiscard]] DecodeFault read_order_field(Context& context, unsigned key, od::value& value,
                                           RawOrder& raw) noexcept {
    OrderUpdate& order = raw.order;
    switch (key) {
        case kOrderKeys["order_id"]:
            return read_id(value, order.venue_id);
        case kOrderKeys["instrument_name"]:
            return read_text(value, raw.name);
        case kOrderKeys["direction"]:
            return read_side(value, order.side);
        case kOrderKeys["order_state"]:
            return read_order_state(context, value, order.state);
        case kOrderKeys["amount"]:
            return read_amount(value, order.amount);
        case kOrderKeys["filled_amount"]: {
            double filled = 0.0;
            const DecodeFault fault = read_amount(value, filled);
            raw.filled = filled;
            return fault;
        }
        case kOrderKeys["average_price"]:
            return read_or_default(value, order.average_price);
        case kOrderKeys["price"]:
            return read_order_price(context, value, order.price);
        case kOrderKeys["label"]:
            return read_label(context, value, order.client_id);
        case kOrderKeys["time_in_force"]:
            return is_null(value) ? DecodeFault::None
                                  : read_time_in_force(context, value, order.time_in_force);
        case kOrderKeys["post_only"]:
            return read_flag(value, order.post_only);
        case kOrderKeys["reduce_only"]:
            return read_flag(value, order.reduce_only);
        case kOrderKeys["cancel_reason"]:
            return is_null(value) ? DecodeFault::None
                                  : read_cancel_reason(context, value, order.cancel_reason);
        case kOrderKeys["last_update_timestamp"]:
            raw.timed = true;
            return read_milliseconds(value, order.stamp.venue);
        case kOrderKeys["creation_timestamp"]:
            return read_milliseconds(value, raw.created);
        default:
            raw.trigger = true;
            return DecodeFault::None;
    }
}

// How much is filled decides what we think we hold, so it may be left out only where it cannot be
// anything but zero: on a trigger order, which trades through another order once it fires.
[[nodiscard]] DecodeFault check_order(Context& context, RawOrder& raw) noexcept {
    OrderUpdate& order = raw.order;
    if (!raw.filled && !raw.trigger && order.state != OrderState::Untriggered) {
        return context.fail(DecodeFault::Missing, "filled_amount");
    }
    order.filled_amount = raw.filled.value_or(0.0);
    if (!raw.timed) {
        if (raw.created == WallTime{}) {
            return context.fail(DecodeFault::Missing, "last_update_timestamp");
        }
        order.stamp.venue = raw.created;
    }
    return DecodeFault::None;
}

constexpr auto kTradeKeys =
    keys("trade_id", "trade_seq", "timestamp", "instrument_name", "order_id", "direction", "amount",
         "price", "fee", "index_price", "liquidity", "label");
constexpr std::uint64_t kTradeRequired = kTradeKeys.mask(
    {"trade_id", "timestamp", "instrument_name", "order_id", "direction", "amount", "price"});

[[nodiscard]] DecodeFault read_trade_field(Context& context, unsigned key, od::value& value,
                                           Fill& fill, std::string_view& name) noexcept {
    switch (key) {
        case kTradeKeys["trade_id"]:
            return read_id(value, fill.trade_id);
        case kTradeKeys["trade_seq"]:
            return read_sequence(value, fill.trade_sequence);
        case kTradeKeys["timestamp"]:
            return read_milliseconds(value, fill.stamp.venue);
        case kTradeKeys["instrument_name"]:
            return read_text(value, name);
        case kTradeKeys["order_id"]:
            return read_id(value, fill.venue_id);
        case kTradeKeys["direction"]:
            return read_side(value, fill.side);
        case kTradeKeys["amount"]:
            return read_amount(value, fill.amount);
        case kTradeKeys["price"]:
            return read_number(value, fill.price);
        case kTradeKeys["fee"]:
            return read_or_default(value, fill.fee);
        case kTradeKeys["index_price"]: {
            double price = 0.0;
            const DecodeFault fault = read_or_default(value, price);
            fill.index_price = UsdPrice{price};
            return fault;
        }
        case kTradeKeys["liquidity"]:
            return is_null(value) ? DecodeFault::None
                                  : read_liquidity(context, value, fill.liquidity);
        default:
            return read_label(context, value, fill.client_id);
    }
}

[[nodiscard]] DecodeFault decode_trade(Context& context, od::value& value) noexcept {
    Fill fill;
    std::string_view name;
    const DecodeFault fault =
        walk(context, value, kTradeKeys, kTradeRequired, [&](unsigned key, od::value& field) {
            return read_trade_field(context, key, field, fill, name);
        });
    if (fault != DecodeFault::None) {
        return fault;
    }
    fill.stamp.received = context.received;
    fill.from_snapshot = context.snapshot;
    fill.instrument = context.table.find_or_register(name);
    if (fill.instrument.valid()) {
        context.out->events.emplace_back(fill);
        return DecodeFault::None;
    }
    Unplaced item;
    item.item = UnplacedItem::Fill;
    item.instrument.assign_truncated(name);
    item.client_id = fill.client_id;
    item.venue_id = fill.venue_id;
    item.amount = fill.amount * sign_of(fill.side);
    context.out->unplaced.push_back(item);
    return DecodeFault::None;
}

}  // namespace

DecodeFault decode_order(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Orders;
    RawOrder raw;
    DecodeFault fault = walk(
        context, value, kOrderKeys, kOrderRequired,
        [&](unsigned key, od::value& field) { return read_order_field(context, key, field, raw); });
    if (fault == DecodeFault::None) {
        fault = check_order(context, raw);
    }
    if (fault != DecodeFault::None) {
        return fault;
    }
    OrderUpdate& order = raw.order;
    order.stamp.received = context.received;
    order.from_snapshot = context.snapshot;
    order.instrument = context.table.find_or_register(raw.name);
    if (order.instrument.valid()) {
        context.out->events.emplace_back(order);
        return DecodeFault::None;
    }
    Unplaced item;
    item.item = UnplacedItem::Order;
    item.instrument.assign_truncated(raw.name);
    item.client_id = order.client_id;
    item.venue_id = order.venue_id;
    item.amount = order.amount;
    item.order_state = order.state;
    context.out->unplaced.push_back(item);
    return DecodeFault::None;
}

// raw channels carry one order, the others a list.
DecodeFault decode_orders(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Orders;
    if (is_object(value)) {
        return decode_order(context, value);
    }
    return each(value, [&](od::value& element) { return decode_order(context, element); });
}

DecodeFault decode_user_trades(Context& context, od::value& value) noexcept {
    static constexpr auto kListKeys = keys("trades", "has_more");
    context.message = MessageKind::UserTrades;
    if (is_object(value)) {
        return walk(context, value, kListKeys, kListKeys.mask({"trades"}),
                    [&](unsigned key, od::value& field) {
                        if (key == kListKeys["has_more"]) {
                            return read_bool(field, context.out->reply.has_more);
                        }
                        return each(field,
                                    [&](od::value& trade) { return decode_trade(context, trade); });
                    });
    }
    return each(value, [&](od::value& element) { return decode_trade(context, element); });
}

}  // namespace hedged::deribit
