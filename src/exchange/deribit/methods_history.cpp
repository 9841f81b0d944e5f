// SPDX-License-Identifier: Apache-2.0
// Public history: trades, delivery prices, funding.
#include "exchange/deribit/call.hpp"
#include "exchange/deribit/render_market.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace hedged::exchange::deribit {
namespace {

constexpr std::int64_t kTradesMax = 1000;
constexpr std::size_t kHistoryDepth = 10'000;

struct TradeQuery {
    std::int64_t count = 10;
    std::optional<std::int64_t> start_time;
    std::optional<std::int64_t> end_time;
    std::optional<std::int64_t> start_seq;
    std::optional<std::int64_t> end_seq;
    bool ascending = false;
};

TradeQuery read_query(Params& params) {
    TradeQuery query;
    query.count = params.integer("count").value_or(10);
    query.start_time = params.integer("start_timestamp");
    query.end_time = params.integer("end_timestamp");
    query.start_seq = params.integer("start_seq");
    query.end_seq = params.integer("end_seq");
    query.ascending = params.text("sorting", "default") == "asc";
    if (query.count < 1 || query.count > kTradesMax) {
        params.refuse(bad_param("count", "value must be between 1 and 1000"));
    }
    return query;
}

bool wanted(const TradeQuery& query, const PublicTrade& trade) {
    auto const time = trade.timestamp.milliseconds();
    auto const seq = static_cast<std::int64_t>(trade.trade_seq);
    return (!query.start_time || time >= *query.start_time) &&
           (!query.end_time || time <= *query.end_time) &&
           (!query.start_seq || seq >= *query.start_seq) &&
           (!query.end_seq || seq <= *query.end_seq);
}

Outcome render_trades(Call& call, std::vector<PublicTrade> trades, const TradeQuery& query) {
    std::erase_if(trades, [&](const PublicTrade& trade) { return !wanted(query, trade); });
    std::stable_sort(trades.begin(), trades.end(), [&](const auto& a, const auto& b) {
        return query.ascending ? a.trade_id < b.trade_id : b.trade_id < a.trade_id;
    });
    auto const count = static_cast<std::size_t>(query.count);
    bool const more = trades.size() > count;
    trades.resize(std::min(trades.size(), count));
    call.json.begin_object().key("trades").begin_array();
    for (auto const& trade : trades) {
        render_public_trade(call.json, call.exchange().instrument(trade.instrument), trade);
    }
    call.json.end_array().field("has_more", more).end_object();
    return std::nullopt;
}

Outcome get_last_trades_by_instrument(Call& call) {
    auto const* const instrument = call.instrument();
    auto const query = read_query(call.params);
    if (call.params.error()) {
        return call.params.error();
    }
    return render_trades(call, call.exchange().last_trades(instrument->id, kHistoryDepth), query);
}

Outcome get_last_trades_by_currency(Call& call) {
    bool nothing = currency_choice(call, true) == CurrencyChoice::None;
    auto const kind = kind_choice(call, nothing);
    auto const query = read_query(call.params);
    if (call.params.error()) {
        return call.params.error();
    }
    std::vector<PublicTrade> trades;
    auto& exchange = call.exchange();
    for (std::uint32_t raw = 0; !nothing && raw < exchange.instrument_count(); ++raw) {
        auto const& instrument = exchange.instrument(InstrumentId{raw});
        if (!kind || *kind == instrument.kind) {
            auto const some = exchange.last_trades(instrument.id, kHistoryDepth);
            trades.insert(trades.end(), some.begin(), some.end());
        }
    }
    return render_trades(call, std::move(trades), query);
}

std::string date_of(WallTime time) {
    // Days since 1970 to a civil date (Hinnant's algorithm, proleptic Gregorian).
    std::int64_t const days = time.nanoseconds() / 86'400'000'000'000 + 719'468;
    std::int64_t const era = days / 146'097;
    std::int64_t const day_of_era = days - era * 146'097;
    std::int64_t const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    std::int64_t const day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    std::int64_t const shifted_month = (5 * day_of_year + 2) / 153;
    std::int64_t const day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    std::int64_t const month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    std::int64_t const year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    auto const two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(year) + "-" + two(month) + "-" + two(day);
}

Outcome get_delivery_prices(Call& call) {
    auto const name = call.params.required_text("index_name");
    auto const count = call.params.integer("count").value_or(10);
    auto const offset = call.params.integer("offset").value_or(0);
    auto& exchange = call.exchange();
    if (!call.params.error() && name != exchange.instrument(InstrumentId{0}).price_index) {
        return bad_param("index_name", "wrong index name");
    }
    if (!call.params.error() && (count < 1 || count > 1000 || offset < 0)) {
        return bad_param(offset < 0 ? "offset" : "count", "value out of range");
    }
    if (call.params.error()) {
        return call.params.error();
    }
    std::map<WallTime, double, std::greater<>> prices;
    for (std::uint32_t raw = 0; raw < exchange.instrument_count(); ++raw) {
        auto const& instrument = exchange.instrument(InstrumentId{raw});
        if (instrument.active() || prices.contains(instrument.expiry)) {
            continue;
        }
        if (auto const price = exchange.ticker(instrument.id).delivery_price) {
            prices.emplace(instrument.expiry, *price);
        }
    }
    call.json.begin_object().key("data").begin_array();
    std::int64_t position = 0;
    for (auto const& [expiry, price] : prices) {
        if (position >= offset && position - offset < count) {
            call.json.begin_object().field("date", date_of(expiry));
            call.json.field("delivery_price", price).end_object();
        }
        ++position;
    }
    call.json.end_array().field("records_total", position).end_object();
    return std::nullopt;
}

// The mean rate of the last eight hours, times the length of the period asked for.
Outcome get_funding_rate_value(Call& call) {
    auto const* const instrument = call.instrument();
    auto const start = call.params.required_integer("start_timestamp");
    auto const end = call.params.required_integer("end_timestamp");
    if (call.params.error()) {
        return call.params.error();
    }
    if (!instrument->is_perpetual()) {
        return bad_param("instrument_name", "instrument is not perpetual");
    }
    if (end < start) {
        return bad_param("end_timestamp", "value must not be before start_timestamp");
    }
    constexpr double kEightHoursMs = 8.0 * 3600.0 * 1000.0;
    double const periods = (static_cast<double>(end) - static_cast<double>(start)) / kEightHoursMs;
    call.json.value(call.exchange().ticker(instrument->id).funding_8h * periods);
    return std::nullopt;
}

constexpr std::array kMethods{
    Method{"public/get_last_trades_by_instrument", get_last_trades_by_instrument},
    Method{"public/get_last_trades_by_instrument_and_time", get_last_trades_by_instrument},
    Method{"public/get_last_trades_by_currency", get_last_trades_by_currency},
    Method{"public/get_last_trades_by_currency_and_time", get_last_trades_by_currency},
    Method{"public/get_delivery_prices", get_delivery_prices},
    Method{"public/get_funding_rate_value", get_funding_rate_value},
};

}  // namespace

std::span<const Method> history_methods() {
    return kMethods;
}

}  // namespace hedged::exchange::deribit
