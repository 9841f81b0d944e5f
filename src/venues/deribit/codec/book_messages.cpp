// SPDX-License-Identifier: Apache-2.0
// Order books and public trades. Three generations of the book message: grouped (pairs of price and
// amount, whole each time), raw with a type, and raw of before 2020 without one.
#include "venues/deribit/codec/message_decoders.hpp"
#include "venues/deribit/codec/words.hpp"

#include <algorithm>

namespace hedged::deribit {
namespace {

[[nodiscard]] DecodeFault read_action(od::value& value, LevelAction& out) noexcept {
    std::string_view word;
    const DecodeFault fault = read_text(value, word);
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (word == "new") {
        out = LevelAction::New;
    } else if (word == "change") {
        out = LevelAction::Change;
    } else if (word == "delete") {
        out = LevelAction::Delete;
    } else {
        return DecodeFault::UnknownWord;
    }
    return DecodeFault::None;
}

// ["new", 37317.0, 2960.0] or [37317.0, 2960.0]; `plain` says which it was.
[[nodiscard]] DecodeFault read_level(od::value& value, BookLevel& level, bool& plain) noexcept {
    unsigned position = 0;
    plain = false;
    const DecodeFault fault = each(value, [&](od::value& part) {
        if (position == 0) {
            plain = !is_text(part);
            if (!plain) {
                ++position;
                return read_action(part, level.action);
            }
            position = 1;
        }
        ++position;
        switch (position) {
            case 2:
                return read_number(part, level.price);
            case 3:
                return read_amount(part, level.amount);
            default:
                return DecodeFault::Mistyped;
        }
    });
    return fault == DecodeFault::None && position != 3 ? DecodeFault::Missing : fault;
}

struct Shape {
    std::size_t sides = 0;
    std::size_t plain = 0;
    std::size_t with_action = 0;
};

[[nodiscard]] DecodeFault read_levels(Context& context, od::value& value, Side side,
                                      Shape& shape) noexcept {
    ++shape.sides;
    return each(value, [&](od::value& element) {
        BookLevel level;
        level.side = side;
        bool plain = false;
        const DecodeFault fault = read_level(element, level, plain);
        if (fault != DecodeFault::None) {
            return fault;
        }
        ++(plain ? shape.plain : shape.with_action);
        context.out->levels.push_back(level);
        return DecodeFault::None;
    });
}

// M, T or MT: which side of the trade was liquidated. Present only when one was.
[[nodiscard]] DecodeFault read_liquidation(od::value& value, bool& out) noexcept {
    std::string_view word = "none";
    const DecodeFault fault = is_null(value) ? DecodeFault::None : read_text(value, word);
    out = word != "none";
    return fault;
}

[[nodiscard]] DecodeFault read_change_id(od::value& value,
                                         std::optional<std::uint64_t>& out) noexcept {
    std::uint64_t id = 0;
    const DecodeFault fault = read_unsigned(value, id);
    if (fault == DecodeFault::None) {
        out = id;
    }
    return fault == DecodeFault::Null ? DecodeFault::None : fault;
}

constexpr auto kBookKeys =
    keys("type", "timestamp", "instrument_name", "change_id", "prev_change_id", "bids", "asks");
constexpr std::uint64_t kBookRequired =
    kBookKeys.mask({"timestamp", "instrument_name", "change_id"});

// Decides what kind of book it was from what it carried.
[[nodiscard]] DecodeFault classify_book(Context& context, BookUpdate& book, std::string_view type,
                                        const Shape& shape) noexcept {
    // A side that is left out has no levels in a snapshot and no changes in a change; recordings
    // have such snapshots. A book without any side says nothing.
    if (shape.sides == 0) {
        return context.fail(DecodeFault::Missing, "bids");
    }
    if (shape.plain != 0 && shape.with_action != 0) {
        return context.fail(DecodeFault::Inconsistent, "bids");
    }
    if (!type.empty() && type != "snapshot" && type != "change") {
        return context.fail(DecodeFault::UnknownWord, "type");
    }
    // Both sides empty leaves only the channel to tell a grouped book from a raw one, and with
    // neither a type nor an earlier id the message is whole either way.
    book.grouped =
        shape.plain != 0 || (type.empty() && !book.prev_change_id && shape.with_action == 0);
    book.snapshot = book.grouped || type == "snapshot" || (type.empty() && !book.prev_change_id);
    if (!book.snapshot && !book.prev_change_id) {
        return context.fail(DecodeFault::Missing, "prev_change_id");
    }
    return DecodeFault::None;
}

// Bids first, whatever the order of the keys was.
void put_bids_first(std::vector<BookLevel>& levels) noexcept {
    if (levels.empty() || levels.front().side == Side::Buy) {
        return;
    }
    const auto bids = std::find_if(levels.begin(), levels.end(),
                                   [](const BookLevel& level) { return level.side == Side::Buy; });
    std::rotate(levels.begin(), bids, levels.end());
}

}  // namespace

DecodeFault decode_book(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Book;
    BookUpdate book;
    std::string_view name;
    std::string_view type;
    Shape shape;
    DecodeFault fault =
        walk(context, value, kBookKeys, kBookRequired, [&](unsigned key, od::value& field) {
            switch (key) {
                case kBookKeys["type"]:
                    return read_text(field, type);
                case kBookKeys["timestamp"]:
                    return read_milliseconds(field, book.stamp.venue);
                case kBookKeys["instrument_name"]:
                    return read_text(field, name);
                case kBookKeys["change_id"]:
                    return read_unsigned(field, book.change_id);
                case kBookKeys["prev_change_id"]:
                    return read_change_id(field, book.prev_change_id);
                case kBookKeys["bids"]:
                    return read_levels(context, field, Side::Buy, shape);
                default:
                    return read_levels(context, field, Side::Sell, shape);
            }
        });
    if (fault == DecodeFault::None) {
        fault = classify_book(context, book, type, shape);
    }
    if (fault != DecodeFault::None) {
        return fault;
    }
    book.stamp.received = context.received;
    book.instrument = context.place_market(name);
    if (book.instrument.valid()) {
        context.out->book = book;
        put_bids_first(context.out->levels);
    } else {
        context.out->levels.clear();
    }
    return DecodeFault::None;
}

namespace {

DecodeFault decode_trade_list(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys =
        keys("trade_id", "trade_seq", "timestamp", "instrument_name", "direction", "price",
             "amount", "index_price", "liquidation");
    return each(value, [&](od::value& element) {
        PublicTrade trade;
        std::string_view name;
        const DecodeFault fault =
            walk(context, element, kKeys,
                 kKeys.mask(
                     {"trade_id", "timestamp", "instrument_name", "direction", "price", "amount"}),
                 [&](unsigned key, od::value& field) {
                     switch (key) {
                         case kKeys["trade_id"]:
                             return read_id(field, trade.trade_id);
                         case kKeys["trade_seq"]:
                             return read_sequence(field, trade.trade_sequence);
                         case kKeys["timestamp"]:
                             return read_milliseconds(field, trade.stamp.venue);
                         case kKeys["instrument_name"]:
                             return read_text(field, name);
                         case kKeys["direction"]:
                             return read_side(field, trade.taker_side);
                         case kKeys["price"]:
                             return read_number(field, trade.price);
                         case kKeys["amount"]:
                             return read_amount(field, trade.amount);
                         case kKeys["index_price"]: {
                             double price = 0.0;
                             const DecodeFault bad = read_or_default(field, price);
                             trade.index_price = UsdPrice{price};
                             return bad;
                         }
                         default:
                             return read_liquidation(field, trade.liquidation);
                     }
                 });
        if (fault != DecodeFault::None) {
            return fault;
        }
        trade.stamp.received = context.received;
        trade.instrument = context.place_market(name);
        if (trade.instrument.valid()) {
            context.out->trades.push_back(trade);
        }
        return DecodeFault::None;
    });
}

}  // namespace

// An array of trades, or {trades: [...], has_more} from the REST-like calls.
DecodeFault decode_public_trades(Context& context, od::value& value) noexcept {
    static constexpr auto kListKeys = keys("trades", "has_more");
    context.message = MessageKind::PublicTrades;
    if (!is_object(value)) {
        return decode_trade_list(context, value);
    }
    return walk(
        context, value, kListKeys, kListKeys.mask({"trades"}), [&](unsigned key, od::value& field) {
            if (key != kListKeys["trades"]) {
                return read_bool(field, context.out->reply.has_more);
            }
            return is_object(field) ? DecodeFault::Mistyped : decode_trade_list(context, field);
        });
}

}  // namespace hedged::deribit
