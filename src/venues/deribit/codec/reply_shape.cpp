// SPDX-License-Identifier: Apache-2.0
// What a result looks like, for captures where nobody knows what was asked. Each rule names the
// keys that only this answer has.
#include "venues/deribit/codec/message_decoders.hpp"

namespace hedged::deribit {
namespace {

constexpr auto kMarks = keys(
    "access_token", "order", "trades", "order_id", "order_state", "trade_id", "summaries", "equity",
    "margin_balance", "tick_size", "kind", "best_bid_price", "mark_price", "version", "locked",
    "enabled", "scope", "size", "average_price", "open_interest", "instrument_name", "state");

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

[[nodiscard]] constexpr bool has(std::uint64_t seen, std::uint64_t mask) noexcept {
    return (seen & mask) == mask;
}

constexpr std::uint64_t kTrade = kMarks.mask({"trade_id"});
constexpr std::uint64_t kUserTrade = kMarks.mask({"trade_id", "order_id"});
constexpr std::uint64_t kOrder = kMarks.mask({"order_id", "order_state"});
constexpr std::uint64_t kInstrument = kMarks.mask({"tick_size", "kind"});
constexpr std::uint64_t kPosition = kMarks.mask({"size", "average_price", "instrument_name"});
constexpr std::uint64_t kSummary = kMarks.mask({"open_interest", "instrument_name"});

// By the first element. A list of anything else is left alone.
[[nodiscard]] Request guess_element(std::uint64_t seen) noexcept {
    if (has(seen, kTrade)) {
        return has(seen, kUserTrade) ? Request::UserTradesByOrder : Request::LastTrades;
    }
    if (has(seen, kOrder)) {
        return Request::OpenOrders;
    }
    if (has(seen, kInstrument)) {
        return Request::Instruments;
    }
    if (has(seen, kPosition)) {
        return Request::Positions;
    }
    return has(seen, kSummary) ? Request::BookSummary : Request::Unknown;
}

[[nodiscard]] Request guess_object(std::uint64_t seen, Request list_inside) noexcept {
    if (has(seen, kMarks.mask({"access_token"}))) {
        return Request::Auth;
    }
    if (has(seen, kMarks.mask({"order"}))) {
        return Request::Buy;
    }
    if (has(seen, kOrder)) {
        return Request::OrderState;
    }
    if (has(seen, kMarks.mask({"trades"}))) {
        return list_inside == Request::UserTradesByOrder ? Request::UserTradesByCurrency
                                                         : Request::LastTrades;
    }
    if (has(seen, kMarks.mask({"summaries"}))) {
        return Request::AccountSummaries;
    }
    if (has(seen, kMarks.mask({"equity", "margin_balance"}))) {
        return Request::AccountSummary;
    }
    if (has(seen, kInstrument)) {
        return Request::Instrument;
    }
    if (has(seen, kMarks.mask({"best_bid_price", "mark_price", "state"}))) {
        return Request::Ticker;
    }
    if (has(seen, kPosition)) {
        return Request::Positions;
    }
    if (has(seen, kMarks.mask({"version"}))) {
        return Request::Test;
    }
    if (has(seen, kMarks.mask({"enabled", "scope"}))) {
        return Request::GetCancelOnDisconnect;
    }
    return has(seen, kMarks.mask({"locked"})) ? Request::Status : Request::Unknown;
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
        return is_object(first) ? guess_element(marks_of(first, inside)) : Request::Unknown;
    }
    return Request::Unknown;
}

}  // namespace

Request guess_request(od::value& value) noexcept {
    if (is_object(value)) {
        Request inside = Request::Unknown;
        const std::uint64_t seen = marks_of(value, inside);
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
