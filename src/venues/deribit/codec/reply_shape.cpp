// SPDX-License-Identifier: Apache-2.0
// What a result looks like, for captures where nobody knows what was asked. Each shape has keys
// that mark it; the shape of which most are there wins, so that one missing field of an order still
// reads as an order that lacks a field and not as something unknown.
#include "venues/deribit/codec/message_decoders.hpp"

#include <array>
#include <bit>

namespace hedged::deribit {
namespace {

constexpr auto kMarks = keys(
    "access_token", "refresh_token", "expires_in", "token_type", "order_id", "order_state",
    "direction", "amount", "filled_amount", "time_in_force", "order_type", "trade_id", "trade_seq",
    "price", "fee", "fee_currency", "liquidity", "tick_direction", "index_price", "instrument_name",
    "kind", "tick_size", "contract_size", "base_currency", "quote_currency", "min_trade_amount",
    "expiration_timestamp", "size", "average_price", "floating_profit_loss", "best_bid_price",
    "best_bid_amount", "best_ask_price", "best_ask_amount", "mark_price", "state", "stats",
    "equity", "balance", "margin_balance", "initial_margin", "maintenance_margin",
    "available_funds", "open_interest", "volume", "mid_price", "bid_price", "ask_price", "order",
    "trades", "summaries", "version", "locked", "enabled", "scope");

struct Shape {
    std::uint64_t marks;
    std::uint64_t never;  // keys that rule the shape out
    Request alone;
    Request listed;
};

constexpr std::array kShapes{
    Shape{kMarks.mask({"access_token", "refresh_token", "expires_in", "token_type"}), 0,
          Request::Auth, Request::Unknown},
    Shape{kMarks.mask({"trade_id", "trade_seq", "order_id", "direction", "amount", "price", "fee",
                       "fee_currency", "liquidity", "index_price"}),
          kMarks.mask({"order_state"}), Request::Unknown, Request::UserTradesByOrder},
    Shape{kMarks.mask({"trade_id", "trade_seq", "direction", "amount", "price", "tick_direction",
                       "index_price"}),
          kMarks.mask({"order_id", "fee", "liquidity"}), Request::Unknown, Request::LastTrades},
    Shape{kMarks.mask({"order_id", "order_state", "direction", "amount", "filled_amount",
                       "time_in_force", "order_type"}),
          kMarks.mask({"trade_id"}), Request::OrderState, Request::OpenOrders},
    Shape{kMarks.mask({"instrument_name", "kind", "tick_size", "contract_size", "base_currency",
                       "quote_currency", "min_trade_amount", "expiration_timestamp"}),
          0, Request::Instrument, Request::Instruments},
    Shape{kMarks.mask({"instrument_name", "size", "average_price", "floating_profit_loss", "kind",
                       "mark_price", "direction"}),
          kMarks.mask({"order_id"}), Request::Positions, Request::Positions},
    Shape{kMarks.mask({"best_bid_price", "best_bid_amount", "best_ask_price", "best_ask_amount",
                       "mark_price", "state", "stats", "index_price", "instrument_name"}),
          0, Request::Ticker, Request::Unknown},
    Shape{kMarks.mask({"equity", "balance", "margin_balance", "initial_margin",
                       "maintenance_margin", "available_funds"}),
          0, Request::AccountSummary, Request::Unknown},
    Shape{kMarks.mask({"open_interest", "volume", "mid_price", "bid_price", "ask_price",
                       "mark_price", "quote_currency"}),
          0, Request::Unknown, Request::BookSummary},
};

constexpr int kLikeness = 60;  // per cent of the marks

[[nodiscard]] Request closest(std::uint64_t seen, bool listed) noexcept {
    Request best = Request::Unknown;
    int best_likeness = kLikeness - 1;
    for (const Shape& shape : kShapes) {
        const int likeness = std::popcount(seen & shape.marks) * 100 / std::popcount(shape.marks);
        if (likeness > best_likeness && (seen & shape.never) == 0) {
            best = listed ? shape.listed : shape.alone;
            best_likeness = likeness;
        }
    }
    return best;
}

constexpr unsigned kTrades = kMarks["trades"];

// on_trades(value) is called with the array under "trades".
template <class OnTrades>
[[nodiscard]] std::uint64_t marks_of(od::value& value, const OnTrades& on_trades) noexcept {
    std::uint64_t seen = 0;
    od::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) {
        return 0;
    }
    for (auto item : object) {
        if (item.error() != simdjson::SUCCESS) {
            return seen;
        }
        od::field&& field = std::move(item).value_unsafe();
        const unsigned key = kMarks.find(read_key(field.key().raw()));
        if (key == decltype(kMarks)::kUnknown) {
            continue;
        }
        seen |= 1ULL << key;
        if (key == kTrades && is_array(field.value())) {
            on_trades(field.value());
        }
    }
    return seen;
}

[[nodiscard]] bool has(std::uint64_t seen, unsigned key) noexcept {
    return (seen >> key & 1U) != 0;
}

// Small results that a key or two tell apart come after the shapes.
[[nodiscard]] Request guess_object(std::uint64_t seen, Request list_inside) noexcept {
    if (has(seen, kMarks["order"])) {
        return Request::Buy;
    }
    if (has(seen, kTrades)) {
        return list_inside == Request::UserTradesByOrder ? Request::UserTradesByCurrency
                                                         : Request::LastTrades;
    }
    if (has(seen, kMarks["summaries"])) {
        return Request::AccountSummaries;
    }
    const Request shape = closest(seen, false);
    if (shape != Request::Unknown) {
        return shape;
    }
    if (has(seen, kMarks["version"])) {
        return Request::Test;
    }
    if (has(seen, kMarks["enabled"]) && has(seen, kMarks["scope"])) {
        return Request::GetCancelOnDisconnect;
    }
    return has(seen, kMarks["locked"]) ? Request::Status : Request::Unknown;
}

// The dots tell a channel from a list of currencies or expiry dates.
[[nodiscard]] bool is_channel(od::value& value) noexcept {
    std::string_view text;
    return read_text(value, text) == DecodeFault::None &&
           (text.find('.') != std::string_view::npos || text == "platform_state" ||
            text == "announcements");
}

// By the first element. What a list inside it holds is not asked: a message could nest lists deeper
// than the stack.
[[nodiscard]] Request guess_list(od::value& value) noexcept {
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return Request::Unknown;
    }
    for (auto item : array) {
        if (item.error() != simdjson::SUCCESS) {
            return Request::Unknown;
        }
        od::value&& first = std::move(item).value_unsafe();
        if (is_text(first)) {
            return is_channel(first) ? Request::Subscribe : Request::Unknown;
        }
        return is_object(first) ? closest(marks_of(first, [](od::value& /*trades*/) {}), true)
                                : Request::Unknown;
    }
    return Request::Unknown;
}

}  // namespace

Request guess_request(od::value& value) noexcept {
    if (is_object(value)) {
        Request inside = Request::Unknown;
        const std::uint64_t seen =
            marks_of(value, [&inside](od::value& trades) { inside = guess_list(trades); });
        return guess_object(seen, inside);
    }
    if (is_array(value)) {
        return guess_list(value);
    }
    if (is_text(value)) {
        std::string_view word;
        return read_text(value, word) == DecodeFault::None && word == "ok" ? Request::SetHeartbeat
                                                                           : Request::Unknown;
    }
    constexpr std::int64_t kSomeTimeIn2001 = 1'000'000'000'000;  // in milliseconds
    std::int64_t number = 0;
    if (read_integer(value, number) != DecodeFault::None || number < 0) {
        return Request::Unknown;
    }
    return number >= kSomeTimeIn2001 ? Request::GetTime : Request::CancelAll;
}

}  // namespace hedged::deribit
