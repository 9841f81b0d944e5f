// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/profit_text.hpp"
#include "hedged/ops/report.hpp"
#include "hedged/ops/text_table.hpp"
#include "hedged/protocol/reasons.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <span>

namespace hedged::ops {

namespace {

constexpr const char* kNoPicture = "the engine has not shown itself yet\n";

std::span<const UnderlyingView> underlyings_of(const EngineView& view) {
    return {view.underlyings.data(),
            std::min<std::size_t>(view.underlying_count, view.underlyings.size())};
}

std::string percent_of(double part, double whole) {
    return whole > 0.0 ? plain_number(100.0 * part / whole, 1) + " %" : "-";
}

std::string upper(std::string_view word) {
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return out;
}

std::string latency_text(const Quantiles& of) {
    return of.count == 0
               ? std::string("none yet")
               : "p50 " + short_time(of.p50.seconds()) + ", p99 " + short_time(of.p99.seconds()) +
                     ", p99.9 " + short_time(of.p999.seconds()) + ", max " +
                     short_time(of.maximum.seconds()) + " (" + std::to_string(of.count) + ")";
}

std::string head(const Identity& identity) {
    std::string out = "hedged " + identity.version + "  mode " + identity.mode + "  account " +
                      identity.account + "  config " + identity.config_hash;
    if (identity.speed != 1) {
        out += "  market time x" + std::to_string(identity.speed);
    }
    return out + "\n";
}

std::string state_block(const Picture& picture) {
    const EngineView& view = *picture.view;
    std::string out = "state       " + upper(to_string(view.state));
    if (!view.state_reason.empty()) {
        out += "  (" + std::string(view.state_reason.view()) + ")";
    }
    out += view.armed ? "" : "  not armed";
    out += "\nmarket      " + std::string(to_string(view.market)) + "    account  " +
           std::string(to_string(view.account)) + "    reconciled  " +
           (view.reconciled ? "yes" : "no") + "    epoch  " + std::to_string(view.epoch) +
           "\nmarket time " + utc_text(view.market_time) + "\n";
    const Counters& count = view.counters;
    out += "orders      " + std::to_string(count.orders_sent) + " sent, " +
           std::to_string(count.orders_filled) + " filled, " +
           std::to_string(count.orders_refused) + " refused, " +
           std::to_string(count.orders_unknown) + " became unknown, " +
           std::to_string(view.order_count) + " open; budget " +
           plain_number(view.order_tokens, 1) + "\n";
    out += "risk        " + std::to_string(count.risk_denials) + " denied, " +
           std::to_string(count.rate_limited) + " rate limited, " +
           std::to_string(picture.counters.orders_stopped_at_socket) + " stopped at the socket\n";
    out += "work        " + std::to_string(count.events) + " events, " +
           std::to_string(count.batches) + " batches, " +
           std::to_string(picture.counters.market_conflated) + " conflated, " +
           std::to_string(count.gaps) + " gaps\n";
    out += "tick to end of decision  " + latency_text(picture.batch) +
           "\ntick to order decided    " + latency_text(picture.decide) +
           "\ntick to order sent       " + latency_text(picture.wire) + "\n";
    return out;
}

std::string profit_block(const UnderlyingView& coin, const ProfitSpread& spread,
                         const EngineView& view) {
    const std::string name(coin.name.view());
    return name + " profit since start   hedged " + profit_text(coin, coin.profit.hedged) +
           ", unhedged " + profit_text(coin, coin.profit.unhedged) + "\n" + name +
           " deviation of it      " + spread_text(coin, spread) + "\n" + name +
           " hedge position       " + hedge_position_text(coin, view.at) + "\n" + name +
           " last hedge           " + last_hedge_text(coin) + "\n";
}

}  // namespace

std::string explain(const UnderlyingView& view) {
    std::string out(to_string(view.why));
    if (view.check != RiskCheck::None) {
        out += " (" + std::string(to_string(view.check)) + ")";
    }
    if (!view.why_instrument.empty()) {
        out += ", " + std::string(view.why_instrument.view());
    }
    return out;
}

std::string minute_text(WallTime time) {
    const std::string text = utc_text(time);
    return text.size() > 16 ? text.substr(5, 11) : text;
}

Quantiles quantiles_of(const runtime::Histogram& histogram) {
    return {histogram.count(), histogram.quantile(0.5), histogram.quantile(0.99),
            histogram.quantile(0.999), histogram.maximum()};
}

std::string utc_text(WallTime time) {
    if (time == WallTime{}) {
        return "unknown";
    }
    const std::time_t whole = time.milliseconds() / 1000;
    std::tm parts{};
    ::gmtime_r(&whole, &parts);
    std::array<char, 40> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%F %T UTC", &parts);
    return {text.data(), size};
}

std::string band_gauge(const UnderlyingView& view, std::size_t width) {
    const double lower = view.band_lower.value();
    const double upper = view.band_upper.value();
    const double target = view.target.value();
    const double delta = view.delta.value();
    std::string bar(width, '-');
    if (!(upper > lower) || !std::isfinite(upper - lower + target) || width == 0) {
        return "[" + bar + "]";
    }
    const auto cell = [&](double level) {
        const double part = std::clamp((level - lower) / (upper - lower), 0.0, 1.0);
        return static_cast<std::size_t>(std::lround(part * static_cast<double>(width - 1)));
    };
    bar[cell(target)] = '|';
    if (!std::isfinite(delta)) {
        return "[" + bar + "]?";
    }
    if (delta < lower) {
        return "<" + bar + "]";
    }
    if (delta > upper) {
        return "[" + bar + ">";
    }
    bar[cell(delta)] = '*';
    return "[" + bar + "]";
}

std::string status_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return head(*picture.identity) + kNoPicture;
    }
    std::string out = head(*picture.identity) + state_block(picture);
    if (picture.picture_age_seconds > 1.0) {
        out += "WARNING     this picture is " + short_time(picture.picture_age_seconds) +
               " old: the engine does not answer\n";
    }
    TextTable table({{"coin"},
                     {"index USD", Align::Right},
                     {"delta", Align::Right},
                     {"band"},
                     {"target", Align::Right},
                     {"working", Align::Right},
                     {"equity", Align::Right},
                     {"margin", Align::Right},
                     {"legs", Align::Right},
                     {"why"}});
    for (const UnderlyingView& view : underlyings_of(*picture.view)) {
        table.row({std::string(view.name.view()), plain_number(view.index.value(), 2),
                   signed_number(view.delta.value(), 4),
                   band_gauge(view, 15) + " " + signed_number(view.band_lower.value(), 2) + " .. " +
                       signed_number(view.band_upper.value(), 2),
                   signed_number(view.target.value(), 2),
                   signed_number(view.in_flight_buys.value() - view.in_flight_sells.value(), 4),
                   plain_number(view.equity.value(), 4),
                   percent_of(view.initial_margin.value(), view.equity.value()),
                   std::to_string(view.legs) +
                       (view.legs_excluded > 0 ? " (" + std::to_string(view.legs_excluded) + " out)"
                                               : ""),
                   explain(view)});
    }
    out += "\n" + table.text();
    for (std::size_t i = 0; i < underlyings_of(*picture.view).size(); ++i) {
        out += "\n" + profit_block(picture.view->underlyings[i], picture.spreads[i], *picture.view);
    }
    return out;
}

