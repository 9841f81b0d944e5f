// SPDX-License-Identifier: Apache-2.0
// Tickers, quotes and prices. Percent becomes a fraction here and only here: tickers write
// mark_iv 70.0 for 70 %, the whole-chain message writes 0.7 (protocols.md 1.5).
#include "venues/deribit/codec/message_decoders.hpp"
#include "venues/deribit/codec/words.hpp"

namespace hedged::deribit {
namespace {

constexpr double kPercent = 100.0;

constexpr auto kTickerKeys =
    keys("timestamp", "instrument_name", "state", "mark_price", "index_price", "best_bid_price",
         "best_bid_amount", "best_ask_price", "best_ask_amount", "underlying_price", "mark_iv",
         "greeks", "min_price", "max_price", "funding_8h", "current_funding", "type");
constexpr std::uint64_t kTickerRequired =
    kTickerKeys.mask({"timestamp", "instrument_name", "state", "mark_price", "index_price",
                      "best_bid_price", "best_bid_amount", "best_ask_price", "best_ask_amount"});
constexpr std::uint64_t kTickerChangeRequired = kTickerKeys.mask({"timestamp", "instrument_name"});
constexpr std::uint64_t kSnapshotFieldsOnly = kTickerRequired & ~kTickerChangeRequired;

constexpr auto kGreekKeys = keys("delta");

[[nodiscard]] DecodeFault read_delta(Context& context, od::value& value,
                                     std::optional<BlackDelta>& out) noexcept {
    if (is_null(value)) {
        return DecodeFault::None;
    }
    return walk(context, value, kGreekKeys, 0,
                [&](unsigned, od::value& field) { return read_optional(field, out); });
}

// A combination's mark_iv is a difference of volatilities and may be negative: no volatility.
[[nodiscard]] DecodeFault read_percent_vol(od::value& value, std::optional<Vol>& out) noexcept {
    std::optional<double> percent;
    const DecodeFault fault = read_optional(value, percent);
    if (fault == DecodeFault::None && percent && *percent >= 0.0) {
        out = Vol{*percent / kPercent};
    }
    return fault;
}

// A forward of zero or below is none.
[[nodiscard]] DecodeFault read_forward(od::value& value, std::optional<UsdPrice>& out) noexcept {
    std::optional<double> price;
    const DecodeFault fault = read_optional(value, price);
    if (fault == DecodeFault::None && price && *price > 0.0) {
        out = UsdPrice{*price};
    }
    return fault;
}

[[nodiscard]] DecodeFault read_index(od::value& value, UsdPrice& out) noexcept {
    double price = 0.0;
    const DecodeFault fault = read_amount(value, price);
    if (fault == DecodeFault::None) {
        out = UsdPrice{price};
    }
    return fault;
}

[[nodiscard]] DecodeFault read_ticker_field(Context& context, unsigned key, od::value& value,
                                            Ticker& ticker, std::string_view& name) noexcept {
    switch (key) {
        case kTickerKeys["timestamp"]:
            return read_milliseconds(value, ticker.stamp.venue);
        case kTickerKeys["instrument_name"]:
            return read_text(value, name);
        case kTickerKeys["state"]:
            return read_ticker_state(context, value, ticker.state);
        case kTickerKeys["mark_price"]:
            return read_number(value, ticker.mark_price);
        case kTickerKeys["index_price"]:
            return read_index(value, ticker.index_price);
        case kTickerKeys["best_bid_price"]:
            return read_side_price(value, ticker.bid_price);
        case kTickerKeys["best_bid_amount"]:
            return read_side_amount(value, ticker.bid_amount);
        case kTickerKeys["best_ask_price"]:
            return read_side_price(value, ticker.ask_price);
        case kTickerKeys["best_ask_amount"]:
            return read_side_amount(value, ticker.ask_amount);
        case kTickerKeys["underlying_price"]:
            return read_forward(value, ticker.forward);
        case kTickerKeys["mark_iv"]:
            return read_percent_vol(value, ticker.mark_vol);
        case kTickerKeys["greeks"]:
            return read_delta(context, value, ticker.published_delta);
        case kTickerKeys["min_price"]:
            return read_optional(value, ticker.minimum_price);
        case kTickerKeys["max_price"]:
            return read_optional(value, ticker.maximum_price);
        case kTickerKeys["funding_8h"]:
            return read_optional(value, ticker.funding_8h);
        case kTickerKeys["current_funding"]:
            return read_optional(value, ticker.current_funding);
        default:
            return DecodeFault::None;
    }
}

void emit_ticker(Context& context, Ticker& ticker, std::string_view name) noexcept {
    ticker.stamp.received = context.received;
    ticker.instrument = context.place_market(name);
    if (ticker.instrument.valid()) {
        context.out->events.emplace_back(ticker);
    }
}

// Copies what the change named and nothing else.
void emit_ticker_change(Context& context, const Ticker& ticker, std::uint64_t seen,
                        std::string_view name) noexcept {
    TickerChange change;
    change.stamp = Stamp{context.received, ticker.stamp.venue};
    change.instrument = context.place_market(name);
    if (!change.instrument.valid()) {
        return;
    }
    const auto take = [seen](unsigned key, auto& target, auto source) {
        if ((seen >> key & 1U) != 0) {
            target = source;
        }
    };
    take(kTickerKeys["state"], change.state, ticker.state);
    take(kTickerKeys["mark_price"], change.mark_price, ticker.mark_price);
    take(kTickerKeys["index_price"], change.index_price, ticker.index_price);
    take(kTickerKeys["best_bid_price"], change.bid_price, ticker.bid_price);
    take(kTickerKeys["best_bid_amount"], change.bid_amount, ticker.bid_amount);
    take(kTickerKeys["best_ask_price"], change.ask_price, ticker.ask_price);
    take(kTickerKeys["best_ask_amount"], change.ask_amount, ticker.ask_amount);
    change.forward = ticker.forward;
    change.mark_vol = ticker.mark_vol;
    change.published_delta = ticker.published_delta;
    change.minimum_price = ticker.minimum_price;
    change.maximum_price = ticker.maximum_price;
    change.funding_8h = ticker.funding_8h;
    change.current_funding = ticker.current_funding;
    context.out->ticker_change = change;
}

}  // namespace

DecodeFault decode_ticker(Context& context, od::value& value) noexcept {
    context.message = MessageKind::Ticker;
    Ticker ticker;
    std::string_view name;
    const DecodeFault fault =
        walk(context, value, kTickerKeys, kTickerRequired, [&](unsigned key, od::value& field) {
            return read_ticker_field(context, key, field, ticker, name);
        });
    if (fault == DecodeFault::None) {
        emit_ticker(context, ticker, name);
    }
    return fault;
}

DecodeFault decode_incremental_ticker(Context& context, od::value& value) noexcept {
    context.message = MessageKind::IncrementalTicker;
    Ticker ticker;
    std::string_view name;
    std::string_view type;
    std::uint64_t seen = 0;
    const DecodeFault fault =
        walk(context, value, kTickerKeys, kTickerChangeRequired | kTickerKeys.mask({"type"}),
             [&](unsigned key, od::value& field) {
                 seen |= 1ULL << key;
                 return key == kTickerKeys["type"]
                            ? read_text(field, type)
                            : read_ticker_field(context, key, field, ticker, name);
             });
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (type == "change") {
        emit_ticker_change(context, ticker, seen, name);
        return DecodeFault::None;
    }
    if (type != "snapshot") {
        return context.fail(DecodeFault::UnknownWord, "type");
    }
    const std::uint64_t missing = kSnapshotFieldsOnly & ~seen;
    if (missing != 0) {
        return context.fail(DecodeFault::Missing,
                            kTickerKeys.name(static_cast<unsigned>(std::countr_zero(missing))));
    }
    emit_ticker(context, ticker, name);
    return DecodeFault::None;
}

DecodeFault decode_quote(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("timestamp", "instrument_name", "best_bid_price",
                                       "best_bid_amount", "best_ask_price", "best_ask_amount");
    static constexpr std::uint64_t kAll =
        kKeys.mask({"timestamp", "instrument_name", "best_bid_price", "best_bid_amount",
                    "best_ask_price", "best_ask_amount"});
    context.message = MessageKind::Quote;
    Quote quote;
    std::string_view name;
    const DecodeFault fault =
        walk(context, value, kKeys, kAll, [&](unsigned key, od::value& field) {
            switch (key) {
                case kKeys["timestamp"]:
                    return read_milliseconds(field, quote.stamp.venue);
                case kKeys["instrument_name"]:
                    return read_text(field, name);
                case kKeys["best_bid_price"]:
                    return read_side_price(field, quote.bid_price);
                case kKeys["best_bid_amount"]:
                    return read_side_amount(field, quote.bid_amount);
                case kKeys["best_ask_price"]:
                    return read_side_price(field, quote.ask_price);
                default:
                    return read_side_amount(field, quote.ask_amount);
            }
        });
    if (fault != DecodeFault::None) {
        return fault;
    }
    quote.stamp.received = context.received;
    quote.instrument = context.place_market(name);
    if (quote.instrument.valid()) {
        context.out->events.emplace_back(quote);
    }
    return DecodeFault::None;
}

// The whole chain in one array. Older messages carry no timestamp; stamp.venue is then zero.
DecodeFault decode_mark_prices(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("instrument_name", "mark_price", "iv", "timestamp");
    context.message = MessageKind::MarkPrices;
    return each(value, [&](od::value& element) {
        MarkVol mark;
        std::string_view name;
        const DecodeFault fault =
            walk(context, element, kKeys, kKeys.mask({"instrument_name", "mark_price", "iv"}),
                 [&](unsigned key, od::value& field) {
                     switch (key) {
                         case kKeys["instrument_name"]:
                             return read_text(field, name);
                         case kKeys["mark_price"]:
                             return read_number(field, mark.mark_price);
                         case kKeys["iv"]: {
                             double vol = 0.0;
                             const DecodeFault bad = read_amount(field, vol);
                             mark.vol = Vol{vol};
                             return bad;
                         }
                         default:
                             return read_milliseconds(field, mark.stamp.venue);
                     }
                 });
        if (fault != DecodeFault::None) {
            return fault;
        }
        mark.stamp.received = context.received;
        mark.instrument = context.place_market(name);
        if (mark.instrument.valid()) {
            context.out->events.emplace_back(mark);
        }
        return DecodeFault::None;
    });
}

DecodeFault decode_price_index(Context& context, od::value& value) noexcept {
    static constexpr auto kKeys = keys("timestamp", "price", "index_name");
    context.message = MessageKind::PriceIndex;
    IndexPrice index;
    std::string_view name;
    const DecodeFault fault =
        walk(context, value, kKeys, kKeys.mask({"timestamp", "price", "index_name"}),
             [&](unsigned key, od::value& field) {
                 switch (key) {
                     case kKeys["timestamp"]:
                         return read_milliseconds(field, index.stamp.venue);
                     case kKeys["price"]:
                         return read_index(field, index.price);
                     default:
                         return read_text(field, name);
                 }
             });
    if (fault != DecodeFault::None) {
        return fault;
    }
    if (index.price.value() <= 0.0) {
        return context.fail(DecodeFault::OutOfRange, "price");
    }
    index.stamp.received = context.received;
    index.underlying = context.table.underlying_of_index(name);
    if (index.underlying.valid()) {
        context.out->events.emplace_back(index);
    } else {
        ++context.counters.not_configured;
    }
    return DecodeFault::None;
}

// The data does not say which index it is about; the channel does.
DecodeFault decode_expiration_price(Context& context, od::value& value,
                                    std::string_view channel) noexcept {
    static constexpr auto kKeys = keys("price", "seconds", "is_estimated");
    context.message = MessageKind::ExpirationPrice;
    ExpirationPrice expiration;
    const DecodeFault fault =
        walk(context, value, kKeys, kKeys.mask({"price", "seconds", "is_estimated"}),
             [&](unsigned key, od::value& field) {
                 switch (key) {
                     case kKeys["price"]:
                         return read_index(field, expiration.price);
                     case kKeys["seconds"]: {
                         double left = 0.0;
                         const DecodeFault bad = read_number(field, left);
                         if (bad == DecodeFault::None && std::abs(left) > 1e9) {
                             return DecodeFault::OutOfRange;
                         }
                         expiration.left = Duration{static_cast<std::int64_t>(left * 1e9)};
                         return bad;
                     }
                     default:
                         return read_bool(field, expiration.is_estimated);
                 }
             });
    if (fault != DecodeFault::None) {
        return fault;
    }
    expiration.underlying =
        context.table.underlying_of_index(channel.substr(channel.find('.') + 1));
    if (expiration.underlying.valid()) {
        context.out->expiration_price = expiration;
    } else {
        ++context.counters.not_configured;
    }
    return DecodeFault::None;
}

}  // namespace hedged::deribit
