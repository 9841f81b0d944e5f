// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/render_market.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::exchange::deribit {
namespace {

// What the exchange writes for "never": the year 3000, beyond what WallTime can hold.
constexpr std::int64_t kPerpetualExpiryMs = 32'503'708'800'000;

void render_stats(JsonWriter& json, const Instrument& instrument, const DayStats& stats) {
    bool const traded = stats.high.has_value();
    auto const known = [&](double number) {
        return traded ? std::optional<double>{number} : std::nullopt;
    };
    json.key("stats").begin_object();
    json.field_or_null("high", stats.high).field_or_null("low", stats.low);
    json.field_or_null("price_change", known(stats.price_change));
    json.field_or_null("volume", known(stats.volume));
    json.field_or_null("volume_usd", known(stats.volume_usd));
    if (!instrument.is_option()) {
        json.field_or_null("volume_notional", known(stats.volume_usd));
    }
    json.end_object();
}

void render_option_fields(JsonWriter& json, const Instrument& instrument, const Ticker& ticker) {
    json.field("underlying_price", ticker.underlying_price);
    json.field("underlying_index", instrument.underlying);
    json.field("mark_iv", ticker.mark_iv).field("bid_iv", ticker.bid_iv);
    json.field("ask_iv", ticker.ask_iv).field("interest_rate", ticker.interest_rate);
    json.key("greeks").begin_object();
    json.field("delta", ticker.greeks.delta).field("gamma", ticker.greeks.gamma);
    json.field("vega", ticker.greeks.vega).field("theta", ticker.greeks.theta);
    json.field("rho", ticker.greeks.rho).end_object();
}

std::string_view action_word(LevelAction action) noexcept {
    switch (action) {
        case LevelAction::New:
            return "new";
        case LevelAction::Change:
            return "change";
        case LevelAction::Delete:
            return "delete";
    }
    return "new";
}

void render_actions(JsonWriter& json, std::string_view side, std::span<const LevelChange> changes) {
    json.key(side).begin_array();
    for (auto const& change : changes) {
        json.begin_array().value(action_word(change.action));
        json.value(change.level.price).value(change.level.amount).end_array();
    }
    json.end_array();
}

void render_all_new(JsonWriter& json, std::string_view side, std::span<const Level> levels) {
    json.key(side).begin_array();
    for (auto const& level : levels) {
        json.begin_array().value("new").value(level.price).value(level.amount).end_array();
    }
    json.end_array();
}

std::vector<Level> grouped(std::span<const Level> levels, double group, bool bids) {
    std::vector<Level> out;
    for (auto const& level : levels) {
        double const steps = level.price / group;
        double const whole = bids ? std::floor(steps + 1e-9) : std::ceil(steps - 1e-9);
        double const price = whole * group;
        if (!out.empty() && std::fabs(out.back().price - price) < 0.5 * group) {
            out.back().amount = std::round((out.back().amount + level.amount) * 1e8) / 1e8;
        } else {
            out.push_back({price, level.amount});
        }
    }
    return out;
}

}  // namespace

std::string wire_id(const Instrument& instrument, std::uint64_t raw) {
    auto const digits = std::to_string(raw);
    return instrument.base_currency == "BTC" ? digits : instrument.base_currency + "-" + digits;
}

double contracts_of(const Instrument& instrument, double amount) noexcept {
    return std::round(amount / instrument.contract_size * 1e8) / 1e8;
}

std::string_view quote_currency(const Instrument& instrument) noexcept {
    return instrument.is_option() ? std::string_view{instrument.base_currency} : "USD";
}