// Empty for one that is as it should be.
std::string connection_fault(Stream stream, ConnectionState state, std::string_view reason) {
    const std::string_view word = to_string(state);
    if (state == ConnectionState::Ready && (reason.empty() || reason == word)) {
        return {};
    }
    return "the " + std::string(to_string(stream)) + " connection is " + std::string(word) +
           (reason.empty() || reason == word ? "" : ": " + std::string(reason)) + "\n";
}

std::string why_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return kNoPicture;
    }
    std::string out;
    for (const UnderlyingView& view : underlyings_of(*picture.view)) {
        out += std::string(view.name.view()) + ": " + explain(view) + ".\n";
        out += "  delta " + signed_number(view.delta.value(), 4) + " coins, band " +
               signed_number(view.band_lower.value(), 4) + " .. " +
               signed_number(view.band_upper.value(), 4) + ", target " +
               signed_number(view.target.value(), 4) + ", last wanted trade " +
               signed_number(view.wanted.value(), 4) + "\n";
        out += view.index.value() > 0.0 ? "  index " + plain_number(view.index.value(), 2) +
                                              " USD, " + short_time(view.index_age_seconds) + " old"
                                        : "  no index price yet";
        out += "; hedge instrument " + std::string(view.hedge_instrument.view()) + "\n";
    }
    const EngineView& view = *picture.view;
    out += connection_fault(Stream::Market, view.market, view.market_reason.view());
    out += connection_fault(Stream::Account, view.account, view.account_reason.view());
    if (view.state != TradingState::Normal) {
        out += "trading state " + upper(to_string(view.state));
        out +=
            view.state_reason.empty() ? "\n" : ": " + std::string(view.state_reason.view()) + "\n";
    }
    if (view.state == TradingState::Killed) {
        out += view.orders_done ? "the exchange has confirmed that no order of ours is open\n"
                                : "not yet confirmed by the exchange that no order is open\n";
        out += "to trade again: hedgectl arm --name NAME --reason WHY\n";
    }
    return out;
}

