// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/channel_data.hpp"

#include "exchange/deribit/render_account.hpp"
#include "exchange/deribit/render_market.hpp"

#include <simdjson.h>

#include <cmath>

namespace hedged::exchange::deribit {
namespace {

constexpr double kDaySeconds = 86'400.0;

std::string_view index_name(const Exchange& exchange) {
    return exchange.instrument(InstrumentId{0}).price_index;
}

FieldMap flattened(const std::string& text) {
    FieldMap fields;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(text).get(object) != simdjson::SUCCESS) {
        return fields;
    }
    for (auto const [name, value] : object) {
        simdjson::dom::object nested;
        if (value.get(nested) != simdjson::SUCCESS) {
            fields.emplace(std::string{name}, simdjson::minify(value));
            continue;
        }
        for (auto const [inner, item] : nested) {
            fields.emplace(std::string{name} + "." + std::string{inner}, simdjson::minify(item));
        }
    }
    return fields;
}

// Fields of one object sort next to each other, so a nested object is written in one piece.
std::string nested_json(const FieldMap& fields, std::string_view type) {
    std::string out;
    JsonWriter json{out};
    json.begin_object().field("type", type);
    std::string open;
    for (auto const& [path, value] : fields) {
        auto const dot = path.find('.');
        auto const parent = dot == std::string::npos ? std::string{} : path.substr(0, dot);
        if (parent != open) {
            if (!open.empty()) {
                json.end_object();
            }
            if (!parent.empty()) {
                json.key(parent).begin_object();
            }
            open = parent;
        }
        json.field_raw(dot == std::string::npos ? path : path.substr(dot + 1), value);
    }
    if (!open.empty()) {
        json.end_object();
    }
    json.end_object();
    return out;
}

std::string ticker_json(const Exchange& exchange, InstrumentId id) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    render_ticker_fields(json, exchange.instrument(id), exchange.ticker(id));
    json.end_object();
    return out;
}

std::string incremental_ticker(Channel& channel, const Exchange& exchange) {
    auto now = flattened(ticker_json(exchange, channel.spec.instrument));
    FieldMap changed;
    bool news = false;
    for (auto const& [path, value] : now) {
        auto const old = channel.fields.find(path);
        bool const differs = old == channel.fields.end() || old->second != value;
        bool const always = path == "timestamp" || path == "instrument_name";
        news = news || (differs && !always);
        if (differs || always) {
            changed.emplace(path, value);
        }
    }
    if (!news) {
        return {};
    }
    channel.fields = std::move(now);
    return nested_json(changed, "change");
}

std::string option_marks(const Channel& channel, const Exchange& exchange) {
    std::string out;
    JsonWriter json{out};
    json.begin_array();
    for (auto const id : channel.marks) {
        auto const mark = exchange.mark(id);
        json.begin_object().field("instrument_name", exchange.instrument(id).name);
        json.field("mark_price", mark.mark_price).field("iv", mark.iv);
        json.field("timestamp", mark.timestamp.milliseconds()).end_object();
    }
    json.end_array();
    return channel.marks.empty() ? std::string{} : out;
}

void render_index(JsonWriter& json, const Exchange& exchange) {
    json.begin_object().field("timestamp", exchange.now().milliseconds());
    json.field("price", exchange.index_price());
    json.field("index_name", index_name(exchange)).end_object();
}

void render_volatility_index(JsonWriter& json, const Exchange& exchange) {
    double const volatility = thirty_day_volatility(exchange);
    json.begin_object().field("timestamp", exchange.now().milliseconds());
    json.field("volatility", volatility).field("estimated_delivery", volatility);
    json.field("index_name", index_name(exchange)).end_object();
}