void render_instrument(JsonWriter& json, const Instrument& instrument) {
    json.begin_object().field("instrument_name", instrument.name);
    json.field("instrument_id", static_cast<std::uint64_t>(instrument.id.raw) + 1);
    json.field("kind", wire_name(instrument.kind)).field("instrument_type", "reversed");
    json.field("base_currency", instrument.base_currency);
    json.field("quote_currency", quote_currency(instrument)).field("counter_currency", "USD");
    json.field("settlement_currency", instrument.base_currency);
    json.field("settlement_period", wire_name(instrument.period));
    json.field("price_index", instrument.price_index);
    json.field("contract_size", instrument.contract_size);
    json.field("min_trade_amount", instrument.min_trade_amount);
    json.field("tick_size", instrument.tick_size);
    json.key("tick_size_steps").begin_array();
    for (auto const& step : instrument.tick_steps) {
        json.begin_object().field("above_price", step.above_price);
        json.field("tick_size", step.tick_size).end_object();
    }
    json.end_array();
    json.field("expiration_timestamp",
               instrument.is_perpetual() ? kPerpetualExpiryMs : instrument.expiry.milliseconds());
    json.field("creation_timestamp", instrument.created.milliseconds());
    json.field("is_active", instrument.active()).field("rfq", false);
    json.field("state", instrument.active() ? "open" : "closed");
    json.field("maker_commission", instrument.maker_commission);
    json.field("taker_commission", instrument.taker_commission);
    if (instrument.is_option()) {
        json.field("strike", instrument.strike);
        json.field("option_type", wire_name(instrument.option_type));
    } else {
        json.field("future_type", "reversed");
        json.field("max_leverage", static_cast<std::int64_t>(instrument.max_leverage));
    }
    json.end_object();
}

void render_ticker_fields(JsonWriter& json, const Instrument& instrument, const Ticker& ticker) {
    json.field("timestamp", ticker.timestamp.milliseconds());
    json.field("state", ticker.open ? "open" : "closed");
    json.field("instrument_name", instrument.name);
    render_stats(json, instrument, ticker.stats);
    json.field("index_price", ticker.index_price).field("mark_price", ticker.mark_price);
    json.field_or_null("last_price", ticker.last_price);
    if (ticker.settlement_price) {
        json.field("settlement_price", *ticker.settlement_price);
    }
    json.field("min_price", ticker.min_price).field("max_price", ticker.max_price);
    json.field("open_interest", ticker.open_interest);
    json.field("best_bid_price", ticker.quote.bid.price);
    json.field("best_bid_amount", ticker.quote.bid.amount);
    json.field("best_ask_price", ticker.quote.ask.price);
    json.field("best_ask_amount", ticker.quote.ask.amount);
    // A closed instrument writes a word where the number was.
    if (ticker.open) {
        json.field("estimated_delivery_price", ticker.estimated_delivery_price);
    } else {
        json.field("estimated_delivery_price", "expired");
    }
    if (ticker.delivery_price) {
        json.field("delivery_price", *ticker.delivery_price);
    }
    if (instrument.is_perpetual()) {
        json.field("current_funding", ticker.current_funding);
        json.field("funding_8h", ticker.funding_8h);
        json.field("interest_value", ticker.interest_value);
    }
    if (instrument.is_option()) {
        render_option_fields(json, instrument, ticker);
    }
}

void render_quote(JsonWriter& json, const Instrument& instrument, const Quote& quote,
                  WallTime timestamp) {
    auto const price = [](const Level& level) {
        return level.amount > 0.0 ? std::optional<double>{level.price} : std::nullopt;
    };
    json.begin_object().field("timestamp", timestamp.milliseconds());
    json.field("instrument_name", instrument.name);
    json.field_or_null("best_bid_price", price(quote.bid));
    json.field("best_bid_amount", quote.bid.amount);
    json.field_or_null("best_ask_price", price(quote.ask));
    json.field("best_ask_amount", quote.ask.amount).end_object();
}

void render_book_snapshot(JsonWriter& json, const Instrument& instrument,
                          const BookSnapshot& book) {
    json.begin_object().field("type", "snapshot");
    json.field("timestamp", book.timestamp.milliseconds());
    json.field("instrument_name", instrument.name).field("change_id", book.change_id);
    render_all_new(json, "bids", book.bids);
    render_all_new(json, "asks", book.asks);
    json.end_object();
}

