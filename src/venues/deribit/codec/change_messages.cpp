// SPDX-License-Identifier: Apache-2.0
// Positions, and the messages that carry several lists at once: user.changes and the answer to an
// order. Their events leave in the order trades, orders, positions, whatever the order of the keys.
#include "venues/deribit/codec/message_decoders.hpp"

#include <algorithm>

namespace hedged::deribit {
namespace {

// The exchange signs the size and names the direction as well; if they ever disagree, neither may
// be believed.
[[nodiscard]] DecodeFault decode_position(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys =
        keys("instrument_name", "size", "direction", "average_price", "mark_price", "delta");
    PositionUpdate position;
    std::string_view name;
    std::string_view direction;
    const DecodeFault fault =
        walk(context, value, kKeys, kKeys.mask({"instrument_name", "size"}),
             [&](unsigned key, od::value& field) {
                 switch (key) {
                     case kKeys["instrument_name"]:
                         return read_text(field, name);
                     case kKeys["size"]:
                         return read_number(field, position.size);
                     case kKeys["direction"]:
                         return is_null(field) ? DecodeFault::None : read_text(field, direction);
                     case kKeys["average_price"]:
                         return read_or_default(field, position.average_price);
                     case kKeys["mark_price"]:
                         return read_or_default(field, position.mark_price);
                     default:
                         return read_optional(field, position.published_delta);
                 }
             });
    if (fault != DecodeFault::None) {
        return fault;
    }
    if ((direction == "buy" && position.size < 0.0) ||
        (direction == "sell" && position.size > 0.0) ||
        (direction == "zero" && position.size != 0.0)) {
        return context.fail(DecodeFault::Inconsistent, "direction");
    }
    if (!direction.empty() && direction != "buy" && direction != "sell" && direction != "zero") {
        context.counters.count_word("direction", direction);
    }
    position.stamp = Stamp{context.received, context.sent};
    position.from_snapshot = context.snapshot;
    position.instrument = context.table.find_or_register(name);
    if (position.instrument.valid()) {
        context.out->events.emplace_back(position);
        return DecodeFault::None;
    }
    Unplaced item;
    item.item = UnplacedItem::Position;
    item.instrument.assign_truncated(name);
    item.amount = position.size;
    context.out->unplaced.push_back(item);
    return DecodeFault::None;
}

// A stretch of out->events that one list of a message produced.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};

template <class Decode>
[[nodiscard]] DecodeFault decode_list(Context& context, od::value& value, Stretch& stretch,
                                      Decode&& decode) noexcept {
    const MessageKind whole = context.message;
    stretch.begin = context.out->events.size();
    const DecodeFault fault = decode(context, value);
    stretch.end = context.out->events.size();
    context.message = whole;
    return fault;
}

// Moves `front` before everything from `first` on; `other` is shifted along when it lay before.
void bring_forward(std::vector<Event>& events, std::size_t first, const Stretch& front,
                   Stretch& other) noexcept {
    const auto at = [&events](std::size_t position) {
        return events.begin() + static_cast<std::ptrdiff_t>(position);
    };
    std::rotate(at(first), at(front.begin), at(front.end));
    if (other.begin < front.begin) {
        const std::size_t moved = front.end - front.begin;
        other.begin += moved;
        other.end += moved;
    }
}

// Positions of a live update have no time of their own; the orders and trades beside them do.
void stamp_positions(Context& context, std::size_t first) noexcept {
    WallTime latest;
    auto& events = context.out->events;
    for (std::size_t i = first; i < events.size(); ++i) {
        if (const auto* order = std::get_if<OrderUpdate>(&events[i])) {
            latest = std::max(latest, order->stamp.venue);
        } else if (const auto* fill = std::get_if<Fill>(&events[i])) {
            latest = std::max(latest, fill->stamp.venue);
        }
    }
    for (std::size_t i = first; i < events.size(); ++i) {
        if (auto* position = std::get_if<PositionUpdate>(&events[i])) {
            position->stamp.venue = latest;
        }
    }
}

}  // namespace

DecodeFault decode_positions(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Positions;
    if (is_object(value)) {
        return decode_position(context, value);
    }
    return each(value, [&](od::value& element) { return decode_position(context, element); });
}

DecodeFault decode_user_changes(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("orders", "trades", "positions");
    context.message = MessageKind::UserChanges;
    const std::size_t first = context.out->events.size();
    Stretch trades{first, first};
    Stretch orders{first, first};
    Stretch positions{first, first};
    const DecodeFault fault =
        walk(context, value, kKeys, kKeys.mask({"orders", "trades", "positions"}),
             [&](unsigned key, od::value& field) {
                 switch (key) {
                     case kKeys["orders"]:
                         return decode_list(context, field, orders, decode_orders);
                     case kKeys["trades"]:
                         return decode_list(context, field, trades, decode_user_trades);
                     default:
                         return decode_list(context, field, positions, decode_positions);
                 }
             });
    if (fault != DecodeFault::None) {
        return fault;
    }
    bring_forward(context.out->events, first, orders, trades);
    bring_forward(context.out->events, first, trades, orders);
    stamp_positions(context, first);
    return DecodeFault::None;
}

// buy, sell and edit answer {order, trades}; the fills are told before the state they led to.
DecodeFault decode_order_reply(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("order", "trades");
    const std::size_t first = context.out->events.size();
    Stretch orders{first, first};
    Stretch trades{first, first};
    const DecodeFault fault =
        walk(context, value, kKeys, kKeys.mask({"order"}), [&](unsigned key, od::value& field) {
            return key == kKeys["order"] ? decode_list(context, field, orders, decode_order)
                                         : decode_list(context, field, trades, decode_user_trades);
        });
    if (fault == DecodeFault::None) {
        bring_forward(context.out->events, first, trades, orders);
    }
    return fault;
}

}  // namespace hedged::deribit
