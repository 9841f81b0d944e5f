// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/console.hpp"

#include "hedged/ops/profit_text.hpp"
#include "hedged/ops/text_table.hpp"
#include "hedged/protocol/reasons.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace hedged::ops {

namespace {

constexpr std::size_t kGaugeWidth = 21;
constexpr std::size_t kLineGaugeWidth = 15;

std::span<const UnderlyingView> underlyings_of(const EngineView& view) {
    return {view.underlyings.data(),
            std::min<std::size_t>(view.underlying_count, view.underlyings.size())};
}

std::string padded(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string row(const std::string& name, const std::string& value) {
    return name + std::string(name.size() < 12 ? 12 - name.size() : 1, ' ') + value + "\n";
}

std::string head(const Picture& picture) {
    const EngineView& view = *picture.view;
    const Identity& identity = *picture.identity;
    std::string out = "hedged " + identity.version + "  " + identity.mode + "  account " +
                      identity.account + "   " + utc_text(view.market_time);
    if (identity.speed != 1) {
        out += " x" + std::to_string(identity.speed);
    }
    out += "\n" +
           row("state",
               std::string(to_string(view.state)) +
                   (view.state_reason.empty() ? "" : ": " + std::string(view.state_reason.view())) +
                   "   market " + std::string(to_string(view.market)) + "   account " +
                   std::string(to_string(view.account)));
    return out;
}

std::string coin_block(const EngineView& view, const UnderlyingView& coin,
                       const ProfitSpread& spread) {
    const double index = coin.index.value();
    std::string out =
        row(std::string(coin.name.view()), plain_number(index, 2) + " USD   " + explain(coin));
    out += row("delta", signed_number(coin.delta.value(), 4) + " " + band_gauge(coin, kGaugeWidth) +
                            " " + signed_number(coin.band_lower.value(), 2) + " .. " +
                            signed_number(coin.band_upper.value(), 2) + " coins");
    out += row("gamma", signed_number(coin.gamma.value() * index / 100.0, 4) +
                            " coins for 1 %   vega " + signed_number(coin.vega.value() / 100.0, 0) +
                            " USD for a point   theta " +
                            signed_number(coin.theta.value() / 365.0, 0) + " USD a day");
    out += row("hedge", plain_number(coin.hedge_position, 0) + " " +
                            std::string(coin.hedge_instrument.view()) + "   open orders " +
                            std::to_string(view.order_count));
    out += row("last", last_hedge_text(coin));
    out += row("P&L", "hedged " + profit_text(coin, coin.profit.hedged) + "   unhedged " +
                          profit_text(coin, coin.profit.unhedged));
    return out + row("deviation", spread_text(coin, spread));
}

// What is as it should be is said in two words: the line has no room for more.
std::string state_words(const EngineView& view, const UnderlyingView& coin) {
    return view.state == TradingState::Normal && coin.why == Why::InsideBand
               ? std::string("in band")
               : std::string(to_string(view.state)) + ": " + explain(coin);
}

}  // namespace

std::string picture_lines(const EngineView& view) {
    std::string out;
    for (const UnderlyingView& coin : underlyings_of(view)) {
        std::string line = minute_text(view.market_time) + " " + std::string(coin.name.view()) +
                           " " + padded(plain_number(coin.index.value(), 0), 7) + " " +
                           band_gauge(coin, kLineGaugeWidth) + " delta " +
                           padded(signed_number(coin.delta.value(), 3), 7) + " hedge " +
                           padded(plain_number(coin.hedge_position, 0), 9) + " P&L hedged " +
                           padded(profit_number(coin, coin.profit.hedged), 7) + " unhedged " +
                           padded(profit_number(coin, coin.profit.unhedged), 8) + " " +
                           (coin.profit.in_usd ? "USD" : std::string(coin.name.view())) +
                           " orders " + padded(std::to_string(view.counters.orders_sent), 3) + " " +
                           state_words(view, coin);
        line.resize(std::min(line.size(), kLineWidth));
        out += line + "\n";
    }
    return out;
}

std::string screen_text(const Picture& picture) {
    if (picture.view == nullptr) {
        return "the engine has not shown itself yet\n";
    }
    const EngineView& view = *picture.view;
    std::string out = head(picture);
    for (std::size_t i = 0; i < underlyings_of(view).size(); ++i) {
        out += coin_block(view, view.underlyings[i], picture.spreads[i]);
    }
    const Counters& count = view.counters;
    out += row("orders", std::to_string(count.orders_sent) + " sent, " +
                             std::to_string(count.orders_filled) + " filled, " +
                             std::to_string(count.orders_refused) + " refused, " +
                             std::to_string(count.orders_unknown) + " became unknown");
    const Quantiles& wire = picture.wire;
    out += row("latency", wire.count == 0
                              ? std::string("no order sent yet")
                              : "tick to order sent p50 " + short_time(wire.p50.seconds()) +
                                    ", p99 " + short_time(wire.p99.seconds()));
    return out;
}

}  // namespace hedged::ops