std::string orders_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return kNoPicture;
    }
    TextTable table({{"order"},
                     {"instrument"},
                     {"side"},
                     {"state"},
                     {"amount", Align::Right},
                     {"filled", Align::Right},
                     {"price", Align::Right},
                     {"age", Align::Right},
                     {"exchange id"}});
    const EngineView& view = *picture.view;
    for (std::size_t i = 0; i < std::min<std::size_t>(view.order_count, view.orders.size()); ++i) {
        const OrderView& order = view.orders[i];
        table.row({std::to_string(order.client_id.epoch()) + "-" +
                       std::to_string(order.client_id.number()),
                   std::string(order.instrument.view()), std::string(to_string(order.side)),
                   std::string(order.state.view()), plain_number(order.amount, 4),
                   plain_number(order.filled, 4), plain_number(order.price, 4),
                   short_time(order.age_seconds), std::string(order.venue_id.view())});
    }
    return table.empty() ? "no order of ours is open or of unknown fate\n" : table.text();
}

std::string positions_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return kNoPicture;
    }
    TextTable table({{"instrument"},
                     {"size", Align::Right},
                     {"mark", Align::Right},
                     {"vol %", Align::Right},
                     {"its source"},
                     {"delta coins", Align::Right},
                     {"data age", Align::Right},
                     {""}});
    const EngineView& view = *picture.view;
    for (std::size_t i = 0; i < std::min<std::size_t>(view.position_count, view.positions.size());
         ++i) {
        const PositionView& leg = view.positions[i];
        const bool option = leg.kind == InstrumentKind::Option;
        table.row({std::string(leg.instrument.view()), plain_number(leg.size, option ? 1 : 0),
                   plain_number(leg.mark_price, option ? 4 : 2),
                   option ? plain_number(leg.vol * 100.0, 1) : "",
                   option ? std::string(to_string(leg.vol_source)) : "",
                   signed_number(leg.delta.value(), 4), short_time(leg.data_age_seconds),
                   leg.excluded ? "left out: no usable data" : ""});
    }
    return table.empty() ? "no positions\n" : table.text();
}

std::string greeks_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return kNoPicture;
    }
    TextTable table({{"coin or leg"},
                     {"delta coins", Align::Right},
                     {"gamma coins/1 %", Align::Right},
                     {"vega USD/point", Align::Right},
                     {"theta USD/day", Align::Right}});
    const EngineView& view = *picture.view;
    double index = 0.0;
    for (const UnderlyingView& coin : underlyings_of(view)) {
        index = coin.index.value();
        table.row({std::string(coin.name.view()) + " book", signed_number(coin.delta.value(), 4),
                   signed_number(coin.gamma.value() * index / 100.0, 4),
                   signed_number(coin.vega.value() / 100.0, 1),
                   signed_number(coin.theta.value() / 365.0, 1)});
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(view.position_count, view.positions.size());
         ++i) {
        const PositionView& leg = view.positions[i];
        table.row({std::string(leg.instrument.view()), signed_number(leg.delta.value(), 4),
                   signed_number(leg.gamma.value() * index / 100.0, 4),
                   signed_number(leg.vega.value() / 100.0, 1),
                   signed_number(leg.theta.value() / 365.0, 1)});
    }
    return table.text() +
           "the book's delta is in its numeraire; a leg's is net of its premium, in coin\n";
}

}  // namespace hedged::ops