void render_book_change(JsonWriter& json, const Instrument& instrument, const BookChange& change) {
    json.begin_object().field("type", "change");
    json.field("timestamp", change.timestamp.milliseconds());
    json.field("prev_change_id", change.prev_change_id);
    json.field("instrument_name", instrument.name).field("change_id", change.change_id);
    render_actions(json, "bids", change.bids);
    render_actions(json, "asks", change.asks);
    json.end_object();
}

void render_levels(JsonWriter& json, std::span<const Level> levels, std::size_t depth) {
    json.begin_array();
    for (auto const& level : levels.first(std::min(depth, levels.size()))) {
        json.begin_array().value(level.price).value(level.amount).end_array();
    }
    json.end_array();
}

void render_grouped_book(JsonWriter& json, const Instrument& instrument, const BookSnapshot& book,
                         double group, std::size_t depth) {
    json.begin_object().field("timestamp", book.timestamp.milliseconds());
    json.field("instrument_name", instrument.name).field("change_id", book.change_id);
    json.key("bids");
    render_levels(json, group > 0.0 ? grouped(book.bids, group, true) : book.bids, depth);
    json.key("asks");
    render_levels(json, group > 0.0 ? grouped(book.asks, group, false) : book.asks, depth);
    json.end_object();
}

void render_public_trade(JsonWriter& json, const Instrument& instrument, const PublicTrade& trade) {
    json.begin_object().field("trade_seq", trade.trade_seq);
    json.field("trade_id", wire_id(instrument, trade.trade_id.raw));
    json.field("timestamp", trade.timestamp.milliseconds());
    json.field("tick_direction", trade.tick_direction).field("price", trade.price);
    json.field("mark_price", trade.mark_price).field("index_price", trade.index_price);
    if (trade.iv) {
        json.field("iv", *trade.iv);
    }
    json.field("instrument_name", instrument.name);
    json.field("direction", wire_name(trade.direction)).field("amount", trade.amount);
    json.field("contracts", contracts_of(instrument, trade.amount)).end_object();
}

void render_book_summary(JsonWriter& json, const Instrument& instrument, const Ticker& ticker,
                         WallTime now) {
    auto const& quote = ticker.quote;
    bool const has_bid = quote.bid.amount > 0.0;
    bool const has_ask = quote.ask.amount > 0.0;
    auto const when = [](bool known, double number) {
        return known ? std::optional<double>{number} : std::nullopt;
    };
    json.begin_object().field("instrument_name", instrument.name);
    json.field("base_currency", instrument.base_currency);
    json.field("quote_currency", quote_currency(instrument));
    json.field("creation_timestamp", now.milliseconds());
    json.field_or_null("bid_price", when(has_bid, quote.bid.price));
    json.field_or_null("ask_price", when(has_ask, quote.ask.price));
    json.field_or_null("mid_price",
                       when(has_bid && has_ask, 0.5 * (quote.bid.price + quote.ask.price)));
    json.field("mark_price", ticker.mark_price).field("open_interest", ticker.open_interest);
    json.field("volume", ticker.stats.volume).field("volume_usd", ticker.stats.volume_usd);
    json.field_or_null("high", ticker.stats.high).field_or_null("low", ticker.stats.low);
    json.field_or_null("last", ticker.last_price);
    json.field_or_null("price_change",
                       when(ticker.stats.high.has_value(), ticker.stats.price_change));
    json.field("estimated_delivery_price", ticker.estimated_delivery_price);
    if (instrument.is_option()) {
        json.field("underlying_index", instrument.underlying);
        json.field("underlying_price", ticker.underlying_price);
        json.field("mark_iv", ticker.mark_iv).field("interest_rate", ticker.interest_rate);
    } else {
        json.field("volume_notional", ticker.stats.volume_usd);
        json.field("current_funding", ticker.current_funding);
        json.field("funding_8h", ticker.funding_8h);
    }
    json.end_object();
}

}  // namespace hedged::exchange::deribit
