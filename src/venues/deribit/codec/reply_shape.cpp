// SPDX-License-Identifier: Apache-2.0
// What a result looks like, for captures where nobody knows what was asked. Each rule names the
// keys that only this answer has.
#include "venues/deribit/codec/message_decoders.hpp"

namespace hedged::deribit {
namespace {

constexpr auto kMarks =
    keys("access_token", "order", "trades", "order_id", "order_state", "trade_id", "fee",
         "summaries", "equity", "margin_balance", "tick_size", "kind", "best_bid_price",
         "mark_price", "version", "locked", "enabled", "scope", "size", "average_price",
         "open_interest", "instrument_name", "trade_seq", "has_more", "state");

[[nodiscard]] std::uint64_t marks_of(od::value& value, Request& list_inside) noexcept {
    std::uint64_t seen = 0;
    od::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) {
        return 0;
    }
    for (auto item : object) {
        od::field field;
        if (std::move(item).get(field) != simdjson::SUCCESS) {
            return seen;
        }
        const unsigned key = kMarks.find(read_key(field.key().raw()));
        if (key == kMarks.kUnknown) {
            continue;
        }
        seen |= 1ULL << key;
        if (key == kMarks["trades"] && is_array(field.value())) {
            list_inside = guess_request(field.value());
        }
    }
    return seen;
}

[[nodiscard]] Request guess_object(std::uint64_t seen, Request list_inside, bool listed) noexcept {
    const auto has = [seen](std::uint64_t mask) { return (seen & mask) == mask; };
    if (has(kMarks.mask({"access_token"}))) {
        return Request::Auth;
    }
    if (has(kMarks.mask({"order"}))) {
        return Request::Buy;
    }
    if (has(kMarks.mask({"trade_id"}))) {
        return has(kMarks.mask({"order_id"})) ? Request::UserTradesByOrder : Request::LastTrades;
    }
    if (has(kMarks.mask({"order_id", "order_state"}))) {
        return listed ? Request::OpenOrders : Request::OrderState;
    }
    if (has(kMarks.mask({"trades"}))) {
        return list_inside == Request::UserTradesByOrder ? Request::UserTradesByCurrency
                                                         : Request::LastTrades;
    }
    if (has(kMarks.mask({"summaries"}))) {
        return Request::AccountSummaries;
    }
    if (has(kMarks.mask({"equity", "margin_balance"}))) {
        return Request::AccountSummary;
    }
    if (has(kMarks.mask({"tick_size", "kind"}))) {
        return listed ? Request::Instruments : Request::Instrument;
    }
    if (has(kMarks.mask({"best_bid_price", "mark_price", "state"}))) {
        return Request::Ticker;
    }
    if (has(kMarks.mask({"size", "average_price", "instrument_name"}))) {
        return Request::Positions;
    }
    if (has(kMarks.mask({"open_interest", "instrument_name"}))) {
        return Request::BookSummary;
    }
    if (has(kMarks.mask({"version"}))) {
        return Request::Test;
    }
    if (has(kMarks.mask({"enabled", "scope"}))) {
        return Request::GetCancelOnDisconnect;
    }
    return has(kMarks.mask({"locked"})) ? Request::Status : Request::Unknown;
}

[[nodiscard]] Request guess_list(od::value& value) noexcept {
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return Request::Unknown;
    }
    for (auto item : array) {
        od::value first;
        if (std::move(item).get(first) != simdjson::SUCCESS) {
            return Request::Unknown;
        }
        if (is_text(first)) {
            std::string_view text;
            // The dots tell a channel from a list of currencies or expiry dates.
            return read_text(first, text) == DecodeFault::None &&
                           (text.find('.') != std::string_view::npos || text == "platform_state" ||
                            text == "announcements")
                       ? Request::Subscribe
                       : Request::Unknown;
        }
        Request inside = Request::Unknown;
        return is_object(first) ? guess_object(marks_of(first, inside), inside, true)
                                : Request::Unknown;
    }
    return Request::Unknown;
}

}  // namespace

Request guess_request(od::value& value) noexcept {
    if (is_object(value)) {
        Request inside = Request::Unknown;
        const std::uint64_t seen = marks_of(value, inside);
        return guess_object(seen, inside, false);
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
    if (read_integer(value, number) != DecodeFault::None) {
        return Request::Unknown;
    }
    return number >= kSomeTimeIn2001 ? Request::GetTime : Request::CancelAll;
}

}  // namespace hedged::deribit