void render_estimated_expiration(JsonWriter& json, const Exchange& exchange) {
    // Everything expires at 08:00 UTC.
    double const into_day =
        std::fmod(static_cast<double>(exchange.now().milliseconds()) * 1e-3, kDaySeconds);
    double const to_eight = std::fmod(32.0 * 3600.0 - into_day, kDaySeconds);
    json.begin_object().field("price", exchange.estimated_delivery_price());
    json.field("seconds", static_cast<std::int64_t>(to_eight));
    json.field("is_estimated", exchange.in_averaging_window()).end_object();
}

void render_perpetual(JsonWriter& json, const Exchange& exchange, InstrumentId id) {
    auto const ticker = exchange.ticker(id);
    json.begin_object().field("timestamp", ticker.timestamp.milliseconds());
    json.field("interest", ticker.interest_value).field("index_price", ticker.index_price);
    json.end_object();
}

}  // namespace

double thirty_day_volatility(const Exchange& exchange) {
    constexpr double kThirtyDays = 30.0 * kDaySeconds;
    InstrumentId best;
    double best_tenor = 0.0;
    double best_moneyness = 0.0;
    for (std::uint32_t raw = 0; raw < exchange.instrument_count(); ++raw) {
        auto const& option = exchange.instrument(InstrumentId{raw});
        if (!option.is_option() || !option.active()) {
            continue;
        }
        double const tenor = std::fabs((option.expiry - exchange.now()).seconds() - kThirtyDays);
        double const moneyness = std::fabs(std::log(option.strike / exchange.index_price()));
        if (!best.valid() || tenor < best_tenor ||
            (tenor == best_tenor && moneyness < best_moneyness)) {
            best = option.id;
            best_tenor = tenor;
            best_moneyness = moneyness;
        }
    }
    return best.valid() ? 100.0 * exchange.mark(best).iv : 0.0;
}

std::string incremental_snapshot(Channel& channel, const Exchange& exchange) {
    if (channel.fields.empty()) {
        channel.fields = flattened(ticker_json(exchange, channel.spec.instrument));
    }
    return nested_json(channel.fields, "snapshot");
}

std::string platform_state_data(const Exchange& exchange) {
    std::string out;
    JsonWriter json{out};
    json.begin_object().field("price_index", index_name(exchange));
    json.field("locked", exchange.platform_locked()).end_object();
    return out;
}

std::string summary_data(const Exchange& exchange, AccountId account) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    render_summary_fields(json, exchange.summary(account), index_name(exchange));
    json.end_object();
    return out;
}

std::string market_data(Channel& channel, const Exchange& exchange) {
    auto const id = channel.spec.instrument;
    std::string out;
    JsonWriter json{out};
    switch (channel.spec.type) {
        case ChannelType::GroupedBook:
            render_grouped_book(json, exchange.instrument(id), exchange.book(id),
                                channel.spec.group, channel.spec.depth);
            break;
        case ChannelType::Quote:
            render_quote(json, exchange.instrument(id), exchange.quote(id), exchange.now());
            break;
        case ChannelType::Ticker:
            return ticker_json(exchange, id);
        case ChannelType::IncrementalTicker:
            return incremental_ticker(channel, exchange);
        case ChannelType::OptionMarks:
            return option_marks(channel, exchange);
        case ChannelType::PriceIndex:
            render_index(json, exchange);
            break;
        case ChannelType::VolatilityIndex:
            render_volatility_index(json, exchange);
            break;
        case ChannelType::EstimatedExpirationPrice:
            render_estimated_expiration(json, exchange);
            break;
        case ChannelType::Perpetual:
            render_perpetual(json, exchange, id);
            break;
        case ChannelType::PlatformState:
            return platform_state_data(exchange);
        case ChannelType::PublicMethodsState:
            return R"({"allow_unauthenticated_public_requests":true})";
        case ChannelType::Book:
        case ChannelType::Trades:
        case ChannelType::InstrumentState:
        case ChannelType::UserOrders:
        case ChannelType::UserTrades:
        case ChannelType::UserChanges:
        case ChannelType::UserPortfolio:
        case ChannelType::UserLock:
            break;
    }
    return out;
}

}  // namespace hedged::exchange::deribit
